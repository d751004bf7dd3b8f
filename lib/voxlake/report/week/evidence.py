"""The posts behind a change, and how many people wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.week.comparisons import Comparison

_LIKELY = 0.5
_SPARE = 5  # times as many posts are looked at as shown, since some say the same


@dataclass(frozen=True)
class Post:
    """A post as the report shows it."""

    day: date
    text: str
    label: str | None
    likes: int | None


def posts_behind(comparison: Comparison, posts: DataFrame, settings: ReportSettings) -> list[Post]:
    """Posts of the week that had more of what changed, the most liked first, no text twice.

    Args:
        comparison: A change in posts.
        posts: Posts of this week and of the one before, with `is_now`.
        settings: How many to show.
    """
    found = (
        posts.where(_of_week(comparison) & _is_behind(comparison, _LIKELY))
        .where(F.col("text").isNotNull() & ~F.coalesce("is_repost", F.lit(False)))
        .orderBy(F.col("like_count").desc_nulls_last(), F.col("sure").desc_nulls_last(), "post_id")
        .select("post_date", "text", "label", "like_count")
        .limit(_SPARE * settings.posts_per_change)
        .collect()
    )
    return distinct_posts(found, settings)


def distinct_posts(rows: Iterable[Row], settings: ReportSettings) -> list[Post]:
    """The first posts of rows with post_date, text, label and like_count, no text twice."""
    distinct: dict[str, Row] = {}
    for row in rows:
        distinct.setdefault(row["text"].casefold(), row)
    return [
        Post(
            row["post_date"],
            shorten(row["text"], settings.text_length),
            row["label"],
            row["like_count"],
        )
        for row in list(distinct.values())[: settings.posts_per_change]
    ]


def people_behind(comparisons: Sequence[Comparison], posts: DataFrame) -> dict[Comparison, int]:
    """How many known people wrote the posts behind each comparison, in one query.

    As in `posts_behind`, the posts are those of the week that had more of what changed.
    """
    if not comparisons:
        return {}
    counts = [
        F.count_distinct(F.when(_of_week(c) & _is_behind(c), F.col("user_id"))).alias(str(i))
        for i, c in enumerate(comparisons)
    ]
    return dict(zip(comparisons, posts.agg(*counts).collect()[0], strict=True))


def _of_week(comparison: Comparison) -> Column:
    return F.col("is_now") == F.lit(comparison.is_rise)


def _is_behind(comparison: Comparison, likely: float = 0.0) -> Column:
    """Whether a post is one of those that changed; `likely` is the least probability of a topic."""
    subject = F.lit(comparison.subject)
    about = F.col("topic").eqNullSafe(subject) & (F.col("probability") >= likely)
    behind: dict[str, Column] = {
        "posts": F.lit(True),
        "label": F.col("label").eqNullSafe(subject),
        "topic": about,
        "mood_of_topic": about & (F.col("label") == "negative"),
    }
    return behind[comparison.kind]


def shorten(text: str, length: int) -> str:
    """The text, cut at a word where it is too long."""
    if len(text) <= length:
        return text
    return text[: length - 1].rsplit(" ", 1)[0] + "…"
