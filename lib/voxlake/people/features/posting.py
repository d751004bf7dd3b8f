"""What posts say of their authors: how many, when, how seen, how liked, in what mood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import (
    days_since,
    finite,
    share,
    velocity,
    was_known,
)
from voxlake.people.times import with_known_times
from voxlake.spark.columns import engagement, quantiles, reach
from voxlake.spark.local_time import local_hour

_COUNTS = ("like_count", "reply_count", "repost_count", "view_count")


def with_known_counts(
    posts: DataFrame,
    as_of: date,
    settings: FeatureSettings,
    zone: str,
    dumps: Sequence[str] = (),
) -> DataFrame:
    """The posts with `engagement` and `reach`; counts that came too late are null.

    A post's `engagement` is its likes, replies and reposts; null where none of them is known.
    """
    known = was_known(as_of, settings, zone, dumps)
    posts = posts.withColumns({name: F.when(known, F.col(name)) for name in _COUNTS})
    has_counts = F.coalesce(*(F.col(name) for name in _COUNTS)).isNotNull()
    return posts.withColumns(
        {
            "engagement": engagement(),
            "reach": F.when(has_counts, reach()),
        }
    )


def post_features(posts: DataFrame, as_of: date, settings: FeatureSettings, zone: str) -> DataFrame:
    """Activity, hours and popularity of each author, from rows of `with_known_counts`."""
    timed = with_known_times(posts, "post_date", "posted_at", zone)
    return timed.groupBy("user_id").agg(
        F.count("*").alias("post_count"),
        F.countDistinct("post_date").alias("active_days"),
        days_since(F.max("post_date"), as_of).alias("days_since_post"),
        share(F.col("reply_to_post_id").isNotNull()).alias("reply_share"),
        share(F.col("is_repost")).alias("repost_share"),
        *_hours(zone),
        F.avg("like_count").alias("likes_per_post"),
        F.avg("reply_count").alias("replies_per_post"),
        F.avg("repost_count").alias("reposts_per_post"),
        F.avg("view_count").alias("views_per_post"),
        F.avg("engagement").alias("engagement_per_post"),
        quantiles(F.col("engagement"), [0.5])[0].alias("median_engagement"),
        _engagement_rate().alias("engagement_rate"),
        F.sum("reach").alias("reach"),
        velocity(F.lit(1), "post_date", as_of, settings).alias("post_velocity"),
        F.when(
            F.count("engagement") > 0,
            velocity(F.coalesce("engagement", F.lit(0)), "post_date", as_of, settings),
        ).alias("engagement_velocity"),
    )


def sentiment_features(sentiment: DataFrame) -> DataFrame:
    """Mood of each author's scored posts."""
    return sentiment.groupBy("user_id").agg(
        F.avg(finite("score")).alias("sentiment_mean"),
        share(F.col("label") == "negative").alias("negative_share"),
    )


def _hours(zone: str) -> list[Column]:
    """When the posts were made; shares by hour are of those whose hour is known."""
    hour = local_hour("posted_at", zone)
    is_weekend = F.weekday("post_date") >= 5  # noqa: PLR2004  (0 is Monday)
    at_work = ~is_weekend & hour.between(9, 16)
    return [
        F.avg(hour.between(0, 5).cast("double")).alias("night_share"),
        F.avg(F.when(hour.isNotNull(), at_work.cast("double"))).alias("work_share"),
        F.avg(hour.between(18, 23).cast("double")).alias("evening_share"),
        share(is_weekend).alias("weekend_share"),
    ]


def _engagement_rate() -> Column:
    """Engagement a view, over the posts of which both are known."""
    both = F.col("engagement").isNotNull() & (F.col("view_count") > 0)
    engagement, views = (F.sum(F.when(both, F.col(c))) for c in ("engagement", "view_count"))
    return engagement / views
