"""How far each user has come: known, active, and the first purchases, each with its day."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.people.orders.lines import user_purchases
from voxlake.spark.local_time import local_date
from voxlake.tables.columns import ALL_USERS, NO_SEGMENT

STEPS = ("known", "active", "first_purchase", "second_purchase", "third_purchase")
_PURCHASES = STEPS[2:]


def user_journeys(
    users: DataFrame,
    first_days: DataFrame,
    lines: DataFrame,
    segments: DataFrame,
    as_of: date,
    *,
    zone: str,
) -> DataFrame:
    """One row per user known by the day: `segment_id`, and the day of each step, null if not taken.

    A purchase is a sign of activity, and activity makes a user known: an order before the day of
    sign-up moves that day forward, so that no step lies before the one above it. Users whose
    account has no day and who did nothing are known, and since when is not.

    Args:
        users: Rows of `users`.
        first_days: Rows of `user_first_days`.
        lines: Rows of `purchase_lines`.
        segments: Rows of `user_segments` of the day.
        as_of: Last day that counts.
        zone: The lake's, by which the day is told on which an account began.
    """
    created = local_date("account_created_at", zone)
    accounts = users.select("user_id", created.alias("created")).where(
        F.col("created").isNull() | (F.col("created") <= F.lit(as_of))
    )
    active = first_days.where(F.col("first_date") <= F.lit(as_of)).select("user_id", "first_date")
    counted = lines.where(F.col("order_date") <= F.lit(as_of))
    members = segments.select("user_id", "segment_id")
    joined = (
        accounts.join(active, "user_id", how="full")
        .join(_first_purchases(counted), "user_id", how="full")
        .join(members, "user_id", how="left")
    )
    is_active = F.least("first_date", _PURCHASES[0])
    return joined.select(
        "user_id",
        F.coalesce("segment_id", F.lit(NO_SEGMENT)).alias("segment_id"),
        F.least("created", "first_date", _PURCHASES[0]).alias(STEPS[0]),
        is_active.alias(STEPS[1]),
        *_PURCHASES,
    )


def _first_purchases(lines: DataFrame) -> DataFrame:
    """The days of the first three purchases of each user with a line; null for those not made."""
    in_order = Window.partitionBy("user_id", "is_purchase").orderBy("purchase_date", "purchase_id")
    numbered = (
        user_purchases(lines)
        .withColumn("number", F.row_number().over(in_order))
        .where(F.col("number") <= len(_PURCHASES))
    )
    days = {
        name: F.max(
            F.when(F.col("is_purchase") & (F.col("number") == place), F.col("purchase_date"))
        )
        for place, name in enumerate(_PURCHASES, start=1)
    }
    return numbered.groupBy("user_id").agg(*(day.alias(name) for name, day in days.items()))


def with_all_users(journeys: DataFrame) -> DataFrame:
    """Each user twice: in the own segment, and in that of all users together."""
    both: Column = F.explode(F.array(F.col("segment_id"), F.lit(ALL_USERS)))
    return journeys.withColumn("segment_id", both)


def funnel(journeys: DataFrame, as_of: date) -> DataFrame:
    """Rows of `user_funnel`.

    Args:
        journeys: As `user_journeys` gives them.
        as_of: The day of the snapshot.
    """
    steps = [
        F.struct(
            F.lit(number).alias("step_number"),
            F.lit(name).alias("step"),
            (F.lit(True) if number == 0 else F.col(name).isNotNull()).alias("is_taken"),
            (F.lit(None).cast("int") if number == 0 else F.datediff(name, STEPS[number - 1])).alias(
                "days"
            ),
        )
        for number, name in enumerate(STEPS)
    ]
    counted = (
        with_all_users(journeys)
        .select("segment_id", F.inline(F.array(*steps)))
        .groupBy("segment_id", "step_number", "step")
        .agg(
            F.count_if("is_taken").alias("user_count"),
            F.percentile("days", 0.5).alias("median_days"),
            F.avg("days").alias("mean_days"),
        )
    )
    in_order = Window.partitionBy("segment_id").orderBy("step_number")
    count = F.col("user_count")
    return counted.select(
        F.lit(as_of).alias("as_of_date"),
        "segment_id",
        "step_number",
        "step",
        "user_count",
        (count / F.first("user_count").over(in_order)).alias("share_of_known"),
        (count / F.nullif(F.lag("user_count").over(in_order), F.lit(0))).alias("share_of_previous"),
        "median_days",
        "mean_days",
    )
