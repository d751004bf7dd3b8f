"""Rates and means of cells, drawn towards a pattern where a cell alone says little.

How far is told by the data: the weight of the pattern in a typical cell is uniform beforehand
(Christiansen & Morris 1997 for counts; Daniels 1999 for means), and what follows is averaged over
its posterior, so that intervals are right where data are thin.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

Array = NDArray[np.float64]

_WEIGHTS = (np.arange(100) + 0.5)[:, None] / 100
"""Weights of the pattern, one a row, over which is averaged."""


@dataclass(frozen=True)
class Pattern:
    """What the rates of cells vary around."""

    rates: Array
    unsure: Array
    """Variance of each rate, over its square."""


@dataclass(frozen=True)
class Pooled:
    """What is known of each cell."""

    mean: Array
    variance: Array
    own: Array
    """Weight of the cell's own data in its mean, 0 to 1."""

    def around(self, variance: Array) -> Pooled:
        """The same where the pattern itself has a variance (Kass & Steffey 1989, first order)."""
        return Pooled(self.mean, self.variance + (1 - self.own) ** 2 * variance, self.own)


def pool_rates(
    counts: Array, hours: Array, pattern: Array, others: Pattern | None = None
) -> Pooled:
    """Rates per hour of Poisson counts, gamma distributed around a pattern of rates.

    With shape k, a cell's rate has mean (k + count) / (k / pattern + hours), and the counts are
    negative binomial (Christiansen & Morris 1997, "Hierarchical Poisson Regression Modeling",
    JASA 92).

    Args:
        counts: What was seen in each cell, >= 0; need not be whole.
        hours: How long it was looked at, >= 0.
        pattern: What the rates vary around, > 0.
        others: The pattern of each cell as the others tell it, by which is judged how far rates
            vary around it; None where `pattern` does not come from the counts.
    """
    judge = others or Pattern(pattern, np.zeros_like(pattern))
    foretold = judge.rates * hours
    shape = (foretold.mean() or 1.0) * _WEIGHTS / (1 - _WEIGHTS)
    spread = 1 / (1 / shape + judge.unsure)  # the shape with the errors of what foretells
    likelihood = (
        gammaln(spread + counts)
        - gammaln(spread)
        + xlogy(spread, spread / (spread + foretold))
        + xlogy(counts, foretold / (spread + foretold))
    ).sum(axis=1)
    rate = shape / pattern + hours
    mean = (shape + counts) / rate
    return _averaged(likelihood, mean, mean / rate, hours / rate)


def pool_means(means: Array, variances: Array, pattern: Array) -> Pooled:
    """Means of cells that are measured with a variance, normally distributed around a pattern.

    With variance t of the cells, a cell's mean is (t * mean + variance * pattern) / (t + variance)
    (Daniels 1999, "A prior for the variance in hierarchical models", Canadian Journal of
    Statistics 27).

    Args:
        means: What was measured; anything where the variance is infinite.
        variances: Of the measured means, > 0; infinite for a cell without data.
        pattern: What the cells vary around.
    """
    is_measured = np.isfinite(variances)
    typical = 1 / np.mean(1 / variances[is_measured]) if is_measured.any() else 1.0
    between = typical * (1 - _WEIGHTS) / _WEIGHTS
    spread = between + variances[is_measured]
    away = means[is_measured] - pattern[is_measured]
    likelihood = -0.5 * (np.log(spread) + away**2 / spread).sum(axis=1)
    own = between / (between + variances)
    from_pattern = np.where(is_measured, means - pattern, 0.0)
    return _averaged(likelihood, pattern + own * from_pattern, between * (1 - own), own)


def _averaged(likelihood: Array, mean: Array, variance: Array, own: Array) -> Pooled:
    """Mean and variance over the posterior of the pattern's weight."""
    chances = np.exp(likelihood - likelihood.max())[:, None]
    chances /= chances.sum()
    average = (chances * mean).sum(axis=0)
    within = (chances * variance).sum(axis=0)
    between = (chances * (mean - average) ** 2).sum(axis=0)
    return Pooled(average, within + between, (chances * own).sum(axis=0))
