"""What is usual of a day's count, from the days before it, and how far the day lies above it.

Counts are compared where chance moves all of them alike (Anscombe 1948). Their level is a running
median and what a weekday adds is a median over its days (as medians polish a table: Tukey 1977,
"Exploratory Data Analysis"), so that a burst raises neither for the days after it. How far
ordinary days lie from what was usual for them is told by the days before, each held against the
days before it in turn: by the distance within which two thirds of them lie, as a normal's do within
one standard deviation, and by no less than chance. So of the days that say it nearly a third may
be of bursts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from voxlake.core.anscombe import Numbers, counts_of, steadied

_WEEK = 7
_WITHIN_ONE = 0.6827  # share of a normal that lies within one standard deviation
_OF_MEDIAN = np.pi / 2  # variance of a median of many over that of their mean
_LEAST_ERRORS = 7


@dataclass(frozen=True)
class Usual:
    """What is usual of a day.

    Attributes:
        count: Count that is usual.
        distance: How far the day lies above it, in standard deviations of ordinary days.
    """

    count: float
    distance: float


def days_needed(level_days: int) -> int:
    """Days before a day with fewer of which nothing is usual."""
    return level_days + _LEAST_ERRORS


def usual_of(
    count: float, before: Numbers, weekdays: NDArray[np.int64], level_days: int
) -> Usual | None:
    """What is usual of a day, and how it lies to that; None with fewer days than `days_needed`.

    Args:
        count: The day's count.
        before: Counts of the days before it, the earliest first; days of which nothing is known
            are left out.
        weekdays: Of each of them, days to the next of the day's own weekday, 0 to 6: 0 is the same.
        level_days: How many of the latest days say the level.
    """
    if len(before) < days_needed(level_days):
        return None
    steady = steadied(before)
    of_weekday, doubt = _weekday_effects(steady, weekdays)
    level = steady - of_weekday[weekdays]
    medians = np.median(sliding_window_view(level, level_days), axis=1)
    errors = level[level_days:] - medians[:-1]
    # The days have made the effects of their weekdays, which lie closer to them than to the next.
    spread = _spread(errors) * np.sqrt((1 + doubt) / (1 - doubt))
    usual = float(medians[-1] + of_weekday[0])
    distance = (float(steadied(np.array([count]))[0]) - usual) / spread
    return Usual(float(counts_of(np.array([usual]))[0]), distance)


def _weekday_effects(steady: Numbers, weekdays: NDArray[np.int64]) -> tuple[Numbers, float]:
    """What each weekday adds, drawn towards nothing as far as chance explains the differences.

    Each day is held against the median of the seven days around it. Beside the effects stands their
    variance by chance, as a share of that of single days.
    """
    around = np.median(sliding_window_view(steady, _WEEK), axis=1)
    edge = _WEEK // 2
    above, of_day = steady[edge:-edge] - around, weekdays[edge:-edge]
    groups = [above[of_day == weekday] for weekday in range(_WEEK)]
    effects = np.array([np.median(group) if len(group) else 0.0 for group in groups])
    effects -= effects.mean()
    sizes = np.array([len(group) for group in groups])
    rest = above - effects[of_day]
    of_effect = _OF_MEDIAN / max(sizes.mean(), 2.0)
    chance = of_effect * _spread(rest - np.median(rest)) ** 2
    varied = float(effects.var(ddof=1))
    kept = max(varied - chance, 0.0) / max(varied, chance)
    return effects * kept, of_effect * kept


def _spread(errors: Numbers) -> float:
    """The standard deviation of most of the values around 0; at least 1, that of chance."""
    return max(float(np.quantile(np.abs(errors), _WITHIN_ONE)), 1.0)
