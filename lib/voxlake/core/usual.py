"""What is usual of a figure, from the weeks or days before it.

As in the alerts on negative days, a figure varies around its usual level by chance and by more than
chance, since news come in waves: the variance between the periods before, less what chance
explains. Weeks are few and some counts small, so the figures are compared where chance has the same
variance at each level (Anscombe 1948: 2 sqrt(x + 3/8) of a count, 2 asin sqrt((x + 3/8) / (n +
3/4)) of a share), and by Student's t with one degree of freedom less than there are periods. Posts
of one person are no independent posts, and what that adds lies in the variance between periods.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import t

from voxlake.core.anscombe import Numbers, counts_of, steadied

_CONFIDENCE = 0.95
_LEAST_ERROR = 1e-9  # of amounts that were always the same


@dataclass(frozen=True)
class Usual:
    """What is usual of a figure, and how this one lies to it.

    Attributes:
        level: What is usual.
        low: Lower end of the range that holds 95 of 100 ordinary periods.
        high: Upper end of it.
        p_value: Chance of an ordinary period as far from the usual level, on either side.
        distance: How far this one lies above it, in standard deviations; negative below.
    """

    level: float
    low: float
    high: float
    p_value: float
    distance: float


def usual_share(
    part: float, whole: float, parts: Sequence[float], wholes: Sequence[float]
) -> Usual:
    """A share against those of the periods before.

    Args:
        part: Posts of this period for which it holds.
        whole: Posts of this period, at least 1.
        parts: The same of each period before, two at least.
        wholes: The same.
    """
    counts = np.array([whole, *wholes], dtype=float)
    held = np.array([part, *parts], dtype=float)
    angles = 2 * np.arcsin(np.sqrt((held + 3 / 8) / (counts + 3 / 4)))
    found = _predicted(angles, 1 / (counts + 0.5))
    low, high = np.sin(np.clip(found.ends, 0, np.pi) / 2) ** 2 * (whole + 3 / 4) - 3 / 8
    return found.of(sum(parts) / sum(wholes), max(low, 0) / whole, min(high, whole) / whole)


def usual_count(count: float, counts: Sequence[float]) -> Usual:
    """A count of posts, say, against those of the periods before, two at least."""
    values = np.array([count, *counts], dtype=float)
    found = _predicted(steadied(values), np.ones(len(values)))
    low, high = counts_of(found.ends)
    return found.of(values[1:].mean(), low, high)


def usual_amount(amount: float, amounts: Sequence[float]) -> Usual:
    """An amount of money against those of the periods before, two at least.

    Amounts are compared by their size: asinh is a logarithm that also takes 0 and refunds.
    """
    values = np.array([amount, *amounts], dtype=float)
    found = _predicted(np.arcsinh(values), np.zeros(len(values)))
    low, high = np.sinh(found.ends)
    return found.of(values[1:].mean(), low, high)


@dataclass(frozen=True)
class _Predicted:
    """How a value lies to those before, and the ends of the usual range, all transformed."""

    distance: float
    p_value: float
    ends: Numbers

    def of(self, level: float, low: float, high: float) -> Usual:
        return Usual(float(level), float(low), float(high), self.p_value, self.distance)


def _predicted(values: Numbers, chances: Numbers) -> _Predicted:
    """The prediction of the first value from the others; chances are their variances by chance."""
    before, chance = values[1:], float(chances[1:].mean())
    level, extra = float(before.mean()), max(float(before.var(ddof=1)) - chance, 0.0)
    error = float(np.sqrt(chances[0] + extra + (chance + extra) / len(before)))
    distance = float(values[0] - level) / max(error, _LEAST_ERROR)
    margin = float(t.ppf((1 + _CONFIDENCE) / 2, len(before) - 1)) * error
    p_value = 2 * float(t.sf(abs(distance), len(before) - 1))
    return _Predicted(distance, p_value, np.array([level - margin, level + margin]))
