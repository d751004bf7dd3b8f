"""Spend, and what orders that came by campaigns brought, in the currency that money is told in."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import MONEY, SALE
from voxlake.people.orders.rates import with_rate
from voxlake.people.orders.settings import OrderSettings

NONE = "none"
"""Channel, campaign or content type of what has none."""


def reported_spend(
    spend: DataFrame,
    campaigns: DataFrame,
    currency: str | None,
    settings: OrderSettings,
    until: date,
) -> DataFrame:
    """Spend up to a day, with a channel, and in the currency that money is told in.

    An amount without a rate stays in its own currency: it is never added to others. The channel is
    that of the spend, or else of its campaign. Rows without a day do not count.

    Args:
        spend: Rows of `spend`.
        campaigns: Rows of `campaigns`.
        currency: What money is told in; None: every amount in its own.
        settings: The rates.
        until: Last day that counts.
    """
    dated = spend.where(F.col("spend_date") <= F.lit(until)).withColumn(
        "currency", F.coalesce(F.nullif("currency", F.lit("")), F.lit("unknown"))
    )
    rated = (
        dated.withColumn("rate", F.lit(None).cast("decimal(19,9)"))
        if currency is None
        else with_rate(
            dated.withColumnRenamed("spend_date", "order_date"), currency, settings, until
        ).withColumnRenamed("order_date", "spend_date")
    )
    of_campaign = campaigns.select("campaign_id", F.col("channel").alias("_channel"))
    is_known = F.col("rate").isNotNull()
    amount = F.when(is_known, F.round(F.col("amount") * F.col("rate"), 2))
    return rated.join(F.broadcast(of_campaign), "campaign_id", how="left").select(
        "spend_date",
        "campaign_id",
        F.coalesce("channel", "_channel", F.lit(NONE)).alias("channel"),
        "country",
        F.coalesce(amount, "amount").cast(MONEY).alias("amount"),
        F.when(is_known, F.lit(currency)).otherwise(F.col("currency")).alias("currency"),
        "impression_count",
        "click_count",
    )


def lines_by_campaign(lines: DataFrame, orders: DataFrame) -> DataFrame:
    """Rows of `purchase_lines` with the campaign that their order came by; null: none.

    A refund belongs to the campaign of the order that it takes back. Of an order whose lines name
    several the first by name is taken.

    Args:
        lines: Rows of `purchase_lines`.
        orders: Rows of `orders`.
    """
    came = (
        orders.where(F.col("campaign_id").isNotNull())
        .groupBy(F.col("order_id").alias("_order"))
        .agg(F.min("campaign_id").alias("campaign_id"))
    )
    of_order = lines.withColumn("_order", F.coalesce("taken_order_id", "order_id"))
    return of_order.join(came, "_order", how="left").drop("_order")


def sold_order() -> Column:
    """The order of a line that sells; null of a refund."""
    return F.when(F.col("entry") == SALE, F.coalesce("order_id", "order_line_id"))
