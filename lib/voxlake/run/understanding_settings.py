"""Settings of what is told of one post on request, and of choices of bandits. No pyspark."""

from __future__ import annotations

from pydantic import BaseModel, Field


class UnderstandingSettings(BaseModel, frozen=True, extra="forbid"):
    """How one post is understood."""

    nearest_days: int = Field(
        90,
        ge=1,
        description="Days, up to the last, of posts among which the nearest are looked for.",
    )
    nearest_texts: int = Field(
        100_000,
        ge=1,
        description="Most texts whose vectors are held in memory, the latest (1.5 kB each).",
    )
    nearest_posts: int = Field(5, ge=1, le=100, description="How many of the nearest are told.")
    similar_posts: int = Field(
        50, ge=1, le=1_000, description="Most similar posts that usual consequences are told from."
    )
    least_similarity: float = Field(
        0.5, ge=-1, le=1, description="Least cosine of meaning from which posts are similar."
    )
    fewest_similar: int = Field(
        5, ge=1, description="Similar posts without which no usual consequences are told."
    )
    least_chance: float = Field(
        0.2, ge=0, le=1, description="Least probability of a label whose phrases are looked for."
    )
    phrase_words: int = Field(
        30,
        ge=1,
        le=200,
        description="Words of a post that are left out in turn to find phrases, the first; each "
        "takes three encodings.",
    )
    models_refresh_s: float = Field(
        60, ge=0, description="Seconds after which a newly fitted topic model is asked for."
    )
    timeout_s: float = Field(
        10, gt=0, description="Seconds that one question to the lake may take."
    )


class ChoiceSettings(BaseModel, frozen=True, extra="forbid"):
    """How choices of bandits reach the lake."""

    state_dir: str = Field(
        "voxlake_choices",
        description="Folder of this machine in which choices and rewards are kept; on a disk that "
        "outlives the process.",
    )
    replay_dir: str | None = Field(
        None,
        description="Folder for files of choices and rewards that `ingest` reads; null: `replay` "
        "in state_dir.",
    )
    replay_s: float = Field(
        60, gt=0, description="Seconds between two of these files, where there is something new."
    )
