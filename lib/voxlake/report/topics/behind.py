"""The posts that tables name, as the report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import window
from voxlake.report.week.evidence import Post, distinct_posts


def posts_named(
    posts: DataFrame, ids: Iterable[str | None], as_of: date, settings: ReportSettings
) -> dict[str, Row]:
    """Posts of the report's days with a text, by id.

    Args:
        posts: Rows of `posts`.
        ids: Which; at most a few of each topic, burst and term that is shown.
        as_of: Last day.
        settings: How many days are counted.
    """
    named = sorted({each for each in ids if each})
    if not named:
        return {}
    rows = (
        window(posts, "post_date", as_of, settings.counted_days)
        .where(F.col("post_id").isin(named) & F.col("text").isNotNull())
        .select("post_id", "post_date", "text", F.lit(None).alias("label"), "like_count")
        .collect()
    )
    return {row["post_id"]: row for row in rows}


def shown_posts(
    ids: Iterable[str] | None, posts: Mapping[str, Row], settings: ReportSettings
) -> list[Post]:
    """Those of the posts that are there, in their order, no text twice."""
    return distinct_posts([posts[each] for each in ids or () if each in posts], settings)
