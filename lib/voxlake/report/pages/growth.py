"""The page of growth: who came, stayed, came back and left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import functions as F

from voxlake.report.growth.active import (
    ActiveDay,
    accounts_picture,
    active_days,
    active_picture,
)
from voxlake.report.growth.ahead import Forecast, forecast_picture, forecasts_of_users
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.tables import FORECASTS, GROWTH, RETENTION, SEGMENT_PROFILES

_COHORTS = 8


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


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Growth | None:
    """Growth up to the day; None where it was not counted for the day."""
    days = active_days(window(sources[GROWTH], "activity_date", as_of, settings.days))
    if not days or days[-1].day != as_of:
        return None
    forecasts = forecasts_of_users(sources[FORECASTS])
    return Growth(days, _cohorts(sources, as_of), _segments(sources, as_of), forecasts)


def draw(facts: Growth) -> dict[str, str]:
    """The page's pictures."""
    forecast = facts.forecasts.get("active_users")
    return {
        "active": active_picture(facts.days),
        "accounts": accounts_picture(facts.days),
        "ahead": forecast_picture(facts.days, forecast) if forecast else "",
    }


def _cohorts(sources: Sources, as_of: date) -> list[Cohort]:
    """The cohorts of the last weeks up to a day, the oldest first; a week without a count: None."""
    rows = (
        sources[RETENTION]
        .where((F.col("period") == "week") & (F.col("period_start") <= F.lit(as_of)))
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
    names = sources[SEGMENT_PROFILES].select("segment_id", "name")
    rows = (
        sources[GROWTH]
        .where((F.col("activity_date") == F.lit(as_of)) & (F.col("segment_id") >= 0))
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
