"""How the money of all lines of orders adds up to what counts, day by day."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import (
    MATCHED,
    MONEY,
    UNMATCHED,
    is_counted,
    is_refund,
    is_void,
)
from voxlake.tables import ORDER_RECONCILIATION

_UNKNOWN = "unknown"
_KEY = ["order_date", "source_currency"]


def reconcile(
    orders: DataFrame, lines: DataFrame, *, currency: str | None, definition: str
) -> DataFrame:
    """Rows of `order_reconciliation`.

    Args:
        orders: Rows of `orders` with their `rate`.
        lines: The rows of `purchase_lines` that they became.
        currency: What the rates lead to.
        definition: The settings that say what a purchase is.
    """
    told = _of_orders(orders).join(_of_lines(lines), _KEY, how="left")
    counts = ("matched_line_count", "unmatched_line_count")
    money = ("matched", "unmatched", "reported_net")
    return told.withColumns(
        {
            **{name: F.coalesce(name, F.lit(0)) for name in counts},
            **{name: F.coalesce(name, F.lit(0).cast(MONEY)) for name in money},
            "currency": F.lit(currency).cast("string"),
            "definition": F.lit(definition),
        }
    ).select(*ORDER_RECONCILIATION.column_names)


def _of_orders(orders: DataFrame) -> DataFrame:
    """What came in, what is left out and what is left, in the currency of the orders."""
    is_cancelled = F.coalesce("is_cancelled", F.lit(False))
    has_user, is_known = F.col("user_id").isNotNull(), F.col("rate").isNotNull()
    amount = F.col("amount")
    worth = F.when(is_void(), F.lit(0)).otherwise(amount)
    source_currency = F.coalesce("currency", F.lit(_UNKNOWN)).alias("source_currency")
    return orders.groupBy("order_date", source_currency).agg(
        F.count("*").alias("line_count"),
        F.countDistinct("order_id").alias("order_count"),
        F.count_if(~is_refund() & ~is_cancelled).alias("sale_line_count"),
        F.count_if(is_refund() & ~is_cancelled).alias("refund_line_count"),
        F.count_if(is_cancelled).alias("cancelled_line_count"),
        F.count_if(~has_user).alias("without_user_line_count"),
        F.count_if(has_user & ~is_known).alias("unknown_currency_line_count"),
        F.count_if(is_counted()).alias("counted_line_count"),
        _sum(amount, ~is_refund()).alias("gross"),
        _sum(amount, is_refund() & ~is_cancelled).alias("refunds"),
        (_sum(amount, is_refund() & is_cancelled) - _sum(amount, is_void()))
        .cast(MONEY)
        .alias("cancelled"),
        _sum(worth, ~has_user).alias("without_user"),
        _sum(worth, has_user & ~is_known).alias("unknown_currency"),
        _sum(worth, is_counted()).alias("net"),
        F.max("rate").alias("rate"),
    )


def _of_lines(lines: DataFrame) -> DataFrame:
    """Of what is left: which refunds found their order, and the money in one currency."""
    line = F.col("order_line_id")
    matched, unmatched = (F.col("entry") == kind for kind in (MATCHED, UNMATCHED))
    return lines.groupBy(*_KEY).agg(
        F.count_if(matched).alias("matched_line_count"),
        (F.countDistinct(F.when(matched | unmatched, line)) - F.count_if(matched)).alias(
            "unmatched_line_count"
        ),
        _sum(F.col("source_amount"), matched).alias("matched"),
        _sum(F.col("source_amount"), unmatched).alias("unmatched"),
        F.sum("amount").cast(MONEY).alias("reported_net"),
    )


def _sum(money: Column, where: Column) -> Column:
    return F.coalesce(F.sum(F.when(where, money)), F.lit(0)).cast(MONEY)
