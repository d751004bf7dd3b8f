"""Bootstrap intervals of ratios of sums over users, from sums of groups of users.

Users are put into groups by a hash, and the driver takes the sums of each group: as many however
many users there are. A sample takes each group as often as a draw of Poisson(1) says (Chamandy,
Muralidharan, Najmi and Naidu 2012, "Estimating uncertainty for massive data streams", Google).
Groups of users drawn by chance vary as the users do (Wolter 2007, "Introduction to Variance
Estimation", chapter 2); with fewer users than groups a group is about one user. All that a user
did is in one group, so that what hangs together by the user is taken or left together, and figures
of the same users are compared sample by sample.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.recommend.evaluation.settings import BootstrapSettings

Array = NDArray[np.float64]
GROUP = "user_group"
BILLION = 1_000_000_000
_FEWEST = 50


def group_of(user: str, settings: BootstrapSettings) -> Column:
    """The group of a user: a number from 0, below `groups`."""
    hashed = F.xxhash64(F.lit(settings.seed), user)
    return F.pmod(hashed, F.lit(settings.groups)).cast("int").alias(GROUP)


def in_billionths(figure: Column) -> Column:
    """A figure as a whole number of billionths: no order of rows changes a sum of them."""
    return F.round(figure * BILLION).cast("long")


@dataclass(frozen=True)
class Figure:
    """A ratio of two sums over users, and what it is in each sample.

    Attributes:
        value: The ratio; None where the lower sum is 0.
        of_samples: NaN where a sample has no user of it.
    """

    value: float | None
    of_samples: Array

    def interval(self, confidence: float) -> tuple[float | None, float | None]:
        """Percentiles of the samples (Efron and Tibshirani 1993, chapter 13).

        Both None where there is no value, or fewer than 50 samples have one.
        """
        told = self.of_samples[~np.isnan(self.of_samples)]
        if self.value is None or len(told) < _FEWEST:
            return None, None
        low, high = np.quantile(told, [(1 - confidence) / 2, (1 + confidence) / 2])
        return float(low), float(high)

    def less(self, other: Figure) -> Figure:
        """The difference to another of the same users, sample by sample."""
        if self.value is None or other.value is None:
            return Figure(None, self.of_samples)
        return Figure(self.value - other.value, self.of_samples - other.of_samples)

    def over(self, other: Figure) -> Figure:
        """The ratio to another, sample by sample; none where the other is 0."""
        if self.value is None or not other.value:
            return Figure(None, self.of_samples)
        return Figure(self.value / other.value, _divided(self.of_samples, other.of_samples))


class Samples:
    """How often each sample takes each group; the same for all figures, so that they compare."""

    def __init__(self, settings: BootstrapSettings) -> None:
        """Draw them."""
        drawn = np.random.default_rng(settings.seed)
        self._weights = drawn.poisson(1.0, (settings.samples, settings.groups)).astype(np.float64)

    def figure(self, sums: pd.DataFrame, above: str, below: str) -> Figure:
        """A ratio of two columns.

        Args:
            sums: `user_group` and the two columns, a row or several for each group that has users.
            above: Column of the upper sum, in billionths.
            below: Column of the lower sum.
        """
        groups = sums[GROUP].to_numpy(int)
        upper, lower = (
            np.bincount(groups, sums[name].to_numpy(float), self._weights.shape[1]).astype(float)
            for name in (above, below)
        )
        ratios = _divided(self._weights @ upper, self._weights @ lower) / BILLION
        total = float(lower.sum())
        return Figure(float(upper.sum()) / total / BILLION if total > 0 else None, ratios)


def _divided(upper: Array, lower: Array) -> Array:
    return np.divide(upper, lower, out=np.full(upper.shape, np.nan), where=lower > 0)
