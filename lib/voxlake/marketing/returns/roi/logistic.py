"""Logistic regression by Spark ML of counts: how many of so many did it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyspark.ml.classification import LogisticRegression
from pyspark.ml.feature import VectorAssembler
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.returns.roi.fitted import LogisticFit, Spread
from voxlake.marketing.returns.roi.sums import products, uncentred
from voxlake.marketing.returns.spread import Array
from voxlake.spark.columns import only_row

_STEPS, _NEAR = 200, 1e-12
_SEPARATED = 1e8
"""Log odds per deviation times rows: coefficients that large run away to infinity."""


def fit_logistic(
    rows: DataFrame, done: str, tries: str, features: Sequence[str], spread: Spread
) -> LogisticFit | None:
    """Maximum likelihood of `done` of `tries` on features; None where all or none were done.

    The likelihood is that of the binomial distribution: Spark ML fits each row twice, weighted by
    what was done and what was not, without a penalty. The covariance is the inverse of Fisher's
    information, the sum of tries p (1 - p) x x' (McCullagh & Nelder 1989, "Generalized Linear
    Models", 4.4).

    Args:
        rows: With counts, tries above 0 and not below done, and features that are never null.
        done: Column of those who did.
        tries: Column of all.
        features: Columns, none made of the others.
        spread: Theirs, each row weighted by its tries.
    """
    sums = only_row(rows.agg(F.sum(done).alias("done"), F.sum(tries).alias("tries")))
    if not sums["tries"] or not 0 < sums["done"] < sums["tries"]:
        return None
    outcomes = {1.0: F.col(done), 0.0: F.col(tries) - F.col(done)}
    each = F.array(
        *(
            F.struct(F.lit(label).alias("label"), count.cast("double").alias("weight"))
            for label, count in outcomes.items()
        )
    )
    weighted = rows.select(*features, F.inline(each)).where(F.col("weight") > 0)
    weights = _by_spark(weighted, features)
    odds = F.lit(float(weights[0]))
    for name, weight in zip(features, weights[1:], strict=True):
        odds = odds + F.col(name) * float(weight)
    chance = 1 / (1 + F.exp(-odds))
    around = [F.lit(1.0)]
    around += [F.col(name) - float(spread.means[i]) for i, name in enumerate(features)]
    information = products(rows, around, F.col(tries) * chance * (1 - chance))
    likelihood = -F.col("weight") * F.log1p(
        F.exp(F.when(F.col("label") == 1, -odds).otherwise(odds))
    )
    reached = only_row(weighted.agg(F.sum(likelihood).alias("reached")))["reached"]
    share = sums["done"] / sums["tries"]
    alone = sums["tries"] * (share * np.log(share) + (1 - share) * np.log(1 - share))
    if np.linalg.cond(_scaled(information)) > _SEPARATED:
        return None
    covariance = uncentred(np.linalg.inv(information), spread.means)
    return LogisticFit(weights, covariance, 1 - reached / alone)


def _by_spark(weighted: DataFrame, features: Sequence[str]) -> Array:
    if not features:
        row = only_row(weighted.groupBy().pivot("label", [0.0, 1.0]).agg(F.sum("weight")))
        return np.array([np.log(row["1.0"] / row["0.0"])])
    assembled = VectorAssembler(inputCols=list(features), outputCol="_features").transform(weighted)
    estimator = LogisticRegression(
        featuresCol="_features",
        labelCol="label",
        weightCol="weight",
        regParam=0.0,
        maxIter=_STEPS,
        tol=_NEAR,
    )
    model = estimator.fit(assembled)
    return np.array([model.intercept, *model.coefficients.toArray()])


def _scaled(square: Array) -> Array:
    spread = np.sqrt(np.clip(np.diag(square), 1e-300, None))
    return np.asarray(square / np.outer(spread, spread))
