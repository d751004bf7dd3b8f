"""How far the counts of an hour vary from week to week by more than chance.

People act in bursts: a match, a sale, one busy account. An hour's count then says less of its rate
than as many single acts would.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voxlake.people.demand.week import CELLS

Array = NDArray[np.float64]

_ROUNDS = 8
_BORROWED = 8.0  # weeks of hours that are as busy, beside an hour's own


@dataclass(frozen=True)
class Dispersion:
    """Variance of the counts of single hours over their mean, of each cell; at least 1."""

    by_level: Array
    """As in hours that are as busy."""
    of_cell: Array
    """The same, drawn towards what the cell's own weeks show."""


def dispersion(counts: Array, squares: Array, hours: Array, usual: Array) -> Dispersion:
    """Dispersion 1 + a * rate, with `a` from the variances within all other cells.

    So is that of negative binomial counts; `a` is found by moments, each cell with a weight that
    does not let one busy cell decide for all (Breslow 1984, "Extra-Poisson variation in log-linear
    models", Applied Statistics 33). The variance of one cell is drawn towards that with fixed
    degrees of freedom (Smyth 2004, "Linear models and empirical Bayes methods", Statistical
    Applications in Genetics and Molecular Biology 3).

    Args:
        counts: Activities of each cell of the week.
        squares: Sum of the squares of the counts of the cell's single hours.
        hours: Hours of the cell that there were.
        usual: Rate per hour of cells that are as busy. Neither it nor `a` rests on the cell's own
            counts, or hardly: no cell is trusted less for being busier than its like.
    """
    weeks = np.maximum(hours, 1.0)
    freedom = weeks - 1
    mean = counts / weeks
    spread = squares - counts * mean
    squared = np.maximum(mean, usual) ** 2
    excess, scale = (spread - freedom * mean) / squared, freedom * mean**2 / squared
    of_level = np.zeros(CELLS)
    others = 1 - np.eye(CELLS)
    for _ in range(_ROUNDS):
        weights = others * (usual / (1 + of_level[:, None] * usual)) ** 2
        seen = weights @ scale
        of_level = np.divide(weights @ excess, seen, out=np.zeros(CELLS), where=seen > 0).clip(0)
    by_level = 1 + of_level * usual
    own = np.divide(spread, mean, out=freedom * by_level, where=mean > 0)
    of_cell = (_BORROWED * by_level + own) / (_BORROWED + freedom)
    return Dispersion(by_level, np.maximum(of_cell, 1.0))
