"""The first active day of each user: kept in a table, and corrected when old days change."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.tables import USER_FIRST_DAYS


def changed_first_days(
    user_days: DataFrame, first_days: DataFrame, history: DataFrame, days: Days
) -> DataFrame:
    """Users whose first active day is another than the one stored.

    Only users who are active on the days, or whose stored first day is one of them, can be such.
    The history is read only where a user is no longer active on the first day that is stored, as
    happens when a post is moved or marked: then the next active day is looked for.

    Args:
        user_days: Rows of `user_days` of the days, as they are now.
        first_days: All rows of `user_first_days`, as they were before.
        history: All rows of `user_days`, with those of the days.
        days: The days that may have changed.

    Returns:
        `user_id`, `stored_date` (null if there was none) and `first_date` (null if there is none
        any more).
    """
    active = user_days.groupBy("user_id").agg(F.min("activity_date").alias("active_date"))
    began = _first_days_on(first_days, days)
    gone = (
        began.join(active, on="user_id", how="left")
        .where(F.coalesce(F.col("active_date") > F.col("stored_date"), F.lit(True)))
        .select("user_id", F.col("stored_date").alias("gone_date"))
    )
    touched = active.join(began.select("user_id"), on="user_id", how="full")
    stored = first_days.select("user_id", F.col("first_date").alias("stored_date"))
    known = stored.join(touched.select("user_id"), on="user_id", how="left_semi")
    compared = touched.join(known, on="user_id", how="left")
    first = F.least("active_date", "stored_date")
    earliest = gone.agg(F.min("gone_date")).collect()[0][0]
    if earliest is not None:
        compared = compared.join(gone, on="user_id", how="left").join(
            _next_days(history, gone, earliest), on="user_id", how="left"
        )
        is_gone = F.col("gone_date").isNotNull()
        first = F.least("active_date", F.when(is_gone, F.col("next_date")).otherwise(first))
    changed = compared.withColumn("first_date", first)
    return changed.where(~F.col("first_date").eqNullSafe(F.col("stored_date"))).select(
        "user_id", "stored_date", "first_date"
    )


def days_of_changes(changed: DataFrame) -> Days:
    """The days on which users are new, or no longer new, by the changes."""
    dates = F.explode(F.array("stored_date", "first_date")).alias("day")
    found = changed.select(dates).where(F.col("day").isNotNull()).distinct()
    return Days.of(row.day for row in found.collect())  # days, not users


def apply_changes(first_days: DataFrame, changed: DataFrame) -> DataFrame:
    """All rows of `user_first_days` as they are to be."""
    now = changed.where(F.col("first_date").isNotNull()).select(
        F.trunc("first_date", "month").alias("first_month"), "user_id", "first_date"
    )
    others = first_days.join(changed.select("user_id"), on="user_id", how="left_anti")
    return others.select(*USER_FIRST_DAYS.column_names).unionByName(now)


def first_days_in(first_days: DataFrame, months: Days) -> DataFrame:
    """Users who were first active in some months, named by their first days."""
    return first_days.where(F.col("first_month").isin(*months))


def _first_days_on(first_days: DataFrame, days: Days) -> DataFrame:
    """Users whose stored first day is one of the days, with it as `stored_date`."""
    rows = first_days_in(first_days, days.months).where(F.col("first_date").isin(*days))
    return rows.select("user_id", F.col("first_date").alias("stored_date"))


def _next_days(history: DataFrame, gone: DataFrame, after: date) -> DataFrame:
    """The first of the days after one day on which each of some users was active."""
    return (
        history.where(F.col("activity_date") > F.lit(after))
        .join(gone.select("user_id"), on="user_id", how="left_semi")
        .groupBy("user_id")
        .agg(F.min("activity_date").alias("next_date"))
    )
