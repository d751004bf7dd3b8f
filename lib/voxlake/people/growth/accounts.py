"""Growth by day and segment: the spans of users, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.growth.settings import GrowthSettings
from voxlake.people.growth.spans import (
    DORMANT,
    NEW,
    RESURRECTED,
    RETAINED,
    STATES,
    status_spans,
)
from voxlake.tables import GROWTH
from voxlake.tables.columns import ALL_USERS, NO_SEGMENT

_ACTIVE = (NEW, RETAINED, RESURRECTED)
_SIZES = {"dau": "daily", "wau": "weekly", "mau": "monthly"}


@dataclass(frozen=True)
class Stretch:
    """Days on end, and the day of the segments that hold on them; None before the first."""

    first: date
    last: date
    as_of: date | None


def account_growth(
    user_days: DataFrame,
    first_days: DataFrame,
    segments: DataFrame,
    stretches: list[Stretch],
    settings: GrowthSettings,
) -> DataFrame:
    """Rows of `growth` of the days of some stretches.

    Args:
        user_days: Rows of `user_days` of the days and of the two months up to each.
        first_days: Rows of `user_first_days`, at least of the month up to each day.
        segments: Rows of `user_segments` of the days that the stretches name.
        stretches: From `stretches_of`.
        settings: The windows.
    """
    spans = status_spans(user_days, first_days, settings.windows)
    parts = _within(spans, stretches)
    counted = (
        _with_segment(parts, segments)
        .groupBy("segment_id", "window", "state", "first_day", "last_day")
        .agg(F.count(F.lit(1)).alias("users"))
        .withColumn("day", F.explode(F.sequence("first_day", "last_day")))
        .withColumn("segment_id", F.explode(F.array("segment_id", F.lit(ALL_USERS))))
    )
    sums = {
        f"{window}_{state}": _sum_of(window, state)
        for window in settings.windows
        for state in STATES
    }
    summed = counted.groupBy(F.date_from_unix_date("day").alias("activity_date"), "segment_id").agg(
        *(total.alias(name) for name, total in sums.items())
    )
    return _with_ratios(summed, settings)


def stretches_of(days: Days, snapshots: Days) -> list[Stretch]:
    """The days in stretches, in each of which one day's segments hold: the last by then."""
    found: list[Stretch] = []
    for day in days:
        as_of = max((s for s in snapshots if s <= day), default=None)
        if found and found[-1].as_of == as_of and (day - found[-1].last).days == 1:
            found[-1] = Stretch(found[-1].first, day, as_of)
        else:
            found.append(Stretch(day, day, as_of))
    return found


def _within(spans: DataFrame, stretches: list[Stretch]) -> DataFrame:
    """The parts of the spans that lie in a stretch, with its `as_of_date`."""
    listed = spans.sparkSession.createDataFrame(
        [(s.first, s.last, s.as_of) for s in stretches], "first date, last date, as_of_date date"
    ).select(
        F.unix_date("first").alias("from_day"), F.unix_date("last").alias("to_day"), "as_of_date"
    )
    overlap = (F.col("first_day") <= F.col("to_day")) & (F.col("last_day") >= F.col("from_day"))
    return spans.join(F.broadcast(listed), on=overlap, how="inner").select(
        "user_id",
        "window",
        "state",
        F.greatest("first_day", "from_day").alias("first_day"),
        F.least("last_day", "to_day").alias("last_day"),
        "as_of_date",
    )


def _with_segment(parts: DataFrame, segments: DataFrame) -> DataFrame:
    of_users = segments.select("as_of_date", "user_id", "segment_id")
    joined = parts.join(of_users, on=["as_of_date", "user_id"], how="left")
    return joined.withColumn("segment_id", F.coalesce("segment_id", F.lit(NO_SEGMENT)))


def _sum_of(window: str, state: str) -> Column:
    is_counted = (F.col("window") == window) & (F.col("state") == state)
    return F.coalesce(F.sum(F.when(is_counted, F.col("users"))), F.lit(0))


def _with_ratios(summed: DataFrame, settings: GrowthSettings) -> DataFrame:
    def ratio(part: Column, whole: str) -> Column:
        return part / F.nullif(F.col(whole), F.lit(0))

    sizes = {
        size: sum((F.col(f"{window}_{state}") for state in _ACTIVE), F.lit(0))
        for size, window in _SIZES.items()
    }
    quick = {
        f"{window}_quick_ratio": ratio(
            F.col(f"{window}_{NEW}") + F.col(f"{window}_{RESURRECTED}"), f"{window}_{DORMANT}"
        )
        for window in settings.windows
    }
    return (
        summed.withColumns({**sizes, **quick, "month_days": F.lit(settings.month_days)})
        .withColumn("stickiness", ratio(F.col("dau"), "mau"))
        .select(*GROWTH.column_names)
    )
