"""Figures of the demand page: how busy each hour of a week is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables.columns import ALL_USERS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHOWN = {
    "active_users": ("People active", "people an hour"),
    "posts": ("Posts", "posts an hour"),
    "orders": ("Orders", "orders an hour"),
    "likes": ("Likes of a post", "likes a post"),
}
_BEST = 5


@dataclass(frozen=True)
class Hour:
    """An hour of a week and what is expected of it, with an interval."""

    weekday: int
    hour: int
    expected: float
    low: float
    high: float

    @property
    def name(self) -> str:
        """Such as `Monday, 18:00 to 19:00`."""
        return f"{WEEKDAYS[self.weekday - 1]}, {self.hour:02}:00 to {(self.hour + 1) % 24:02}:00"


@dataclass(frozen=True)
class Measure:
    """What is counted, in words, with the hours of the week that have data."""

    title: str
    unit: str
    hours: list[Hour]

    @property
    def best(self) -> list[Hour]:
        """The hours of which most is expected, the first that is surest among equals."""
        return sorted(self.hours, key=lambda h: (-h.expected, -h.low, h.weekday, h.hour))[:_BEST]

    @property
    def is_clear(self) -> bool:
        """Whether the best hour is above the middle one by more than both intervals."""
        middle = sorted(self.hours, key=lambda h: h.expected)[len(self.hours) // 2]
        return self.best[0].low > middle.high


@dataclass(frozen=True)
class Demand:
    """What the demand page shows, of all users together."""

    measures: list[Measure]
    first_date: date
    confidence: float
    assumed_zone_share: float


def demand_by_hour(sources: Sources, as_of: date, settings: ReportSettings) -> Demand | None:
    """Demand of the day's snapshot; None where there is none."""
    del as_of, settings  # `sources` has the one snapshot, and it is whole
    rows = (
        sources.demand.where(
            (F.col("segment_id") == ALL_USERS) & F.col("measure").isin(list(_SHOWN))
        )
        .orderBy("measure", "weekday", "hour")
        .collect()  # at most 168 hours of each measure
    )
    measures = [
        Measure(title, unit, hours)
        for name, (title, unit) in _SHOWN.items()
        if (hours := _hours([row for row in rows if row["measure"] == name]))
    ]
    if not measures:
        return None
    return Demand(
        measures,
        min(row["first_date"] for row in rows),
        rows[0]["confidence"],
        max(row["assumed_zone_share"] or 0.0 for row in rows),
    )


def _hours(rows: list[Row]) -> list[Hour]:
    """The hours with an expectation; none where nothing at all happened."""
    if not any(row["activity_count"] for row in rows):
        return []
    return [
        Hour(row["weekday"], row["hour"], row["expected"], row["low"], row["high"])
        for row in rows
        if row["expected"] is not None
    ]
