"""What a forecast says, and what is known of the days that it is for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from voxlake.core.errors import ConfigError
from voxlake.people.forecast.settings import WEEK

Array = NDArray[np.float64]

_PULL = 2.0  # days, as if so many holidays had been like other days
_LEAST = 0.05
_AROUND = (-2 * WEEK, -WEEK, WEEK, 2 * WEEK)


@dataclass(frozen=True)
class Ahead:
    """What is expected of the days ahead, with a low and a high end for each level."""

    mean: Array
    low: Mapping[int, Array]
    high: Mapping[int, Array]

    def times(self, factors: Array) -> Ahead:
        """The same, each day times its factor, > 0."""
        low, high = (
            {level: ends * factors for level, ends in of_levels.items()}
            for of_levels in (self.low, self.high)
        )
        return Ahead(self.mean * factors, low, high)


@dataclass(frozen=True)
class Calendar:
    """The days of a series, from its first on."""

    first: date = date(1970, 1, 1)
    country: str | None = None
    """Whose public holidays count, as ISO 3166 code; None: there are none."""

    def days(self, count: int) -> list[date]:
        """The first days, and those ahead."""
        return [self.first + timedelta(days=n) for n in range(count)]

    def names(self, count: int) -> dict[date, str]:
        """The holidays among the first days.

        Raises:
            ConfigError: the package `holidays` knows no such country.
        """
        if self.country is None:
            return {}
        import holidays  # noqa: PLC0415  (a second to import)

        days = self.days(count)
        years = range(self.first.year, days[-1].year + 1)
        try:
            found = holidays.country_holidays(self.country, years=years)
        except NotImplementedError as error:
            raise ConfigError(
                f"No holidays are known of the country {self.country!r}; give an ISO 3166 code "
                "such as DE."
            ) from error
        return {day: found[day] for day in days if day in found}

    def is_holiday(self, count: int) -> NDArray[np.bool_]:
        """Which of the first days are holidays."""
        named = self.names(count)
        return np.array([day in named for day in self.days(count)], dtype=bool)

    def factors(self, values: Array, ahead: int) -> Array:
        """How many times a usual day each day brings: one figure for holidays, 1 for others.

        The sum of past holidays over that of the same weekdays one and two weeks away that are none
        (ratio to moving average: Hyndman & Athanasopoulos 2021, "Forecasting: Principles and
        Practice", 3.4), as if two holidays more had been like other days.

        Args:
            values: Of the first days, >= 0.
            ahead: How many days after them.
        """
        count = len(values)
        is_holiday = self.is_holiday(count + ahead)
        seen, usual = [], []
        for day in np.flatnonzero(is_holiday[:count]):
            near = [day + n for n in _AROUND if 0 <= day + n < count and not is_holiday[day + n]]
            if near:
                seen.append(values[day])
                usual.append(values[near].mean())
        pull = _PULL * float(values.mean())
        over = sum(usual) + pull
        factor = max((sum(seen) + pull) / over, _LEAST) if over > 0 else 1.0
        return np.where(is_holiday, factor, 1.0)
