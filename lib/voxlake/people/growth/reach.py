"""Which days and periods a change of some days has an effect on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from voxlake.core.days import Days
from voxlake.people.growth.retention import period_starts


@dataclass(frozen=True)
class Reach:
    """What to count again when days have changed.

    A new day has an effect on itself and on its week and month alone. An old day has one on the
    two months after it, as far as they have come; and where first days change, on the periods of
    every later day, since the cohorts are others.
    """

    days: Days
    """The days that changed."""
    changed: Days
    """Days on which users are new who were not, or no longer are."""
    counted_to: date | None
    """The last day that was counted before; None where none was."""
    last: date
    """The last day that there is."""
    reach_days: int
    """Days whose figures a day takes part in, from itself on."""

    @property
    def growth_days(self) -> Days:
        """The days to count growth of."""
        begun = {*self.days, *self.changed}
        later = (day + timedelta(days=n) for day in begun for n in range(self.reach_days))
        return Days.of([*self._due, *(day for day in later if day <= self.last)])

    @property
    def periods(self) -> Days:
        """The first days of the weeks and months to count retention of."""
        since = Days.between(self.changed.first, self.last) if len(self.changed) else self.changed
        return period_starts(Days.of([*self._due, *since]))

    @property
    def _due(self) -> Days:
        """The days, and those between the last that was counted and them, which had no rows."""
        between = (self.counted_to or self.days.first) + timedelta(days=1)
        if between >= self.days.last:
            return self.days
        return Days.of([*self.days, *Days.between(between, self.days.last)])


def days_up_to(days: Days, reach_days: int) -> Days:
    """The days, and those before each that have an effect on it."""
    return Days.of(day - timedelta(days=n) for day in days for n in range(reach_days))
