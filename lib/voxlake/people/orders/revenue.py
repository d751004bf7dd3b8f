"""Revenue per user and per paying user, and what buyers who began together went on to spend."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.journeys import with_all_users
from voxlake.people.orders.lines import MONEY, user_purchases
from voxlake.tables import BUYER_COHORTS

ALL_DAYS = 0
PERIODS = ("week", "month")
_WEEK_DAYS = 7


def user_revenue(
    journeys: DataFrame, lines: DataFrame, windows: Sequence[int], as_of: date
) -> DataFrame:
    """Rows of `user_revenue`: for each segment, the days of some windows and all days.

    Args:
        journeys: As `user_journeys` gives them: the users who are known.
        lines: Rows of `purchase_lines`.
        windows: Lengths of windows up to the day, in days.
        as_of: The day of the snapshot.
    """
    counted = lines.where(F.col("order_date") <= F.lit(as_of))
    lengths = [*windows, ALL_DAYS]
    money = counted.groupBy("user_id").agg(
        F.max("currency").alias("currency"),
        *(
            F.sum(F.when(_in_window("order_date", days, as_of), F.col("amount"))).alias(
                f"revenue_{days}"
            )
            for days in lengths
        ),
    )
    bought = (
        user_purchases(counted)
        .where("is_purchase")
        .groupBy("user_id")
        .agg(
            *(
                F.count_if(_in_window("purchase_date", days, as_of)).alias(f"purchases_{days}")
                for days in lengths
            ),
            *(
                F.coalesce(
                    F.bool_or(_in_window("purchase_date", days, as_of) & (F.col("net") > 0)),
                    F.lit(False),
                ).alias(f"pays_{days}")
                for days in lengths
            ),
        )
    )
    of_users = (
        with_all_users(journeys)
        .select("user_id", "segment_id")
        .join(money, "user_id", how="left")
        .join(bought, "user_id", how="left")
    )
    in_windows = F.array(
        *(
            F.struct(
                F.lit(days).alias("window_days"),
                F.col(f"revenue_{days}").alias("revenue"),
                F.col(f"purchases_{days}").alias("purchases"),
                F.coalesce(f"pays_{days}", F.lit(False)).alias("pays"),
            )
            for days in lengths
        )
    )
    added = (
        of_users.select("segment_id", "currency", F.inline(in_windows))
        .groupBy("segment_id", "window_days")
        .agg(
            F.count("*").alias("user_count"),
            F.count_if("pays").alias("paying_user_count"),
            F.coalesce(F.sum("purchases"), F.lit(0)).alias("purchase_count"),
            F.coalesce(F.sum("revenue"), F.lit(0)).cast(MONEY).alias("revenue"),
            F.max("currency").alias("currency"),
        )
    )
    revenue = F.col("revenue").cast("double")
    return added.select(
        F.lit(as_of).alias("as_of_date"),
        "segment_id",
        "window_days",
        "user_count",
        "paying_user_count",
        (F.col("paying_user_count") / F.col("user_count")).alias("paying_share"),
        "purchase_count",
        "revenue",
        (revenue / F.col("user_count")).alias("revenue_per_user"),
        (revenue / F.nullif("paying_user_count", F.lit(0))).alias("revenue_per_paying_user"),
        "currency",
    )


def _in_window(day: str, length: int, as_of: date) -> Column:
    if length == ALL_DAYS:
        return F.lit(True)
    return F.datediff(F.lit(as_of), day) < length


def buyer_cohorts(lines: DataFrame, as_of: date) -> DataFrame:
    """Rows of `buyer_cohorts`: buyers by the week, and by the month, of their first purchase.

    A purchase's money counts in the period of the purchase, refunds taken off; a refund without an
    order counts in its own, or in the first where it comes before any purchase.

    Args:
        lines: Rows of `purchase_lines`.
        as_of: The day of the snapshot.
    """
    purchases = user_purchases(lines.where(F.col("order_date") <= F.lit(as_of)))
    bought_on = F.when(F.col("is_purchase"), F.col("purchase_date"))
    first = purchases.groupBy("user_id").agg(F.min(bought_on).alias("first_date"))
    known = purchases.join(first.where(F.col("first_date").isNotNull()), "user_id", how="inner")
    in_periods = known.withColumn("period", F.explode(F.array(*map(F.lit, PERIODS))))
    start, now = (_start(F.col(day)) for day in ("first_date", "purchase_date"))
    added = (
        in_periods.select(
            "period",
            "user_id",
            start.alias("cohort_start"),
            F.greatest(_periods_between(start, now), F.lit(0)).alias("age"),
            "is_purchase",
            "net",
            "currency",
        )
        .groupBy("period", "cohort_start", "age")
        .agg(
            F.countDistinct(F.when(F.col("is_purchase"), F.col("user_id"))).alias("buyer_count"),
            F.count_if("is_purchase").alias("purchase_count"),
            F.sum("net").cast(MONEY).alias("revenue"),
            F.max("currency").alias("currency"),
        )
    )
    size = added.where(F.col("age") == 0).select(
        "period", "cohort_start", F.col("buyer_count").alias("cohort_size")
    )
    return (
        added.join(size, ["period", "cohort_start"], how="inner")
        .withColumn("buyer_share", F.col("buyer_count") / F.col("cohort_size"))
        .withColumn("as_of_date", F.lit(as_of))
        .select(*BUYER_COHORTS.column_names)
    )


def _start(day: Column) -> Column:
    """First day of the week (Monday) or month that a day lies in."""
    is_week = F.col("period") == PERIODS[0]
    return F.when(is_week, F.trunc(day, "week")).otherwise(F.trunc(day, "month"))


def _periods_between(start: Column, now: Column) -> Column:
    weeks = F.datediff(now, start) / _WEEK_DAYS
    is_week = F.col("period") == PERIODS[0]
    return F.when(is_week, weeks).otherwise(F.months_between(now, start)).cast("int")
