"""Settings of what topics are called and how they stay the same. Imports no pyspark."""

from __future__ import annotations

from typing import Any, Self

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.core.addresses import Place


class Guide(BaseModel, frozen=True, extra="forbid"):
    """What a named topic begins with; a list alone is its words."""

    words: tuple[str, ...] = Field(
        (), description="Words, phrases and hashtags: a text that holds one is the topic's."
    )
    examples: tuple[str, ...] = Field(
        (), description="Texts of the topic: those whose words are most like theirs are its too."
    )
    language: str | None = Field(None, description="Language of both; null: English.")

    @model_validator(mode="before")
    @classmethod
    def _take_a_list_for_words(cls, value: Any) -> Any:  # noqa: ANN401  (whatever YAML holds)
        return {"words": value} if isinstance(value, list | tuple) else value

    @model_validator(mode="after")
    def _require_something(self) -> Self:
        if not self.words and not self.examples:
            raise ValueError("a guide has words or examples")
        return self


class NameSettings(BaseModel, frozen=True, extra="forbid"):
    """What topics are called, which of them are named beforehand, and when a refit is asked for."""

    guides: dict[str, Guide] = Field(
        {}, description="Topics by name, each with words or examples; the others are found."
    )
    names_file: Place | None = Field(
        None,
        description="YAML file with topic ids; under each name, merged_into and hidden, as people "
        "want them.",
    )
    match_overlap: float = Field(
        0.25,
        gt=0,
        le=1,
        description="Jaccard index of two fits' topics from which on they are the same one.",
    )
    profile_days: PositiveInt = Field(28, description="Days whose posts tell what a topic is like.")
    watch_days: PositiveInt = Field(
        7, description="Days whose posts tell whether topics still fit."
    )
    unclear_gain: float = Field(
        0.1,
        gt=0,
        le=1,
        description="How much the share of posts without a clear topic may grow until a refit is "
        "asked for.",
    )
    psi_limit: float = Field(
        0.25,
        gt=0,
        description="Population stability index of the topics' sizes from which on one is.",
    )
