"""From orders to buyers: when they bought, how often, for how much, and how that compares."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.errors import ConfigError

_DIGITS = 4
_FIFTHS = [0.2, 0.4, 0.6, 0.8]


def require_one_currency(
    orders: DataFrame, chosen: str | None, *, setting: str = "value.currency"
) -> str | None:
    """The currency to count: the chosen one or, if None, the only one; None without orders.

    The setting is the one that errors name.

    Raises:
        ConfigError: There are several and none was chosen, or none is the chosen one.
    """
    rows = orders.where(F.col("user_id").isNotNull()).select("currency").distinct().collect()
    found = {row.currency for row in rows}
    names = ", ".join(sorted(name or "unknown" for name in found))
    if chosen is None and len(found) > 1:
        raise ConfigError(
            f"The orders are in {len(found)} currencies ({names}), and amounts in different "
            f"currencies do not add up. Set {setting} to one of them."
        )
    if chosen is not None and found and chosen not in found:
        raise ConfigError(f"No order is in {setting}, {chosen}; they are in {names}.")
    return chosen or next(iter(found), None)


def summarise_buyers(
    orders: DataFrame, *, currency: str | None, as_of: date, unit_days: int
) -> DataFrame:
    """One row per user with a purchase: first and last day, frequency, recency, age, money.

    What a user orders and returns on one day is one purchase of that day's net amount; a day whose
    refunds are as large as its orders, or larger, is no purchase, while an order that cost nothing
    is. Refunds always lower the revenue; on later days they leave the earlier purchase as it was.

    Args:
        orders: Rows of `orders`; those without a user do not count.
        currency: The currency whose orders count.
        as_of: Last day whose orders count, UTC; the age runs to it.
        unit_days: Days in the unit of recency and age.
    """
    counted = orders.where(
        F.col("user_id").isNotNull()
        & F.col("currency").eqNullSafe(F.lit(currency))
        & (F.col("order_date") <= F.lit(as_of))
    )
    days = user_days(counted)
    purchase = F.when(F.col("is_purchase"), F.struct("order_date", "net"))
    buyers = (
        days.groupBy("user_id", "currency")
        .agg(
            F.min(purchase).alias("first"),
            F.max(purchase).alias("last"),
            F.count(purchase).alias("purchase_count"),
            F.sum(purchase["net"]).alias("spent"),
            F.sum("net").alias("revenue"),
            F.max(F.when(F.col("country").isNotNull(), F.struct("order_date", "country")))[
                "country"
            ].alias("order_country"),
        )
        .where(F.col("purchase_count") > 0)
    )
    first_day, last_day = F.col("first.order_date"), F.col("last.order_date")
    frequency = F.col("purchase_count") - 1
    repeat_spend = (F.col("spent") - F.col("first.net")).cast("double")
    return buyers.select(
        "user_id",
        "currency",
        "order_country",
        first_day.alias("first_order_date"),
        last_day.alias("last_order_date"),
        frequency.alias("frequency"),
        (F.datediff(last_day, first_day) / unit_days).alias("recency"),
        (F.datediff(F.lit(as_of), first_day) / unit_days).alias("age"),
        (repeat_spend / F.nullif(frequency, F.lit(0))).alias("mean_value"),
        F.col("revenue").cast("decimal(18,2)").alias("revenue"),
    )


def user_days(orders: DataFrame) -> DataFrame:
    """One row per user and day with an order or refund: `net` amount, `is_purchase`, `country`."""
    latest = F.struct("ordered_at", "order_line_id", "country")
    net = F.sum("amount")
    has_refund = F.min("amount") < 0
    return orders.groupBy("user_id", "currency", "order_date").agg(
        net.alias("net"),
        ((net > 0) | ((net == 0) & ~has_refund)).alias("is_purchase"),
        F.max(F.when(F.col("country").isNotNull(), latest))["country"].alias("country"),
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


def quantiles(value: Column, shares: list[float]) -> Column:
    """Quantiles of a column to four digits, the same on each run however the rows lie.

    Spark's exact percentile counts each distinct value, which `to_four_digits` bounds.
    """
    return F.percentile(to_four_digits(value), shares)


def to_four_digits(value: Column) -> Column:
    """The value rounded to four digits: at most some thousands for each power of ten."""
    value = value.cast("double")
    digits = F.lit(10.0) ** (_DIGITS - 1 - F.floor(F.log10(F.abs(value))))
    return F.when(value == 0, F.lit(0.0)).otherwise(F.round(value * digits) / digits)
