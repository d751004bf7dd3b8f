"""How well predictions of a sum rank those that make it up, from rows in Spark.

Ranks need all rows in order; here the driver takes one row for each predicted value to four digits
instead, some thousands for each power of ten, however many rows there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from scipy.integrate import trapezoid

from voxlake.spark.columns import to_four_digits

Array = NDArray[np.float64]
DECILES = 10


@dataclass(frozen=True)
class Ranked:
    """Rows in the order of a prediction, the highest first; those of equal prediction together."""

    count: Array
    predicted: Array
    """Sum of the predictions."""
    actual: Array
    """Sum of what came."""

    @classmethod
    def of(cls, rows: DataFrame, predicted: str, actual: str) -> Ranked:
        """The rows by a column of predictions, each rounded to four digits."""
        sums = (
            rows.groupBy(to_four_digits(F.col(predicted)).alias("_value"))
            .agg(
                F.count("*").cast("double").alias("count"),
                F.sum(predicted).cast("double").alias("predicted"),
                F.sum(actual).cast("double").alias("actual"),
            )
            .toPandas()
            .sort_values("_value", ascending=False)
        )
        return cls(*(sums[name].to_numpy(np.float64) for name in ("count", "predicted", "actual")))

    @property
    def bias(self) -> float:
        """Sum of the predictions over the sum of what came, less 1."""
        return float(self.predicted.sum() / self.actual.sum() - 1)

    @property
    def gini(self) -> float:
        """Twice the area between the curve of what came, in this order, and the diagonal.

        0 for an order by chance. Rows of equal prediction count as if in any order.
        """
        users = np.concatenate([[0.0], np.cumsum(self.count) / self.count.sum()])
        came = np.concatenate([[0.0], np.cumsum(self.actual) / self.actual.sum()])
        return float(2 * trapezoid(came, users) - 1)

    def caught(self, share: float) -> float:
        """Share of what came that is among the first so many of the rows, such as a tenth."""
        return float(self.of_first(self.actual, share) / self.actual.sum())

    def of_first(self, sums: Array, share: float) -> Array:
        """A sum over the first so many of the rows; part of a group counts with that part."""
        ends = np.concatenate([[0.0], np.cumsum(self.count)])
        sums_to = np.concatenate([[0.0], np.cumsum(sums)])
        return np.asarray(np.interp(share * ends[-1], ends, sums_to))

    def deciles(self) -> pd.DataFrame:
        """Ten rows, the tenth of the highest predictions first: decile, count, sums of both."""
        shares = np.arange(DECILES + 1) / DECILES
        names = ("count", "predicted", "actual")
        sums = {
            name: np.diff([float(self.of_first(getattr(self, name), share)) for share in shares])
            for name in names
        }
        return pd.DataFrame({"decile": np.arange(1, DECILES + 1), **sums})


def rank_correlations(rows: DataFrame, names: Sequence[str], other: str) -> dict[str, float]:
    """Spearman's, of each of some columns with another; equal values share their mean rank."""
    ranked = rows.select(*(to_four_digits(F.col(name)).alias(name) for name in (*names, other)))
    for name in (*names, other):
        counts = ranked.groupBy(name).agg(F.count("*").alias("count")).toPandas()
        counts = counts.sort_values(name)
        ranks = counts["count"].cumsum() - (counts["count"] - 1) / 2
        of_value = pd.DataFrame({name: counts[name], f"_{name}": ranks.astype(float)})
        ranked = ranked.join(
            F.broadcast(rows.sparkSession.createDataFrame(of_value)), name, how="inner"
        )
    found = ranked.agg(*(F.corr(f"_{name}", f"_{other}").alias(name) for name in names))
    correlations = found.collect()[0].asDict()
    return {name: float("nan") if r is None else float(r) for name, r in correlations.items()}
