"""Intervals of differences of means by bootstrap samples that were added up in Spark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import Column
from pyspark.sql import functions as F
from scipy import stats

from voxlake.marketing.experiments.compare import NO_INTERVAL, Interval

Array = NDArray[np.float64]

_BITS = 53
_MOST = 12
_FEWEST = 50


def poisson_weight(hashed: Column) -> Column:
    """A draw of Poisson(1) that a 64-bit hash decides: how often a sample has a user.

    Chamandy, Muralidharan, Najmi and Naidu 2012, "Estimating uncertainty for massive data
    streams" (Google): samples with weights of their own for each user add up like counts, in one
    pass. Above 12, which one user in 10^10 would have, it is 12.
    """
    drawn = F.shiftrightunsigned(hashed, 64 - _BITS).cast("double") / 2.0**_BITS
    levels = [float(stats.poisson.cdf(k, 1)) for k in range(_MOST)]
    return sum(
        ((drawn >= level).cast("double") for level in levels[1:]),
        start=(drawn >= levels[0]).cast("double"),
    )


def means_of_samples(weights: Array, totals: Array, others: float, seed: list[int]) -> Array:
    """Means of an arm in each sample.

    Args:
        weights: Sum of the weights of users whose outcome is not 0, per sample.
        totals: Sum of their weighted outcomes, per sample.
        others: Users whose outcome is 0: together they weigh a draw of Poisson(others).
        seed: Of that draw.
    """
    drawn = np.random.default_rng(seed).poisson(others, len(weights))
    users = weights + drawn
    return np.divide(totals, users, out=np.zeros_like(totals), where=users > 0)


def bootstrap_interval(arm: Array, control: Array, confidence: float) -> Interval:
    """Percentile interval of the difference (Efron and Tibshirani 1993, chapter 13).

    Args:
        arm: Means of the arm by sample.
        control: Of the control.
        confidence: Probability of the interval; with too few samples for it there is none.
    """
    if min(len(arm), len(control)) < _FEWEST:
        return NO_INTERVAL
    low, high = np.quantile(arm - control, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Interval(float(low), float(high))
