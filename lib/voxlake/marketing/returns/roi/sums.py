"""Sums over the rows of a regression, which say all that it needs beside the coefficients."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.returns.roi.fitted import Spread
from voxlake.marketing.returns.spread import Array
from voxlake.spark.columns import only_row


def spread_of(rows: DataFrame, features: Sequence[str], weight: Column) -> Spread:
    """The spread of features, in two passes: means, then sums around them."""
    means_of = [
        (F.sum(weight * F.col(n)) / F.sum(weight)).alias(f"m{i}") for i, n in _each(features)
    ]
    most = [F.max(name).alias(f"t{i}") for i, name in _each(features)]
    first = only_row(rows.agg(F.count("*").alias("n"), F.sum(weight).alias("w"), *means_of, *most))
    count = len(features)
    means = np.array([first[f"m{i}"] or 0.0 for i in range(count)], float)
    largest = np.array([first[f"t{i}"] or 0.0 for i in range(count)], float)
    around = [F.col(name) - float(means[i]) for i, name in _each(features)]
    return Spread(
        int(first["n"]),
        float(first["w"] or 0.0),
        means,
        products(rows, around, weight),
        largest,
    )


def products(rows: DataFrame, columns: Sequence[Column], weight: Column) -> Array:
    """Weighted sums of the products of columns with each other, shape (columns, columns)."""
    pairs = [(i, j) for i in range(len(columns)) for j in range(i + 1)]
    if not pairs:
        return np.zeros((0, 0))
    sums = [F.sum(weight * columns[i] * columns[j]).alias(f"s{i}_{j}") for i, j in pairs]
    row = only_row(rows.agg(*sums))
    found = np.zeros((len(columns), len(columns)))
    for i, j in pairs:
        found[i, j] = found[j, i] = row[f"s{i}_{j}"] or 0.0
    return found


def _each(features: Sequence[str]) -> list[tuple[int, str]]:
    return list(enumerate(features))


def uncentred(covariance: Array, means: Array) -> Array:
    """Covariance of intercept and slopes, from that of the intercept at the means and slopes.

    Args:
        covariance: Shape (1 + features, 1 + features), of [1, x - means].
        means: Of the features.
    """
    back = np.eye(len(means) + 1)
    back[0, 1:] = -means
    return np.asarray(back @ covariance @ back.T)
