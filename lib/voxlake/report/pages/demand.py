"""The page of demand: how busy each hour of a week is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.core.zones import clock_of
from voxlake.report.pictures import embedded
from voxlake.report.settings import WEEKDAYS, ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import DEMAND
from voxlake.tables.columns import ALL_USERS

_SHOWN = {
    "active_users": ("People active", "people an hour"),
    "posts": ("Posts", "posts an hour"),
    "orders": ("Orders", "orders an hour"),
    "likes": ("Likes of a post", "likes a post"),
}
_BEST = 5
_MOST_DAYS = 4
_WORKING_DAYS = (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Hour:
    """An hour of a week and what is expected of it, with an interval."""

    weekday: int
    hour: int
    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Peak:
    """A time of day on the weekdays that cannot be told apart there: their intervals overlap."""

    hour: int
    weekdays: tuple[int, ...]
    expected: float
    low: float
    high: float

    @classmethod
    def of(cls, best: Hour, hours: Iterable[Hour]) -> Peak:
        """The best hour and its like: what is expected is their mean, the interval spans theirs."""
        like = [h for h in hours if h.hour == best.hour and h.high >= best.low]
        return cls(
            best.hour,
            tuple(sorted(h.weekday for h in like)),
            sum(h.expected for h in like) / len(like),
            min(h.low for h in like),
            max(h.high for h in like),
        )

    @property
    def name(self) -> str:
        """Such as `18:00 to 19:00, Monday and Friday`, or `01:00 to 02:00, any day`."""
        return f"{self.hour:02}:00 to {(self.hour + 1) % 24:02}:00, {self._days}"

    @property
    def _days(self) -> str:
        if len(self.weekdays) == len(WEEKDAYS):
            return "any day"
        if self.weekdays == _WORKING_DAYS:
            return "Monday to Friday"
        if len(self.weekdays) >= _MOST_DAYS:
            without = [day for day in range(1, len(WEEKDAYS) + 1) if day not in self.weekdays]
            return f"most days but not {_listed(without)}"
        return _listed(self.weekdays)


def _listed(weekdays: Iterable[int]) -> str:
    *others, last = (WEEKDAYS[day - 1] for day in weekdays)
    return f"{', '.join(others)} and {last}" if others else last


@dataclass(frozen=True)
class Measure:
    """What is counted, in words, with the hours of the week that have data."""

    title: str
    unit: str
    hours: list[Hour]

    @property
    def best(self) -> list[Peak]:
        """The hours of which most is expected, each with the weekdays that are like it."""
        left, found = self._ranked, list[Peak]()
        while left and len(found) < _BEST:
            peak = Peak.of(left[0], left)
            found.append(peak)
            left = [h for h in left if h.hour != peak.hour or h.weekday not in peak.weekdays]
        return found

    @property
    def is_clear(self) -> bool:
        """Whether the best hour is above the middle one by more than both intervals."""
        ranked = self._ranked
        return ranked[0].low > ranked[(len(ranked) - 1) // 2].high

    @property
    def _ranked(self) -> list[Hour]:
        """The most expected first, and the surest among equals."""
        return sorted(self.hours, key=lambda h: (-h.expected, -h.low, h.weekday, h.hour))


@dataclass(frozen=True)
class Demand:
    """What the demand page shows, of all users together."""

    measures: list[Measure]
    first_date: date
    confidence: float
    time_zones: list[str]
    assumed_zone_share: float

    @property
    def clock(self) -> str:
        """Whose time the hours are of, in words."""
        if len(self.time_zones) == 1:
            return clock_of(self.time_zones[0])
        return "each person's local time" if self.time_zones else "local time"


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Demand | None:
    """Demand of the day's snapshot; None where there is none."""
    del as_of, settings  # `sources` has the one snapshot, and it is whole
    rows = (
        sources[DEMAND]
        .where((F.col("segment_id") == ALL_USERS) & F.col("measure").isin(list(_SHOWN)))
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
        list(dict.fromkeys(zone for row in rows for zone in row["time_zones"] or ())),
        max(row["assumed_zone_share"] or 0.0 for row in rows),
    )


def draw(facts: Demand) -> dict[str, str]:
    """A picture for each measure, by its title."""
    return {measure.title: week_picture(measure, facts.clock) for measure in facts.measures}


@embedded
def week_picture(figure: Picture, measure: Measure, clock: str) -> None:
    """A field for each hour of the week, the darker the more is expected."""
    axes = figure.subplots()
    fields = np.full((len(WEEKDAYS), 24), np.nan)
    for hour in measure.hours:
        fields[hour.weekday - 1, hour.hour] = hour.expected
    shown = axes.imshow(fields, cmap="Blues", aspect="auto", vmin=0)
    axes.set_yticks(range(len(WEEKDAYS)), [name[:3] for name in WEEKDAYS])
    axes.set_xticks(range(0, 24, 3), [f"{hour}:00" for hour in range(0, 24, 3)])
    axes.set_xlabel(clock)
    axes.spines[:].set_visible(False)
    figure.colorbar(shown, ax=axes, label=measure.unit)


def _hours(rows: list[Row]) -> list[Hour]:
    """The hours with an expectation; none where nothing at all happened."""
    if not any(row["activity_count"] for row in rows):
        return []
    return [
        Hour(row["weekday"], row["hour"], row["expected"], row["low"], row["high"])
        for row in rows
        if row["expected"] is not None
    ]
