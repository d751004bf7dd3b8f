"""Which order a refund takes back.

A refund that names an order, or that stands in the same order as sales, takes back that order. Any
other takes back the latest earlier line of the same buyer and product with enough left. Each
depends on what came before it alone, so days may be worked out one by one or all at once. Whoever
the row of a refund names, the refund is of the buyer of the order that it names.
"""

from __future__ import annotations

from datetime import date

import pandas as pd
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.orders.ledger import GROUP, latest_with_enough
from voxlake.people.orders.lines import MONEY, is_counted, is_refund, is_sale, is_void
from voxlake.people.orders.settings import OrderSettings

_FOUND = """order_line_id string, taken_order_id string, taken_line_id string, taken_date date,
    taken_cents long, taken_quantity double"""
_TAKEN = (
    "order_line_id",
    "taken_order_id",
    "taken_line_id",
    "taken_date",
    "taken_amount",
    "taken_quantity",
)
_BUCKETS = 512
_CENT = 100


def with_buyers(orders: DataFrame, first: date, settings: OrderSettings) -> DataFrame:
    """The orders, where a refund that names its order has the `user_id` of that order's buyer.

    A refund names an order by `refund_of_order_id`; one without a user also by standing in it. It
    keeps its own user where the order is not known, later, too many days before or cancelled, and
    where it has several buyers.

    Args:
        orders: Rows of `orders`; the sales of the days before `first`, as far back as refunds may
            reach, and everything from then on.
        first: The first day whose refunds are looked at.
        settings: How far back refunds reach.
    """
    names_one = F.col("refund_of_order_id").isNotNull() | F.col("user_id").isNull()
    is_asking = is_refund() & names_one & (F.col("order_date") >= F.lit(first))
    asking = orders.where(is_asking)
    asked = asking.select(
        "order_line_id",
        F.coalesce("refund_of_order_id", "order_id").alias("asked_id"),
        F.col("order_date").alias("refund_date"),
    )
    sales = orders.where(is_sale() & F.col("user_id").isNotNull()).select(
        F.col("order_id").alias("asked_id"), F.col("user_id").alias("buyer_id"), "order_date"
    )
    told = (
        asked.join(sales, "asked_id", how="inner")
        .where(_is_in_time(F.col("refund_date"), F.col("order_date"), settings))
        .groupBy("order_line_id")
        .agg(F.min("buyer_id").alias("buyer_id"), F.max("buyer_id").alias("other_id"))
        .where("buyer_id = other_id")
        .select("order_line_id", "buyer_id")
    )
    of_buyers = asking.join(told, "order_line_id", how="left").withColumn(
        "user_id", F.coalesce("buyer_id", "user_id")
    )
    others = orders.where(~F.coalesce(is_asking, F.lit(False)))
    return others.unionByName(of_buyers.select(*orders.columns))


def taken_back(
    orders: DataFrame, earlier: DataFrame, first: date, settings: OrderSettings
) -> DataFrame:
    """One row per refund from a day on that takes back an order: which, and how much of it.

    Columns: `order_line_id` of the refund, `taken_order_id`, `taken_line_id` (null where a whole
    order was named), `taken_date`, `taken_amount` (positive, in the order's own currency) and
    `taken_quantity` (null where not known).

    Args:
        orders: Rows of `orders`, as `with_buyers` gives them, with their `rate`; the sales of the
            days before `first`, as far back as refunds may reach, and everything from then on.
        earlier: Rows of `purchase_lines` of the days before `first`, as far back.
        first: The first day whose refunds are looked at.
        settings: What finds an order, and how far back.
    """
    counted = orders.where(is_counted() & ~is_void())
    sales = counted.where(is_sale())
    refunds = counted.where(is_refund() & (F.col("order_date") >= F.lit(first)))
    named = _of_named_order(sales, refunds, earlier, settings)
    if settings.refunds == "order":
        return named
    seeking = refunds.where(F.col("refund_of_order_id").isNull() & F.col("product_id").isNotNull())
    unnamed = seeking.join(named.select("order_line_id"), "order_line_id", how="left_anti")
    return named.unionByName(_of_like_line(sales, unnamed, earlier, settings))


