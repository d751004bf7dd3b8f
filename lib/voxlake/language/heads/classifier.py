"""Multinomial logistic regression on vectors of texts, and how good it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyspark.ml.classification import LogisticRegression, LogisticRegressionModel
from pyspark.ml.functions import array_to_vector
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.language.labels.partial_labels import Linear
from voxlake.spark.bounded import collect_at_most

Ints = npt.NDArray[np.int64]

_PARTITIONS = 8
"""Fixed, and rows sorted within, so that a fit does not depend on how its table is stored."""


@dataclass(frozen=True)
class Confusion:
    """How often each true class (row) was given each class (column)."""

    counts: Ints

    @classmethod
    def of(cls, classes: Ints, given: Ints, class_count: int) -> Confusion:
        """Count the texts by their true and their given class, both numbers from 0."""
        pairs = classes * class_count + given
        counts = np.bincount(pairs, minlength=class_count**2)
        return cls(counts.reshape(class_count, class_count))

    @property
    def accuracy(self) -> float:
        """Share of rows given their true class."""
        return float(np.trace(self.counts) / self.counts.sum())

    @property
    def macro_recall(self) -> float:
        """Mean over the classes of the share of its rows that were found."""
        return float(self._recalls.mean())

    @property
    def macro_f1(self) -> float:
        """Mean over the classes of the harmonic mean of precision and recall."""
        both = self.counts.sum(axis=0) + self.counts.sum(axis=1)
        return float((2 * np.diag(self.counts) / np.maximum(both, 1)).mean())

    @property
    def figures(self) -> dict[str, float]:
        """The three by name."""
        return {
            "accuracy": self.accuracy,
            "macro_recall": self.macro_recall,
            "macro_f1": self.macro_f1,
        }

    @property
    def _recalls(self) -> npt.NDArray[np.float64]:
        found: npt.NDArray[np.float64] = np.diag(self.counts) / np.maximum(
            self.counts.sum(axis=1), 1
        )
        return found

    def picture(self, names: Sequence[str]) -> Picture:
        """Each row as shares of the true class."""
        shares = self.counts / np.maximum(self.counts.sum(axis=1, keepdims=True), 1)
        figure = Picture(figsize=(5, 4), layout="constrained")
        axes = figure.subplots()
        axes.imshow(shares, vmin=0, vmax=1, cmap="Blues")
        for (row, col), share in np.ndenumerate(shares):
            ink = "white" if share > 0.5 else "black"  # noqa: PLR2004  (half of the colour scale)
            axes.text(col, row, f"{share:.0%}", ha="center", va="center", color=ink)
        axes.set(xticks=range(len(names)), xticklabels=names, xlabel="model")
        axes.set(yticks=range(len(names)), yticklabels=names, ylabel="people")
        return figure


@dataclass(frozen=True)
class HeldOut:
    """What models said of texts that they had not been trained on."""

    scores: npt.NDArray[np.float64]
    """Scores before the softmax, (texts, classes)."""
    classes: Ints
    """The true class of each text."""

    @property
    def confusion(self) -> Confusion:
        """How often each true class was given each class."""
        return Confusion.of(self.classes, self.scores.argmax(axis=1), self.scores.shape[1])


@dataclass(frozen=True)
class FittedClassifier:
    """A model, the penalty that was chosen for it, and what cross-validation found for each."""

    model: Linear
    regularisation: float
    cross_validated: dict[float, HeldOut]

    @property
    def held_out(self) -> HeldOut:
        """What the chosen penalty's models said of the held-out parts."""
        return self.cross_validated[self.regularisation]


def fit_classifier(
    labelled: DataFrame,
    *,
    class_count: int,
    regularisations: Sequence[float],
    folds: int,
    max_iterations: int,
    balance: float,
    seed: int,
) -> FittedClassifier:
    """Fit on all rows with the penalty that has the best macro recall in cross-validation.

    Columns are standardised within the fit; the coefficients
    are for the vectors as they are. Ties go to the stronger penalty.

    Args:
        labelled: text_hash, group, vector, class (a whole number from 0 as double).
        class_count: How many classes there are.
        regularisations: Strengths of the L2 penalty to choose from.
        folds: Parts that are held out in turn, each of whole groups.
        max_iterations: Most steps of L-BFGS.
        balance: Classes weigh (1 / their frequency) to this power: 1 weighs them the same.
        seed: Seed of the parts.
    """
    rows = _rows(labelled, class_count, balance, folds, seed).persist()
    try:
        tried = {
            strength: _cross_validate(rows, _learner(strength, max_iterations), folds)
            for strength in sorted(regularisations, reverse=True)
        }
        best = max(tried, key=lambda strength: tried[strength].confusion.macro_recall)
        return FittedClassifier(_linear(_learner(best, max_iterations).fit(rows)), best, tried)
    finally:
        rows.unpersist()


def fit_on_all(
    labelled: DataFrame,
    *,
    class_count: int,
    regularisation: float,
    max_iterations: int,
    balance: float,
) -> Linear:
    """Fit on all rows with one penalty, unjudged; arguments as those of `fit_classifier`."""
    rows = _rows(labelled, class_count, balance, folds=1, seed=0)
    return _linear(_learner(regularisation, max_iterations).fit(rows))


def _rows(
    labelled: DataFrame, class_count: int, balance: float, folds: int, seed: int
) -> DataFrame:
    told = labelled.groupBy("class").count()
    remedy = "Each class is a whole number below class_count."
    found = collect_at_most(told, class_count, "classes", remedy)
    counts = {row["class"]: row["count"] for row in found}
    total = sum(counts.values())
    weights = {n: (total / (class_count * count)) ** balance for n, count in counts.items()}
    every = {"ml_attr": {"type": "nominal", "num_vals": class_count}}  # though a part lacks some
    return (
        labelled.select(
            "text_hash",
            F.col("class").alias("class", metadata=every),
            array_to_vector(F.col("vector")).alias("features"),
            _value_of("class", weights).alias("weight"),
            F.pmod(F.xxhash64("group", F.lit(seed), F.lit("fold")), F.lit(folds)).alias("fold"),
        )
        .repartition(_PARTITIONS, "text_hash")
        .sortWithinPartitions("text_hash", "class")
    )


def _value_of(name: str, values: dict[float, float]) -> Column:
    pairs = [F.lit(part) for pair in values.items() for part in pair]
    return F.create_map(*pairs)[F.col(name)]


def _learner(regularisation: float, max_iterations: int) -> LogisticRegression:
    return LogisticRegression(
        family="multinomial",
        labelCol="class",
        weightCol="weight",
        regParam=regularisation,
        maxIter=max_iterations,
    )


def _linear(model: LogisticRegressionModel) -> Linear:
    return Linear(model.coefficientMatrix.toArray(), model.interceptVector.toArray())


def _cross_validate(rows: DataFrame, learner: LogisticRegression, folds: int) -> HeldOut:
    """Scores of each row by a model of the other parts; `training.max_texts` at most."""
    scores, classes = [], []
    for fold in range(folds):
        model = learner.fit(rows.where(F.col("fold") != fold))
        said = model.transform(rows.where(F.col("fold") == fold)).select("class", "rawPrediction")
        found = said.collect()
        scores += [row["rawPrediction"].toArray() for row in found]
        classes += [int(row["class"]) for row in found]
    return HeldOut(np.array(scores), np.array(classes, dtype=np.int64))
