"""Whether columns move together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_SAME = 1e-10
"""Share of a column's variance: where less is left beside others, it is made of them."""

_PART = 1e-6
"""Weight of a column in what does not vary, from which on it is part of it."""


def inflation(columns: Array) -> tuple[Array, float]:
    """Variance inflation factor of each column, and the condition number of all.

    What `inflation_of` gives, of rows.

    Args:
        columns: Shape (rows, columns).
    """
    centred = columns - columns.mean(axis=0)
    return inflation_of(centred.T @ centred)


def inflation_of(scatter: Array) -> tuple[Array, float]:
    """The same of centred sums of squares and products, shape (columns, columns).

    1 / (1 - R²) of the regression of a column on the others: the diagonal of the inverse of the
    correlations (Marquardt 1970, Technometrics 12); infinite where others make it up, NaN of a
    column that never changes. The condition number is the root of the largest eigenvalue of the
    correlations over the smallest (Belsley, Kuh & Welsch 1980, "Regression Diagnostics", ch. 3).
    """
    spread = np.sqrt(np.clip(np.diag(scatter), 0, None))
    factors = np.full(len(spread), np.nan)
    some = spread > 0
    if not some.any():
        return factors, float("nan")
    alike = scatter[np.ix_(some, some)] / np.outer(spread[some], spread[some])
    values, vectors = np.linalg.eigh(alike)
    values = np.where(values > _SAME, values, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(np.abs(vectors) > _PART, vectors**2 / values, 0.0)
        condition = np.sqrt(values.max() / values.min())
    factors[some] = np.maximum(shares.sum(axis=1), 1.0)
    return factors, float(condition)