def _of_named_order(
    sales: DataFrame, refunds: DataFrame, earlier: DataFrame, settings: OrderSettings
) -> DataFrame:
    """Refunds of the orders that they name, up to what the sales of the order have left."""
    order = F.coalesce("refund_of_order_id", "order_id")
    key = ["user_id", "currency", "taken_order_id"]
    asked = refunds.select(
        *key[:2],
        order.alias("taken_order_id"),
        F.col("order_line_id").alias("refund_id"),
        F.col("ordered_at").alias("refunded_at"),
        F.col("order_date").alias("refund_date"),
        (-F.col("amount")).alias("asked"),
    )
    bought = sales.select(
        *key[:2], F.col("order_id").alias("taken_order_id"), "order_date", "amount"
    )
    used = (
        earlier.where(F.col("taken_order_id").isNotNull() & F.col("taken_line_id").isNull())
        .groupBy("user_id", F.col("source_currency").alias("currency"), "taken_order_id")
        .agg((-F.sum("source_amount")).alias("used"))
    )
    in_time = _is_in_time(F.col("refund_date"), F.col("order_date"), settings)
    of_order = (
        asked.join(bought, key, how="inner")
        .where(in_time)
        .groupBy(*key, "refund_id", "refunded_at", "asked")
        .agg(F.sum("amount").alias("paid"), F.min("order_date").alias("taken_date"))
    )
    before = (
        Window.partitionBy(*key)
        .orderBy("refunded_at", "refund_id")
        .rowsBetween(Window.unboundedPreceding, -1)
    )
    nothing = F.lit(0).cast(MONEY)
    left = (
        F.col("paid")
        - F.coalesce("used", nothing)
        - F.coalesce(F.sum("asked").over(before), nothing)
    )
    return (
        of_order.join(used, key, how="left")
        .withColumn("taken_amount", F.least("asked", F.greatest(left, nothing)).cast(MONEY))
        .withColumn("taken_line_id", F.lit(None).cast("string"))
        .withColumn("taken_quantity", F.lit(None).cast("double"))
        .withColumnRenamed("refund_id", "order_line_id")
        .select(*_TAKEN)
    )


def _of_like_line(
    sales: DataFrame, refunds: DataFrame, earlier: DataFrame, settings: OrderSettings
) -> DataFrame:
    """Refunds of the latest earlier line of the buyer and product that has enough left."""
    used = (
        earlier.where(F.col("taken_line_id").isNotNull())
        .groupBy(F.col("taken_line_id").alias("order_line_id"))
        .agg(
            (-F.sum("source_amount")).alias("used_amount"),
            F.sum("taken_quantity").alias("used_quantity"),
        )
    )
    groups = refunds.select(*GROUP).distinct()
    candidates = sales.join(groups, GROUP, how="left_semi").join(used, "order_line_id", how="left")
    columns = [*GROUP, "order_line_id", "order_id", "order_date", "ordered_at"]
    events = candidates.select(
        *columns,
        F.lit(False).alias("is_refund"),
        *_size(F.col("amount"), F.col("quantity"), ""),
        *_size(
            F.col("amount") - F.coalesce("used_amount", F.lit(0)),
            F.col("quantity") - F.coalesce("used_quantity", F.lit(0.0)),
            "_left",
        ),
    ).unionByName(
        refunds.select(
            *columns,
            F.lit(True).alias("is_refund"),
            *_size(-F.col("amount"), -F.col("quantity"), ""),
        ),
        allowMissingColumns=True,
    )
    by_price, days = settings.refunds == "product_and_price", settings.refund_days

    def match(events: pd.DataFrame) -> pd.DataFrame:
        return latest_with_enough(events, by_price=by_price, refund_days=days)

    # Many groups at a time: a call for each would cost more than the walk.
    bucket = F.pmod(F.xxhash64(*GROUP), F.lit(_BUCKETS))
    found = events.groupBy(bucket).applyInPandas(match, _FOUND)
    exact = (F.col("taken_cents").cast("decimal(20,0)") / _CENT).cast(MONEY)
    return found.withColumn("taken_amount", exact).select(*_TAKEN)


def _size(amount: Column, quantity: Column, suffix: str) -> list[Column]:
    """Money in cents, and pieces where they are known and there are some."""
    pieces = F.when(quantity >= 0, quantity) if suffix else F.when(quantity > 0, quantity)
    return [
        F.round(amount * _CENT).cast("long").alias(f"cents{suffix}"),
        pieces.alias(f"quantity{suffix}"),
    ]


def _is_in_time(refunded: Column, ordered: Column, settings: OrderSettings) -> Column:
    """Whether an order is not after its refund, nor of more days before than refunds may reach."""
    if settings.refund_days is None:
        return ordered <= refunded
    return (ordered <= refunded) & (F.datediff(refunded, ordered) <= settings.refund_days)
