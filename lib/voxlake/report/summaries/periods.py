"""Weeks and months of the lake's days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voxlake.report.settings import WEEK


@dataclass(frozen=True)
class Period:
    """A week from Monday to Sunday, or a month, of the lake's zone."""

    unit: str
    """week or month."""
    first: date
    last: date

    @property
    def name(self) -> str:
        """Such as 2024-W13 (ISO 8601) or 2024-03."""
        if self.unit == "month":
            return f"{self.first:%Y-%m}"
        year, week, _ = self.first.isocalendar()
        return f"{year}-W{week:02d}"

    @property
    def title(self) -> str:
        """In words."""
        if self.unit == "month":
            return f"{self.first:%B %Y}"
        return f"Week of {self.first:%-d %B} to {self.last:%-d %B %Y}"

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def before(self) -> Period:
        """The period before it."""
        return _ending(self.unit, self.first - timedelta(days=1))


def last_whole(unit: str, as_of: date) -> Period:
    """The last period that ended by a day."""
    if unit == "week":
        return _ending(unit, as_of - timedelta(days=(as_of.weekday() + 1) % WEEK))
    is_end = (as_of + timedelta(days=1)).day == 1
    return _ending(unit, as_of if is_end else as_of.replace(day=1) - timedelta(days=1))


def with_earlier(period: Period, count: int) -> list[Period]:
    """A period and so many before it, the latest first."""
    found = [period]
    for _ in range(count):
        found.append(found[-1].before())
    return found


def _ending(unit: str, last: date) -> Period:
    first = last - timedelta(days=WEEK - 1) if unit == "week" else last.replace(day=1)
    return Period(unit, first, last)
