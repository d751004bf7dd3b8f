"""Days with more negative posts than usual, as the alerts have them, with posts of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.week.evidence import Post, distinct_posts
from voxlake.tables import POSTS, SENTIMENT_ALERTS
from voxlake.tables.columns import ALL

_MOST = 6


@dataclass(frozen=True)
class Alert:
    """A day of a brand that was more negative than usual.

    Attributes:
        day: The day.
        brand: The brand; None for all posts.
        posts: Posts of the day that were read.
        share: Share of negative ones among them.
        usual: The same of the weekday in the weeks before.
        reach: How often the negative posts were seen, or liked, answered and repeated.
        examples: Some of them.
    """

    day: date
    brand: str | None
    posts: int
    share: float
    usual: float
    reach: int
    examples: list[Post]


def alerts_of_days(sources: Sources, as_of: date, settings: ReportSettings) -> list[Alert]:
    """The last alerts of the report's days, the latest first; at most six.

    Args:
        sources: The tables.
        as_of: Last day.
        settings: How many days, and how much to show of posts.
    """
    rows = (
        window(sources[SENTIMENT_ALERTS], "post_date", as_of, settings.days)
        .orderBy(F.desc("post_date"), F.desc("negative_count"), "brand")
        .limit(_MOST)
        .collect()
    )
    posts = _posts_of(rows, sources[POSTS])
    return [_alert(row, posts, settings) for row in rows]


def _posts_of(rows: list[Row], posts: DataFrame) -> dict[str, Row]:
    """Posts that the alerts name, by their id: five at most of each."""
    if not rows:
        return {}
    found = (
        posts.where(F.col("post_date").isin([row["post_date"] for row in rows]))
        .where(F.col("post_id").isin([each for row in rows for each in row["post_ids"]]))
        .where(F.col("text").isNotNull())
        .select("post_id", "post_date", "text", F.lit("negative").alias("label"), "like_count")
        .collect()
    )
    return {row["post_id"]: row for row in found}


def _alert(row: Row, posts: dict[str, Row], settings: ReportSettings) -> Alert:
    behind = [posts[each] for each in row["post_ids"] if each in posts]
    return Alert(
        row["post_date"],
        None if row["brand"] == ALL else row["brand"],
        row["post_count"],
        row["negative_share"],
        row["usual_share"],
        row["reach"],
        distinct_posts(behind, settings),
    )
