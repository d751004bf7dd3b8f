"""Adds up what campaigns cost and brought, by campaign, channel, segment and window of days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import reduce

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.returns.money import sold_order
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.people.orders.lines import MONEY
from voxlake.spark.columns import reach
from voxlake.tables.columns import NO_SEGMENT

KEYS = ("campaign_id", "channel", "segment_id", "currency", "window_days")
MEASURES = {
    "spend": MONEY,
    "impression_count": "long",
    "spend_click_count": "long",
    "post_count": "long",
    "post_reach": "long",
    "event_click_count": "long",
    "order_count": "long",
    "revenue": MONEY,
    "new_customer_count": "long",
    "expected_value": MONEY,
}
"""What is added up, with its type."""


@dataclass(frozen=True)
class Told:
    """What is added up: rows up to a day."""

    spend: DataFrame
    """As `reported_spend` gives it."""
    posts: DataFrame
    events: DataFrame
    lines: DataFrame
    """As `lines_by_campaign` gives them: all, since a first order may be long ago."""
    values: DataFrame
    """Rows of `user_value` of the day."""
    segments: DataFrame
    """Rows of `user_segments` of the day."""
    currency: str | None
    """Of the lines."""


def facts(told: Told, as_of: date, settings: ReturnSettings) -> DataFrame:
    """Sums by `KEYS`: few rows, whose sums over keys are right for any group of them.

    Channel and segment are null where the rows have none: orders know no channel but their
    campaign's, spend has no segment. Users count as new customers by their first order ever.
    """
    parts = [_spend(told), _posts(told), _clicks(told, settings), _orders(told), _customers(told)]
    lasting = [_by_window(part, as_of, settings) for part in parts]
    return reduce(DataFrame.unionByName, lasting)


def _spend(told: Told) -> DataFrame:
    return told.spend.select(
        F.col("spend_date").alias("_day"),
        "campaign_id",
        "channel",
        "currency",
        F.col("amount").alias("spend"),
        "impression_count",
        F.col("click_count").alias("spend_click_count"),
    )


def _posts(told: Told) -> DataFrame:
    return told.posts.where(F.col("campaign_id").isNotNull()).select(
        F.col("post_date").alias("_day"),
        "campaign_id",
        _text(told.currency).alias("currency"),
        F.lit(1).alias("post_count"),
        reach().alias("post_reach"),
    )


def _clicks(told: Told, settings: ReturnSettings) -> DataFrame:
    is_click = F.col("event_type").isin(list(settings.click_events))
    return told.events.where(F.col("campaign_id").isNotNull() & is_click).select(
        F.col("event_date").alias("_day"),
        "campaign_id",
        _text(told.currency).alias("currency"),
        F.lit(1).alias("event_click_count"),
    )


def _orders(told: Told) -> DataFrame:
    return _in_segments(told.lines, told).select(
        F.col("order_date").alias("_day"),
        "campaign_id",
        "segment_id",
        "currency",
        F.col("amount").alias("revenue"),
        sold_order().alias("_order"),
    )


def _customers(told: Told) -> DataFrame:
    """Users with a sale, on the day of the first one, with what is expected of them."""
    first = F.struct("order_date", "ordered_at", "order_line_id", "campaign_id", "currency")
    sold = told.lines.where(sold_order().isNotNull())
    users = sold.groupBy("user_id").agg(F.min(first).alias("_first")).select("user_id", "_first.*")
    values = told.values.select(
        "user_id", F.col("currency").alias("_currency"), F.col("expected_value").alias("_value")
    )
    same = F.col("currency") == F.col("_currency")
    return (
        _in_segments(users, told)
        .join(values, "user_id", how="left")
        .select(
            F.col("order_date").alias("_day"),
            "campaign_id",
            "segment_id",
            "currency",
            F.lit(1).alias("new_customer_count"),
            F.when(same, F.round("_value", 2).cast(MONEY)).alias("expected_value"),
        )
    )


def _in_segments(rows: DataFrame, told: Told) -> DataFrame:
    members = told.segments.select("user_id", "segment_id")
    segment = F.coalesce("segment_id", F.lit(NO_SEGMENT))
    return rows.join(members, "user_id", how="left").withColumn("segment_id", segment)


def _by_window(part: DataFrame, as_of: date, settings: ReturnSettings) -> DataFrame:
    """The rows added up by `KEYS`, each in all windows that it lies in."""
    age = F.datediff(F.lit(as_of), "_day")
    windows = [F.when(age < days, days) for days in settings.windows]
    lasting = F.array_compact(F.array(F.lit(0), *windows))
    told = part.where(age >= 0).withColumn("window_days", F.explode(lasting))
    given = [name for name in KEYS if name in told.columns]
    sums = [F.sum(name).alias(name) for name in MEASURES if name in told.columns]
    if "_order" in told.columns:
        sums.append(F.countDistinct("_order").alias("order_count"))
    added = told.groupBy(*given).agg(*sums)
    types = {"segment_id": "int", "window_days": "int", **MEASURES}
    return added.select(
        *(
            (F.col(name) if name in added.columns else F.lit(None))
            .cast(types.get(name, "string"))
            .alias(name)
            for name in (*KEYS, *MEASURES)
        )
    )


def _text(value: str | None) -> Column:
    return F.lit(value).cast("string")
