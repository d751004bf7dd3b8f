"""Weekly sums of spend, revenue and posts, few enough for the driver."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.returns.settings import MixSettings, PostChannel
from voxlake.spark.columns import engagement, reach, week_of
from voxlake.tables.columns import ALL

_KEYS = ("week_start", "country", "currency")
UNKNOWN = "unknown"
"""Country of what tells none."""


def first_day(as_of: date, settings: MixSettings) -> date:
    """The first day of the weeks that a fit may look at."""
    return as_of - timedelta(days=as_of.weekday()) - timedelta(weeks=settings.history_weeks)


def weekly_spend(spend: DataFrame, settings: MixSettings) -> DataFrame:
    """`week_start`, `country`, `currency`, `channel`, `amount`; all countries are one more.

    Args:
        spend: As `reported_spend` gives it.
        settings: Whether countries are told apart.
    """
    rows = spend.withColumn("week_start", week_of(F.col("spend_date")))
    return _added(rows, "amount", settings, "channel")


def weekly_revenue(lines: DataFrame, settings: MixSettings) -> DataFrame:
    """`week_start`, `country`, `currency`, `amount`: refunds in the week of what they take back.

    Args:
        lines: Rows of `purchase_lines`.
        settings: Whether countries are told apart.
    """
    rows = lines.withColumn("week_start", week_of(F.col("purchase_date")))
    return _added(rows, "amount", settings)


def weekly_posts(posts: DataFrame, settings: MixSettings) -> DataFrame | None:
    """`week_start`, `channel`, `amount` of channels that are posts; None without such channels.

    Args:
        posts: Rows of `posts`.
        settings: Which posts are channels.
    """
    parts = [
        _of_channel(posts, channel).select(
            week_of(F.col("post_date")).alias("week_start"),
            F.lit(name).alias("channel"),
            _measure(channel),
        )
        for name, channel in settings.post_channels.items()
    ]
    if not parts:
        return None
    rows = reduce(DataFrame.unionByName, parts)
    return rows.groupBy("week_start", "channel").agg(F.sum("amount").cast("double").alias("amount"))


def units_of(settings: MixSettings) -> Mapping[str, str]:
    """What is counted of the channels that are posts."""
    return {name: channel.measure for name, channel in settings.post_channels.items()}


def _of_channel(posts: DataFrame, channel: PostChannel) -> DataFrame:
    rows = posts.where(F.coalesce("is_usable", F.lit(True)))
    if channel.accounts:
        rows = rows.where(F.col("user_id").isin(list(channel.accounts)))
    if channel.mentions:
        named = F.array(*(F.lit(handle) for handle in channel.mentions))
        rows = rows.where(F.arrays_overlap("mentions", named))
    return rows


def _measure(channel: PostChannel) -> Column:
    counted = {"posts": F.lit(1), "reach": reach(), "engagement": engagement()}
    return F.coalesce(counted[channel.measure], F.lit(0)).alias("amount")


def _added(rows: DataFrame, amount: str, settings: MixSettings, *more: str) -> DataFrame:
    """Sums by week and currency of all countries, and of each where they are told apart."""
    own = F.coalesce("country", F.lit(UNKNOWN))
    countries = F.array(F.lit(ALL), own) if settings.by_country else F.array(F.lit(ALL))
    return (
        rows.withColumn("country", F.explode(countries))
        .groupBy(*_KEYS, *more)
        .agg(F.sum(amount).cast("double").alias("amount"))
    )
