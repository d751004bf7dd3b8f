"""From orders to buyers: when they bought, how often, for how much, and how that compares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import user_purchases
from voxlake.spark.columns import quantiles

_FIFTHS = [0.2, 0.4, 0.6, 0.8]


def currency_of(lines: DataFrame) -> str | None:
    """The currency of rows of `purchase_lines`, which is one; None without any."""
    row = lines.select("currency").first()
    return row["currency"] if row else None


def summarise_buyers(lines: DataFrame, *, as_of: date, unit_days: int) -> DataFrame:
    """One row per user with a purchase: first and last day, frequency, recency, age, money.

    Purchases are those of `user_purchases` on the lines up to the day, so that a refund lowers the
    purchase that it takes back from its own day on. Refunds without an order lower the revenue.

    Args:
        lines: Rows of `purchase_lines`.
        as_of: Last day whose lines count; the age runs to it.
        unit_days: Days in the unit of recency and age.
    """
    counted = lines.where(F.col("order_date") <= F.lit(as_of))
    purchase = F.when(F.col("is_purchase"), F.struct("purchase_date", "purchase_id", "net"))
    buyers = (
        user_purchases(counted)
        .groupBy("user_id", "currency")
        .agg(
            F.min(purchase).alias("first"),
            F.max(purchase["purchase_date"]).alias("last_order_date"),
            F.count(purchase).alias("purchase_count"),
            F.sum(purchase["net"]).alias("spent"),
            F.sum("net").alias("revenue"),
            F.max(F.when(F.col("country").isNotNull(), F.struct("purchase_date", "country")))[
                "country"
            ].alias("order_country"),
        )
        .where(F.col("purchase_count") > 0)
    )
    first_day, last_day = F.col("first.purchase_date"), F.col("last_order_date")
    frequency = F.col("purchase_count") - 1
    repeat_spend = (F.col("spent") - F.col("first.net")).cast("double")
    return buyers.select(
        "user_id",
        "currency",
        "order_country",
        first_day.alias("first_order_date"),
        last_day,
        frequency.alias("frequency"),
        (F.datediff(last_day, first_day) / unit_days).alias("recency"),
        (F.datediff(F.lit(as_of), first_day) / unit_days).alias("age"),
        (repeat_spend / F.nullif(frequency, F.lit(0))).alias("mean_value"),
        F.col("revenue").cast("decimal(18,2)").alias("revenue"),
    )


def with_rfm_scores(buyers: DataFrame, as_of: date) -> DataFrame:
    """The buyers with a score of 1 to 5 for recency, frequency and money, by fifths of all buyers.

    Buyers who are equal get the same score: 1 more than the number of limits between fifths that
    lie below them. So a score may be missing where many are equal.
    """
    return with_fifths(
        buyers,
        {
            # the later, the higher
            "recency_score": F.datediff("last_order_date", F.lit(as_of)),
            "frequency_score": F.col("frequency"),
            "monetary_score": F.col("revenue"),
        },
    )


def with_fifths(rows: DataFrame, values: Mapping[str, Column]) -> DataFrame:
    """The rows with the fifth that each value is in, 1 to 5: one more than the limits below it."""
    limits = rows.agg(*(quantiles(v, _FIFTHS).alias(f"_{name}") for name, v in values.items()))
    fifths = {name: _fifth(value, F.col(f"_{name}")) for name, value in values.items()}
    return rows.crossJoin(F.broadcast(limits)).withColumns(fifths).drop(*limits.columns)


def _fifth(value: Column, limits: Column) -> Column:
    return 1 + F.size(F.filter(limits, lambda limit: limit < value.cast("double")))
