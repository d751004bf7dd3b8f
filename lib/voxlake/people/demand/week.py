"""The 168 hours of a week, as local clocks show them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from voxlake.core.zones import start_of

HOURS, WEEKDAYS = 24, 7
CELLS = HOURS * WEEKDAYS
"""Cell 24 * w + h is hour h of weekday w, Monday 0."""

_QUARTERS = 4  # of an hour: every zone's offset is whole quarters


def local_hours(zone: str, first: date, last: date, zone_of_days: str) -> NDArray[np.float64]:
    """How many hours of each cell there were in a zone from one day to another, both included.

    Where clocks go back an hour counts twice, and where they go forward one does not count.

    Args:
        zone: Whose clocks show the hours.
        first: The first day.
        last: The last one.
        zone_of_days: By which the days are cut: the lake's.
    """
    start, end = (start_of(day, zone_of_days) for day in (first, last + timedelta(days=1)))
    quarters = pd.date_range(start, end, freq="15min", inclusive="left").tz_convert(zone)
    cells = np.asarray(quarters.weekday) * HOURS + np.asarray(quarters.hour)
    return np.bincount(cells, minlength=CELLS) / _QUARTERS
