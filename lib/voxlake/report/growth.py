"""Figures of the growth page: who came, stayed, came back and left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables.columns import ALL_USERS

_COHORTS = 8
_SERIES = {
    "active_users": "People active on a day",
    "new_users": "New people",
    "orders": "Orders",
    "revenue": "Revenue",
}


@dataclass(frozen=True)
class ActiveDay:
    """Users active on a day, in the week and in the month up to it, and how the week came about."""

    day: date
    dau: int
    wau: int
    mau: int
    new: int
    retained: int
    resurrected: int
    dormant: int
    quick_ratio: float | None

    @property
    def stickiness(self) -> float | None:
        """Share of the month's users who are active on the day; None without any."""
        return self.dau / self.mau if self.mau else None


@dataclass(frozen=True)
class Cohort:
    """Users whose first active day lies in a week, and the share active in each week since."""

    start: date
    size: int
    shares: list[float | None]


@dataclass(frozen=True)
class SegmentGrowth:
    """The week of a segment."""

    name: str
    wau: int
    new: int
    resurrected: int
    dormant: int


@dataclass(frozen=True)
class DayAhead:
    """A figure that is expected of a day to come, and the interval that it should lie in."""

    day: date
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Forecast:
    """Days to come of one figure, in order.

    Attributes:
        title: What is counted.
        level: Probability of the intervals, in percent.
        days: The days.
        error: Mean absolute error of such forecasts of past days, over that of repeating the week
            before; None where there was too little past.
    """

    title: str
    level: int
    days: list[DayAhead]
    error: float | None

    @property
    def total(self) -> float:
        """What is expected of all the days together."""
        return sum(day.expected for day in self.days)


@dataclass(frozen=True)
class Growth:
    """What the growth page shows; days in order, the last is that of the report.

    `forecasts` are by series, such as `active_users`.
    """

    days: list[ActiveDay]
    cohorts: list[Cohort]
    segments: list[SegmentGrowth]
    forecasts: dict[str, Forecast]

    @property
    def last(self) -> ActiveDay:
        """The report's day."""
        return self.days[-1]

    @property
    def week_before(self) -> ActiveDay | None:
        """The day a week before; None where it is not known."""
        day = self.last.day - timedelta(days=7)
        return next((known for known in self.days if known.day == day), None)


def growth_of_users(sources: Sources, as_of: date, settings: ReportSettings) -> Growth | None:
    """Growth up to the day; None where it was not counted for the day."""
    del settings  # the days of `sources` are those to show
    rows = sources.growth.where(F.col("segment_id") == ALL_USERS).orderBy("activity_date").collect()
    if not rows or rows[-1]["activity_date"] != as_of:
        return None
    days = [_day(row) for row in rows]
    return Growth(days, _cohorts(sources), _segments(sources, as_of), _forecasts(sources))


def _day(row: Row) -> ActiveDay:
    return ActiveDay(
        row["activity_date"],
        row["dau"],
        row["wau"],
        row["mau"],
        row["weekly_new"],
        row["weekly_retained"],
        row["weekly_resurrected"],
        row["weekly_dormant"],
        row["weekly_quick_ratio"],
    )


def _cohorts(sources: Sources) -> list[Cohort]:
    """The last weeks' cohorts, the oldest first; a week without a count is None."""
    rows = (
        sources.retention.where(F.col("period") == "week")
        .groupBy("cohort_start")
        .agg(
            F.max("cohort_size").alias("size"),
            F.map_from_entries(F.collect_list(F.struct("period_number", "active_share"))).alias(
                "shares"
            ),
        )
        .orderBy(F.col("cohort_start").desc())
        .limit(_COHORTS)
        .collect()
    )
    return [
        Cohort(
            row["cohort_start"],
            row["size"],
            [row["shares"].get(number) for number in range(min(max(row["shares"]) + 1, _COHORTS))],
        )
        for row in reversed(rows)
    ]


def _segments(sources: Sources, as_of: date) -> list[SegmentGrowth]:
    names = sources.segment_profiles.select("segment_id", "name")
    rows = (
        sources.growth.where((F.col("activity_date") == F.lit(as_of)) & (F.col("segment_id") >= 0))
        .join(names, "segment_id", how="left")
        .orderBy(F.col("wau").desc(), "segment_id")
        .collect()
    )
    return [
        SegmentGrowth(
            row["name"] or f"Segment {row['segment_id']}",
            row["wau"],
            row["weekly_new"],
            row["weekly_resurrected"],
            row["weekly_dormant"],
        )
        for row in rows
    ]


def _forecasts(sources: Sources) -> dict[str, Forecast]:
    """Of all users together, with the narrowest of the intervals."""
    of_all = sources.forecasts.where(F.col("segment_id") == ALL_USERS)
    rows = of_all.orderBy("target_date").collect()
    level = min((row["level"] for row in rows), default=0)
    narrowest = [row for row in rows if row["level"] == level]
    by_series = {name: [row for row in narrowest if row["series"] == name] for name in _SERIES}
    return {
        series: Forecast(
            _SERIES[series],
            level,
            [DayAhead(r["target_date"], r["forecast"], r["low"], r["high"]) for r in days],
            days[0]["seasonal_naive_mase" if days[0]["reason"] else "ets_mase"],
        )
        for series, days in by_series.items()
        if days
    }
