"""The days that a job works on: those of the lake's zone."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class Days:
    """A set of days in order, or every day there is (`values` None)."""

    values: tuple[date, ...] | None

    @classmethod
    def every(cls) -> Days:
        """Every day, however long the history."""
        return cls(None)

    @classmethod
    def of(cls, days: Iterable[date]) -> Days:
        """These days, in order, each once."""
        return cls(tuple(sorted(set(days))))

    @classmethod
    def between(cls, first: date, last: date) -> Days:
        """The days from first to last, both included."""
        if last < first:
            raise ValueError(f"The last day {last} lies before the first day {first}.")
        return cls(tuple(first + timedelta(days=i) for i in range((last - first).days + 1)))

    @property
    def is_every(self) -> bool:
        """Whether this is every day rather than a set of days."""
        return self.values is None

    @property
    def first(self) -> date:
        """The earliest day."""
        return self._known[0]

    @property
    def last(self) -> date:
        """The latest day: the `as_of_date` of snapshots."""
        return self._known[-1]

    def with_lookback(self, days: int) -> Days:
        """These days and the days before the first one, as many as asked."""
        return Days.of([*self, *(self.first - timedelta(days=i) for i in range(1, days + 1))])

    @property
    def mondays(self) -> Days:
        """The Monday of each week that the days lie in."""
        return Days.of(day - timedelta(days=day.weekday()) for day in self)

    @property
    def whole_weeks(self) -> Days:
        """Every day, Monday to Sunday, of the weeks that the days lie in."""
        return Days.of(monday + timedelta(days=n) for monday in self.mondays for n in range(7))

    @property
    def months(self) -> Days:
        """The first day of each month that the days lie in."""
        return Days.of(day.replace(day=1) for day in self)

    @property
    def whole_months(self) -> Days:
        """Every day of the months that the days lie in."""
        spans = (calendar.monthrange(first.year, first.month)[1] for first in self.months)
        starts = zip(self.months, spans, strict=True)
        return Days.of(first + timedelta(days=n) for first, span in starts for n in range(span))

    @property
    def _known(self) -> tuple[date, ...]:
        if not self.values:
            raise ValueError("There are no days to name: every day was asked for, or none.")
        return self.values

    def __iter__(self) -> Iterator[date]:
        """The days in order."""
        return iter(self._known if self.values else ())

    def __len__(self) -> int:
        """How many days; 0 for none."""
        if self.values is None:
            raise ValueError("Every day has no number.")
        return len(self.values)

    def __str__(self) -> str:
        """Short form for people, such as `2024-01-01..2024-01-31 (31 days)`."""
        if self.values is None:
            return "every day"
        if not self.values:
            return "no days"
        if len(self.values) == 1:
            return self.first.isoformat()
        return f"{self.first}..{self.last} ({len(self.values)} days)"


_FIRST = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1970-01-01, as SQL's `unix_date` gives them."""
    return (day - _FIRST).days


def numbered_day(number: float) -> date:
    """The day of a `day_number`."""
    return _FIRST + timedelta(days=int(number))
