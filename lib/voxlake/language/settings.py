"""Settings of the text encoder and of sentiment; imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

SENTIMENTS = ("negative", "neutral", "positive")
"""The labels of a post, in the order of the model's classes 0, 1 and 2."""


EMOTIONS = ("anger", "disgust", "fear", "joy", "optimism", "sadness", "surprise", "neutral")
"""The emotions of a post, in the order of the model's classes: Ekman's six, optimism and none."""


SHIPPED_HEADS = ("sentiment", "emotion")
"""The heads that come with voxlake, in use until others are trained."""


class LanguageSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts the models of language read."""

    read: tuple[str, ...] = Field(
        ("en",), min_length=1, description="ISO 639 codes of the languages that the models read."
    )
    threshold: float = Field(
        0.5,
        ge=0,
        le=1,
        description="Least probability of another language that keeps a post from being read.",
    )
    min_letters: int = Field(
        20, ge=1, description="Fewest letters of a text in Latin script that tell its language."
    )


class EmbeddingSettings(BaseModel, frozen=True, extra="forbid"):
    """How texts become vectors."""

    lookback_days: int = Field(
        28, ge=0, description="How many days back a vector of the same text is copied from."
    )


class LabelledTexts(BaseModel, frozen=True, extra="forbid"):
    """A table of texts that people have labelled."""

    path: str = Field(description="File, folder or Delta table.")
    format: Literal["delta", "parquet", "json", "csv", "tsv"] = Field(
        "parquet", description="What it is; csv and tsv have a header line."
    )
    version: int | None = Field(
        None, ge=0, description="Version of a Delta table; null for the latest."
    )
    text_column: str = Field("text", description="Column of the texts.")
    label_column: str = Field("label", description="Column of the labels.")
    group_column: str | None = Field(
        None, description="Column of authors, say: texts of one are never learned and held out."
    )
    time_column: str | None = Field(
        None, description="Column that sorts by time: the latest texts are held out."
    )
    labels: dict[str, str] | None = Field(
        None, description="What each label of the table means; null: each means itself."
    )


class TrainingSettings(BaseModel, frozen=True, extra="forbid"):
    """How train_language and evaluate_language work."""

    model: str = Field(
        "sentiment",
        pattern=r"^[a-z][a-z0-9_]*$",
        description="What the labels tell: sentiment, emotion, or a name of your own.",
    )
    texts: LabelledTexts | None = Field(
        None, description="Labelled texts; needed by train_language and evaluate_language alone."
    )
    held_out: float = Field(
        0.2, gt=0, lt=1, description="Share of the texts that a model is judged on."
    )
    regularisations: tuple[float, ...] = Field(
        (0.003, 0.01, 0.03, 0.1, 0.3),
        min_length=1,
        description="Strengths of the L2 penalty to choose from by cross-validation.",
    )
    folds: int = Field(3, ge=2, description="Parts of the other texts that are held out in turn.")
    curve: tuple[float, ...] = Field(
        (0.1, 0.3, 1.0), description="Shares of the texts of the learning curve."
    )
    promote_from: float = Field(
        0.6, ge=0, le=1, description="Least macro recall of a first model that is put to use."
    )
    resamples: int = Field(1000, ge=1, description="How often held-out texts are drawn anew.")
    cost_of_error: float = Field(
        1.0,
        ge=0,
        description="How many right labels a wrong one costs; more makes more posts unsure.",
    )
    max_iterations: int = Field(200, ge=1, description="Most steps of a fit.")
    seed: int = Field(7, description="Seed of the parts and of the resamples.")


class EvidenceSettings(BaseModel, frozen=True, extra="forbid"):
    """Which posts explain_posts explains, and in how many words."""

    choose: Literal["strongest", "sample", "ids"] = Field(
        "strongest", description="The most probable of each label, a sample of each, or `post_ids`."
    )
    count: int = Field(20, ge=1, description="Posts of each label, where they are chosen.")
    post_ids: tuple[str, ...] = Field((), description="Posts to explain, for `ids`.")
    phrases: int = Field(3, ge=1, description="Most phrases of a post.")
    max_phrase: int = Field(3, ge=1, description="Most words of a phrase.")
    max_words: int = Field(60, ge=1, description="Words of a post that are looked at, the first.")
