"""Rows that regressions are fitted to: what was spent and what came, by campaign and time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.returns.money import NONE, sold_order
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.columns import week_of

_ALIVE = "total"
"""`campaign_id` of rows of all campaigns together."""


def span_of(as_of: date, settings: ReturnSettings) -> tuple[date, date]:
    """First and last day that count: whole weeks alone, where rows span weeks."""
    first = as_of - timedelta(days=settings.history_days - 1)
    if settings.unit == "day":
        return first, as_of
    after = as_of + timedelta(days=1)
    return (
        first + timedelta(days=-first.weekday() % 7),
        as_of - timedelta(days=after.weekday()),
    )


def channels_of(spend: DataFrame, settings: ReturnSettings) -> list[str]:
    """Channels that have spend, in order.

    Raises:
        InputError: there are more than `returns.max_channels`.
    """
    found = collect_at_most(
        spend.where(F.col("amount") != 0).select("channel").distinct(),
        settings.max_channels,
        "channels in spend",
        "Look at channel of the source: it names kinds; or raise returns.max_channels.",
    )
    return sorted(row["channel"] for row in found)


def feature_names(channels: Sequence[str]) -> list[str]:
    """Columns of the spend of each channel."""
    return [f"spend_{n}" for n in range(len(channels))]


def regression_rows(
    spend: DataFrame,
    lines: DataFrame,
    clicks: DataFrame,
    channels: Sequence[str],
    settings: ReturnSettings,
) -> DataFrame:
    """A row for each campaign and day or week with spend or orders; or for each of these alone.

    Columns: `campaign_id`, `period`, `revenue`, the spend of each channel as `feature_names` calls
    it, `order_count`, and `click_count`, which is not below it.

    Args:
        spend: As `reported_spend` gives it, of the days and in the currency.
        lines: As `lines_by_campaign` gives them, likewise.
        clicks: Of events: `campaign_id`, `event_date`; they count for campaigns without clicks
            of spend.
        channels: Those of spend.
        settings: What a row spans.
    """
    paid = [
        F.sum(F.when(F.col("channel") == channel, F.col("amount").cast("double"))).alias(name)
        for channel, name in zip(channels, feature_names(channels), strict=True)
    ]
    by_campaign = settings.level == "campaign"
    if by_campaign:
        spend, lines = (each.where(F.col("campaign_id").isNotNull()) for each in (spend, lines))
    key = ["campaign_id", "period"]

    def keyed(rows: DataFrame, day: str) -> DataFrame:
        name = F.col("campaign_id") if by_campaign else F.lit(_ALIVE)
        return rows.withColumns({"campaign_id": name, "period": _period(day, settings)})

    shown = F.sum("click_count").alias("spend_clicks")
    cost = keyed(spend, "spend_date").groupBy(*key).agg(*paid, shown)
    came = (
        keyed(lines, "order_date")
        .groupBy(*key)
        .agg(
            F.sum(F.col("amount").cast("double")).alias("revenue"),
            F.countDistinct(sold_order()).alias("order_count"),
        )
    )
    hits = keyed(clicks, "event_date").groupBy(*key).agg(F.count("*").alias("event_clicks"))
    told = cost.join(came, key, how="full").join(hits, key, how="left")
    orders = F.coalesce("order_count", F.lit(0))
    clicked = F.coalesce("spend_clicks", "event_clicks", F.lit(0))
    return told.select(
        F.coalesce("campaign_id", F.lit(NONE)).alias("campaign_id"),
        "period",
        F.coalesce("revenue", F.lit(0.0)).alias("revenue"),
        *(F.coalesce(name, F.lit(0.0)).alias(name) for name in feature_names(channels)),
        orders.alias("order_count"),
        F.when(clicked > 0, F.greatest(clicked, orders)).otherwise(0).alias("click_count"),
    )


def _period(day: str, settings: ReturnSettings) -> Column:
    return week_of(F.col(day)) if settings.unit == "week" else F.col(day)
