"""The 168 hours of a week, as local clocks show them."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

HOURS, WEEKDAYS = 24, 7
CELLS = HOURS * WEEKDAYS
"""Cell 24 * w + h is hour h of weekday w, Monday 0."""

_QUARTERS = 4  # of an hour: every zone's offset is whole quarters


def local_hours(zone: str, first: date, last: date) -> NDArray[np.float64]:
    """How many hours of each cell there were in a zone from one UTC day to another, both included.

    Where clocks go back an hour counts twice, and where they go forward one does not count.
    """
    quarters = pd.date_range(
        first, last + timedelta(days=1), freq="15min", inclusive="left", tz="UTC"
    ).tz_convert(zone)
    cells = np.asarray(quarters.weekday) * HOURS + np.asarray(quarters.hour)
    return np.bincount(cells, minlength=CELLS) / _QUARTERS
