"""Retention: how many users of a cohort are active in each week or month after the first."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.tables import RETENTION

WEEK, MONTH = "week", "month"
_PERIODS = (WEEK, MONTH)


def period_starts(days: Days) -> Days:
    """The Mondays and the first days of months of the periods that the days lie in."""
    return Days.of([*days.mondays, *days.months])


def days_of_periods(starts: Days) -> Days:
    """Every day of the weeks and months that begin on some days."""
    mondays = Days.of(day for day in starts if day.weekday() == 0)
    firsts = Days.of(day for day in starts if day.day == 1)
    return Days.of([*mondays.whole_weeks, *firsts.whole_months])


def count_retention(user_days: DataFrame, first_days: DataFrame, starts: Days) -> DataFrame:
    """Rows of `retention` of the weeks and months that begin on some days.

    Every cohort that had begun has a row, also where none of its users was active.

    Args:
        user_days: Rows of `user_days` of all days of these weeks and months.
        first_days: All rows of `user_first_days`.
        starts: First days of the weeks and months, from `period_starts`.
    """
    sizes = (
        _by_period(first_days, "first_date", "cohort_start")
        .groupBy("period", "cohort_start")
        .agg(F.count(F.lit(1)).alias("cohort_size"))
    )
    active = _active_by_cohort(user_days, first_days, starts)
    begun = F.col("cohort_start") <= F.col("period_start")
    is_start = (F.col("period") == WEEK) & (F.weekday("period_start") == 0) | (
        F.col("period") == MONTH
    ) & (F.day("period_start") == 1)
    return (
        sizes.withColumn("period_start", F.explode(F.array(*map(F.lit, starts))))
        .where(begun & is_start)
        .join(active, on=["period", "cohort_start", "period_start"], how="left")
        .withColumn("active_users", F.coalesce("active_users", F.lit(0)))
        .withColumn("active_share", F.col("active_users") / F.col("cohort_size"))
        .withColumn("period_number", _number("cohort_start", "period_start"))
        .select(*RETENTION.column_names)
    )


def _active_by_cohort(user_days: DataFrame, first_days: DataFrame, starts: Days) -> DataFrame:
    """Users of each cohort who were active in each of the periods."""
    periods = _by_period(user_days, "activity_date", "period_start")
    active = periods.where(F.col("period_start").isin(*starts)).distinct()
    cohort_start = F.when(F.col("period") == WEEK, _start("first_date", WEEK)).otherwise(
        _start("first_date", MONTH)
    )
    return (
        active.join(first_days.select("user_id", "first_date"), on="user_id", how="inner")
        .groupBy("period", cohort_start.alias("cohort_start"), "period_start")
        .agg(F.count(F.lit(1)).alias("active_users"))
    )


def _by_period(rows: DataFrame, day: str, name: str) -> DataFrame:
    """Each user and day twice, with the week and with the month that the day lies in."""
    starts = F.create_map(*(part for p in _PERIODS for part in (F.lit(p), _start(day, p))))
    return rows.select("user_id", F.explode(starts).alias("period", name))


def _start(day: str, period: str) -> Column:
    return F.trunc(day, period)


def _number(cohort_start: str, period_start: str) -> Column:
    weeks = F.floor(F.datediff(period_start, cohort_start) / 7)
    months = F.months_between(period_start, cohort_start)
    return F.when(F.col("period") == WEEK, weeks).otherwise(months).cast("int")
