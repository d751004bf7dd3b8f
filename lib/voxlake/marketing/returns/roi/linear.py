"""Linear regression by Spark ML, with what statistics say of it, from sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyspark.ml.feature import VectorAssembler
from pyspark.ml.regression import LinearRegression
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from scipy import stats

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.returns.roi.fitted import LinearFit, Spread
from voxlake.marketing.returns.roi.sums import products, uncentred
from voxlake.marketing.returns.spread import Array
from voxlake.spark.columns import only_row


def fit_linear(
    rows: DataFrame,
    outcome: str,
    features: Sequence[str],
    spread: Spread,
    *,
    series: Sequence[str],
    time: str,
) -> LinearFit:
    """Ordinary least squares of an outcome on features.

    Coefficients are those of Spark ML's normal equations. What else is said comes from sums over
    the rows: standard errors s² (X'X)⁻¹, HC1, R², Durbin & Watson 1950 (Biometrika 37; within
    series), Koenker's 1981 form of Breusch & Pagan 1979 (Econometrica 47: n R² of squared residuals
    on the features), Jarque & Bera 1980 (Economics Letters 6).

    Args:
        rows: With outcome and features that are doubles and never null.
        outcome: Its column.
        features: Their columns, none made of the others.
        spread: Theirs.
        series: Columns that name a series of rows in time.
        time: Column of the time.

    Raises:
        TooLittleDataError: there are no more rows than coefficients.
    """
    free = spread.count - len(features) - 1
    if free < 1:
        raise TooLittleDataError(
            f"A regression on {len(features)} channels needs more rows than {spread.count}."
        )
    weights = _by_spark(rows, outcome, features) if features else _mean(rows, outcome)
    told = rows.withColumn("_left", F.col(outcome) - _fitted(features, weights))
    around = [F.col(name) - float(spread.means[i]) for i, name in enumerate(features)]
    bread = np.zeros((len(features) + 1, len(features) + 1))
    bread[0, 0] = 1 / spread.count
    if features:
        bread[1:, 1:] = np.linalg.inv(spread.scatter)
    meat = products(told, [F.lit(1.0), *around], F.col("_left") ** 2)
    row = _residual_sums(told, outcome, around, series, time)
    variance = row["e2"] / free
    robust = bread @ meat @ bread * spread.count / free
    total = row["yy"]
    return LinearFit(
        weights,
        uncentred(bread * variance, spread.means),
        uncentred(robust, spread.means),
        free,
        float(np.sqrt(variance)),
        1 - row["e2"] / total if total > 0 else None,
        row["steps"] / row["e2"] if row["e2"] > 0 and row["steps"] is not None else None,
        _breusch_pagan(row, spread),
        _jarque_bera(row, spread.count),
    )


def _by_spark(rows: DataFrame, outcome: str, features: Sequence[str]) -> Array:
    assembled = VectorAssembler(inputCols=list(features), outputCol="_features").transform(rows)
    estimator = LinearRegression(
        featuresCol="_features", labelCol=outcome, solver="normal", regParam=0.0
    )
    model = estimator.fit(assembled)
    return np.array([model.intercept, *model.coefficients.toArray()])


def _mean(rows: DataFrame, outcome: str) -> Array:
    return np.array([only_row(rows.agg(F.avg(outcome).alias("mean")))["mean"]], float)


def _fitted(features: Sequence[str], weights: Array) -> Column:
    told = F.lit(float(weights[0]))
    for name, weight in zip(features, weights[1:], strict=True):
        told = told + F.col(name) * float(weight)
    return told


def _residual_sums(
    told: DataFrame, outcome: str, around: list[Column], series: Sequence[str], time: str
) -> dict[str, float]:
    """Powers of residuals, their squares times the features, and steps from one to the next."""
    left = F.col("_left")
    in_time = Window.partitionBy(*series).orderBy(time)
    stepped = told.withColumn("_step", left - F.lag("_left").over(in_time))
    mean = only_row(told.agg(F.avg(outcome).alias("mean")))["mean"]
    sums = {
        "e1": left,
        "e2": left**2,
        "e3": left**3,
        "e4": left**4,
        "yy": (F.col(outcome) - mean) ** 2,
        "steps": F.col("_step") ** 2,
        **{f"x{i}": left**2 * column for i, column in enumerate(around)},
    }
    return only_row(stepped.agg(*(F.sum(c).alias(n) for n, c in sums.items()))).asDict()


def _breusch_pagan(row: dict[str, float], spread: Spread) -> float | None:
    features, count = len(spread.means), spread.count
    around = row["e4"] - row["e2"] ** 2 / count
    if not features or around <= 0:
        return None
    across = np.array([row[f"x{i}"] for i in range(features)])
    told = across @ np.linalg.solve(spread.scatter, across)
    return float(stats.chi2.sf(count * told / around, features))


def _jarque_bera(row: dict[str, float], count: int) -> float | None:
    variance = row["e2"] / count
    if variance <= 0:
        return None
    skew = row["e3"] / count / variance**1.5
    peak = row["e4"] / count / variance**2 - 3
    return float(stats.chi2.sf(count / 6 * (skew**2 + peak**2 / 4), 2))
