"""Counts where chance has the same variance, 1, at each level: 2 sqrt(x + 3/8) (Anscombe 1948)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_SHIFT = 3 / 8
Numbers = NDArray[np.float64]


def steadied(counts: Numbers) -> Numbers:
    """Counts, at least 0, on the scale on which chance moves all of them alike."""
    steady: Numbers = 2 * np.sqrt(counts + _SHIFT)
    return steady


def counts_of(steady: Numbers) -> Numbers:
    """What `steadied` makes these values of; those below that of 0 are of 0."""
    return np.maximum((np.maximum(steady, 0) / 2) ** 2 - _SHIFT, 0)
