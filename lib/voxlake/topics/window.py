"""The days of the posts that topics were found in, and how many posts lie outside of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.topics.word_counts import usable_posts


@dataclass(frozen=True)
class Window:
    """The first and the last day whose posts a fit of topics read."""

    first: date
    last: date

    def __str__(self) -> str:
        """Both days, for people to read."""
        return f"{self.first} to {self.last}"


@dataclass(frozen=True)
class TopicCoverage:
    """How many posts have topics that were found in a window, and how many of them lie outside."""

    window: Window
    posts: int
    older: int
    newer: int

    @property
    def older_share(self) -> float:
        """Share of the posts from before the window."""
        return self.older / self.posts if self.posts else 0.0

    @property
    def newer_share(self) -> float:
        """Share of the posts from after it."""
        return self.newer / self.posts if self.posts else 0.0

    def __str__(self) -> str:
        """The share outside, with its counts, for people to read."""
        outside = self.older_share + self.newer_share
        return (
            f"{outside:.1%} of {self.posts:,} posts lie outside the days that the topics were "
            f"found in, {self.window}: {self.older:,} before and {self.newer:,} after"
        )


def window_of(posts: DataFrame) -> Window | None:
    """The days of the usable posts that a fit is given; None without any."""
    return _window(usable_posts(posts).agg(F.min("post_date"), F.max("post_date")))


def window_of_model(topics: DataFrame, version: str | None) -> Window | None:
    """The window of a version, as TOPICS has it; None of a fit from before windows were kept."""
    of_version = topics.where(F.col("model_version") == F.lit(version))
    return _window(of_version.agg(F.min("window_first_date"), F.max("window_last_date")))


def cover(posts: DataFrame, window: Window) -> TopicCoverage:
    """Count the posts that have topics, and those from before and after the window.

    Args:
        posts: A row per post that has a topic, with its `post_date`.
        window: Of the fit that the topics come from.
    """
    day = F.col("post_date")
    counted = posts.agg(
        F.count(F.lit(1)).alias("posts"),
        F.count_if(day < F.lit(window.first)).alias("older"),
        F.count_if(day > F.lit(window.last)).alias("newer"),
    )
    return TopicCoverage(window, **counted.collect()[0].asDict())


def _window(bounds: DataFrame) -> Window | None:
    first, last = bounds.collect()[0]
    return None if first is None else Window(first, last)
