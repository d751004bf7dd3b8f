"""Counted days whose purchases were worked out anew since."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.demand.measures import REVENUE

_HALF_CENT = 0.005


def days_of_other_money(activity: DataFrame, reconciliation: DataFrame) -> Days:
    """The days, from the first counted one to the last, whose revenue is not that of purchases.

    As it becomes by other rates, and where a refund has found its buyer.

    Args:
        activity: Rows of `activity_hours` of all days.
        reconciliation: Rows of `order_reconciliation` of all days.
    """
    is_revenue = F.col("measure") == REVENUE
    counted = activity.groupBy(F.col("activity_date").alias("day")).agg(
        F.coalesce(F.sum(F.when(is_revenue, F.col("total"))), F.lit(0.0)).alias("counted")
    )
    paid = reconciliation.groupBy(F.col("order_date").alias("day")).agg(
        F.sum("reported_net").cast("double").alias("paid")
    )
    gap = F.coalesce("counted", F.lit(0.0)) - F.coalesce("paid", F.lit(0.0))
    day_if_counted = F.when(F.col("counted").isNotNull(), F.col("day"))
    found = (
        counted.join(paid, on="day", how="full")
        .agg(
            F.min(day_if_counted).alias("first"),
            F.max(day_if_counted).alias("last"),
            F.collect_set(F.when(F.abs(gap) > _HALF_CENT, F.col("day"))).alias("days"),
        )
        .collect()[0]  # days alone
    )
    if found["first"] is None:
        return Days.of([])
    return Days.of(day for day in found["days"] if found["first"] <= day <= found["last"])


def days_of_refunds(lines: DataFrame, days: Days) -> Days:
    """The later days with refunds that name an order of some days, and so are of its buyer.

    Args:
        lines: Rows of `purchase_lines` from the first of the days on.
        days: The days of the orders.
    """
    names_an_order = F.col("taken_order_id").isNotNull() & F.col("taken_line_id").isNull()
    of_days = F.col("purchase_date").isin(*days) & (F.col("order_date") > F.col("purchase_date"))
    found = lines.where(names_an_order & of_days).select("order_date").distinct().collect()
    return Days.of(row["order_date"] for row in found)
