"""On which days each user was active, and how."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.growth.settings import GrowthSettings
from voxlake.people.orders.lines import is_sale
from voxlake.tables import USER_DAYS

_COUNTS = {
    "posts": "post_count",
    "reposts": "repost_count",
    "orders": "order_count",
    "events": "event_count",
}


def count_activity(
    posts: DataFrame, orders: DataFrame, events: DataFrame, settings: GrowthSettings
) -> DataFrame:
    """One row of `user_days` per user and day; what names no user is in a row whose user is null.

    Posts that a filter marked do not count. Of orders those count that `is_sale` says: no refund,
    since the shop may have booked it, and no order that was cancelled as a whole.

    Args:
        posts: Rows of `posts`; their authors act.
        orders: Rows of `orders`; their buyers act.
        events: Rows of `events`; those act who did them.
        settings: Which kinds and which types of events count.
    """
    is_usable = F.coalesce("is_usable", F.lit(True))
    kind_of_post = F.when(F.coalesce("is_repost", F.lit(False)), "reposts").otherwise("posts")
    acts = (
        _acts(posts.where(is_usable), "post_date", kind_of_post)
        .unionByName(_acts(orders.where(is_sale()), "order_date", F.lit("orders")))
        .unionByName(_acts(_that_count(events, settings), "event_date", F.lit("events")))
    )
    counted = acts.where(F.col("kind").isin(*settings.kinds)).groupBy("activity_date", "user_id")
    counts = (F.count_if(F.col("kind") == kind).alias(name) for kind, name in _COUNTS.items())
    return counted.agg(*counts).select(*USER_DAYS.column_names)


def count_without_user(user_days: DataFrame) -> dict[str, int]:
    """How many of each kind name no user; kinds without any are left out."""
    unnamed = user_days.where(F.col("user_id").isNull())
    sums = unnamed.agg(*(F.sum(count).alias(kind) for kind, count in _COUNTS.items())).collect()[0]
    return {kind: sums[kind] for kind in _COUNTS if sums[kind]}


def _acts(rows: DataFrame, day: str, kind: Column) -> DataFrame:
    return rows.select(F.col(day).alias("activity_date"), "user_id", kind.alias("kind"))


def _that_count(events: DataFrame, settings: GrowthSettings) -> DataFrame:
    if settings.event_types is None:
        return events
    return events.where(F.col("event_type").isin(*settings.event_types))
