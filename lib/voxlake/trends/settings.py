"""Settings of trends. Imports no pyspark."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field, PositiveInt, model_validator

from voxlake.topics.settings import TopicSettings
from voxlake.trends.usual import days_needed


class TrendSettings(BaseModel, frozen=True, extra="forbid"):
    """What counts as more than usual."""

    copies: Literal["once", "counted"] = Field(
        "once",
        description="Whether near-duplicates of a day are one post in trends, or each is counted.",
    )
    lookback_days: PositiveInt = Field(
        56, multiple_of=7, description="Days before a day that say what is usual of a topic."
    )
    level_days: int = Field(
        21, ge=7, description="The latest of them, whose median is the level of the topic."
    )
    false_alarms: float = Field(
        0.02, gt=0, lt=0.5, description="Share of ordinary days, about, that are taken for a burst."
    )
    min_posts: PositiveInt = Field(5, description="A day with fewer posts is none of a burst.")
    gap_days: int = Field(
        1, ge=0, description="Ordinary days in a row, at most, that lie within one burst."
    )
    burst_days: PositiveInt = Field(
        28, description="Bursts that ended earlier than so many days ago are not told any more."
    )
    top_days: PositiveInt = Field(7, description="Days whose posts compete in `top_posts`.")
    top_count: PositiveInt = Field(
        10, description="Posts of each kind, topic and segment in `top_posts`."
    )
    author_days: PositiveInt = Field(
        90, description="Days whose posts say what an author usually gets."
    )
    min_engagement: PositiveInt = Field(
        5, description="With fewer likes, replies and reposts, a post is not told as growing."
    )
    terms: PositiveInt = Field(50, description="Words, phrases and hashtags told of a day.")
    term_days: int = Field(
        28, ge=7, description="Days before a day that say what is usual of a word."
    )
    min_term_days: PositiveInt = Field(
        7, description="With fewer of them that have posts, no word rises."
    )
    min_authors: PositiveInt = Field(
        3, description="A word that fewer authors use on a day does not rise."
    )
    prior_authors: float = Field(
        2,
        gt=0,
        description="How strongly a rise is drawn towards 1: as if so many authors more than were "
        "seen had used the word, and as many were usual.",
    )
    vocabulary_size: PositiveInt = Field(
        10_000, description="Words of a day that are looked at, those of most authors."
    )
    kept_terms: PositiveInt = Field(
        50_000,
        description="Words, and twos and threes of words, at most, that are stored of a day: those "
        "of most authors, and where more have equally many, none of those.",
    )

    topics: TopicSettings = Field(TopicSettings(), exclude=True)

    @model_validator(mode="after")
    def _days_before_say_something(self) -> TrendSettings:
        if self.lookback_days < days_needed(self.level_days):
            raise ValueError(
                f"trends.lookback_days ({self.lookback_days}) must be at least "
                f"{days_needed(self.level_days)}, a week more than trends.level_days"
            )
        return self
