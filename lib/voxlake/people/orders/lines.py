"""Lines of orders in one currency, each with the purchase that it belongs to.

This is the one place that says what a purchase is: value, features, funnel and reports read it.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.settings import OrderSettings
from voxlake.tables import PURCHASE_LINES

SALE, MATCHED, UNMATCHED = "sale", "matched", "unmatched"
MONEY = "decimal(18,2)"


def is_refund() -> Column:
    """Whether a line gives money or pieces back."""
    returns = (F.col("amount") == 0) & (F.coalesce("quantity", F.lit(0.0)) < 0)
    return (F.col("amount") < 0) | returns


def is_void() -> Column:
    """Whether a line is of an order that was cancelled as a whole, so that it counts as nothing."""
    return F.coalesce("is_cancelled", F.lit(False)) & ~is_refund()


def is_sale() -> Column:
    """Whether a line sells something: what counts as an order, and as activity of its buyer.

    That it was taken back later, or is in a currency without a rate, changes nothing.
    """
    return ~is_refund() & ~is_void()


def is_counted() -> Column:
    """Whether a line with its `rate` has a user and a known currency."""
    return F.col("user_id").isNotNull() & F.col("rate").isNotNull()


def purchase_lines(
    orders: DataFrame, taken: DataFrame, currency: str | None, settings: OrderSettings
) -> DataFrame:
    """Rows of `purchase_lines`: sales, and refunds at the purchase that they take back.

    A refund that takes back more than its order had is two rows: what the order had, and the rest.

    Args:
        orders: Rows of `orders` with their `rate`.
        taken: What the refunds among them take back, as `taken_back` says.
        currency: What the rates lead to.
        settings: What one purchase is.
    """
    counted = orders.where(is_counted() & ~is_void())
    reported = F.round(F.col("amount") * F.col("rate"), 2).cast(MONEY)
    told = counted.withColumn("_reported", reported)
    sales = told.where(is_sale()).withColumn(
        "_entry", _entry(SALE, F.col("amount"), F.col("_reported"))
    )
    refunds = told.where(is_refund()).join(taken, "order_line_id", how="left")
    lines = sales.unionByName(
        refunds.withColumn("_entry", F.explode(_parts_of_refund())), allowMissingColumns=True
    )
    is_matched = F.col("_entry.entry") == MATCHED
    purchase_date = F.when(is_matched, F.col("taken_date")).otherwise(F.col("order_date"))
    of_order = F.when(is_matched, F.col("taken_order_id")).otherwise(F.col("order_id"))
    return lines.select(
        "order_line_id",
        "_entry.entry",
        "order_date",
        "ordered_at",
        "order_id",
        "user_id",
        purchase_date.alias("purchase_date"),
        (
            purchase_date.cast("string")
            if settings.purchase == "day"
            else F.coalesce(of_order, "order_line_id")
        ).alias("purchase_id"),
        F.when(is_matched, F.col("taken_order_id")).alias("taken_order_id"),
        F.when(is_matched, F.col("taken_line_id")).alias("taken_line_id"),
        F.when(is_matched, F.col("taken_quantity")).alias("taken_quantity"),
        F.col("_entry.amount").alias("amount"),
        F.lit(currency).cast("string").alias("currency"),
        F.col("_entry.source_amount").alias("source_amount"),
        F.col("currency").alias("source_currency"),
        "country",
    ).select(*PURCHASE_LINES.column_names)


def _parts_of_refund() -> Column:
    """What an order had of a refund, and what it had not; the two add up to the refund."""
    part = F.when(F.col("taken_date").isNotNull(), -F.col("taken_amount")).cast(MONEY)
    reported = F.round(part * F.col("rate"), 2).cast(MONEY)
    rest = F.col("amount") - F.coalesce(part, F.lit(0))
    is_some = part.isNotNull() & ((part != 0) | (F.col("amount") == 0))
    is_more = part.isNull() | (rest != 0)
    matched = _entry(MATCHED, part, reported)
    alone = _entry(UNMATCHED, rest, F.col("_reported") - F.coalesce(reported, F.lit(0)))
    parts = F.array(F.when(is_some, matched), F.when(is_more, alone))
    return F.filter(parts, lambda entry: entry.isNotNull())


def _entry(kind: str, source_amount: Column, amount: Column) -> Column:
    return F.struct(
        F.lit(kind).alias("entry"),
        source_amount.cast(MONEY).alias("source_amount"),
        amount.cast(MONEY).alias("amount"),
    )


def user_purchases(lines: DataFrame) -> DataFrame:
    """One row per purchase of a user: `purchase_date`, `net` amount, `is_purchase`, `country`.

    `is_purchase` is false where refunds took back as much as was paid, or more, and where only a
    refund is among the lines; an order that cost nothing is a purchase.

    Args:
        lines: Rows of `purchase_lines`, of some days or all.
    """
    latest = F.struct("ordered_at", "order_line_id", "country")
    is_sale = F.col("entry") == SALE
    net = F.sum("amount")
    # All lines of a user at once, which whoever adds up by user needs again: hardly two are of one
    # purchase, so that adding these up before a shuffle would save nothing, and cost a second one.
    of_users = lines.repartition("user_id")
    return of_users.groupBy("user_id", "currency", "purchase_id").agg(
        F.min("purchase_date").alias("purchase_date"),
        net.alias("net"),
        (F.bool_or(is_sale) & ((net > 0) | ((net == 0) & F.bool_and(is_sale)))).alias(
            "is_purchase"
        ),
        F.max(F.when(F.col("country").isNotNull(), latest))["country"].alias("country"),
    )
