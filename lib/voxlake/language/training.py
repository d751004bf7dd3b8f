"""Trains a head on labelled texts of any label set, and says whether it is better than another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.errors import TooLittleDataError
from voxlake.language.calibration import calibration_error, probabilities
from voxlake.language.classifier import Confusion, FittedClassifier, HeldOut, fit_classifier
from voxlake.language.labelled import draw_of_group
from voxlake.language.settings import TrainingSettings

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_FEWEST_OF_A_LABEL = 10
_LENGTHS = ((1, 5), (6, 15), (16, 30), (31, None))
"""Words of a text, from and to, of the parts by length."""
_ENOUGH = 30
"""Fewest texts of a part that is measured by itself."""


def split(labelled: DataFrame, settings: TrainingSettings) -> tuple[DataFrame, DataFrame]:
    """The texts to learn from and those that are held out.

    Held out are the latest texts where their time is known, else groups by hash: all texts of an
    author, or all copies of a text, are on one side.
    """
    if settings.texts is not None and settings.texts.time_column:
        place = F.percent_rank().over(Window.orderBy("time", "text_hash"))
        is_held_out = F.col("place") > 1 - settings.held_out
        placed = labelled.withColumn("place", place)
        late = placed.where(is_held_out).drop("place")
        early = placed.where(~is_held_out).drop("place")
        return early.join(late.select("text_hash"), on="text_hash", how="left_anti"), late
    draw = draw_of_group(settings.seed)
    return labelled.where(draw >= settings.held_out), labelled.where(draw < settings.held_out)


def labels_of(labelled: DataFrame, known: Sequence[str]) -> tuple[str, ...]:
    """The labels in the order of a known set, else by name.

    Raises:
        TooLittleDataError: there is one label alone, or a label has too few texts to be learned.
    """
    counts = {row["label"]: row["count"] for row in labelled.groupBy("label").count().collect()}
    few = sorted(name for name, count in counts.items() if count < _FEWEST_OF_A_LABEL)
    if few or len(counts) < 2:  # noqa: PLR2004  (a choice needs two)
        raise TooLittleDataError(
            f"Training needs two labels with {_FEWEST_OF_A_LABEL} texts each; there are "
            f"{', '.join(sorted(counts)) or 'none'}"
            + (f", and too few of {', '.join(few)}." if few else ".")
        )
    return tuple(known) if set(counts) <= set(known) else tuple(sorted(counts))


def with_class(labelled: DataFrame, labels: Sequence[str]) -> DataFrame:
    """Adds `class`, the place of the label among the labels, from 0."""
    numbers = [F.lit(part) for pair in enumerate(labels) for part in reversed(pair)]
    return labelled.withColumn("class", F.create_map(*numbers)[F.col("label")].cast("double"))


def fit_head(
    labelled: DataFrame, labels: Sequence[str], settings: TrainingSettings
) -> FittedClassifier:
    """Fit a classifier of the labels on text_hash, group, vector, label."""
    return fit_classifier(
        with_class(labelled, labels),
        class_count=len(labels),
        regularisations=settings.regularisations,
        folds=settings.folds,
        max_iterations=settings.max_iterations,
        balance=settings.balance,
        seed=settings.seed,
    )


def learning_curve(
    labelled: DataFrame, labels: Sequence[str], penalty: float, settings: TrainingSettings
) -> dict[float, Confusion]:
    """What cross-validation finds with shares of the texts, each a part of the next."""
    draw = draw_of_group(settings.seed, "curve")
    fixed = settings.model_copy(update={"regularisations": (penalty,)})
    return {
        share: fit_head(labelled.where(draw < share), labels, fixed).held_out.confusion
        for share in settings.curve
        if share < 1
    }


@dataclass(frozen=True)
class Answers:
    """What a head said of labelled texts, on the driver: as many as people have labelled."""

    rows: pd.DataFrame
    """text_hash, label (of people), language, words, and a probability per label."""
    chances: Floats
    """The probabilities, (texts, labels)."""
    classes: Ints
    """The place of each text's label among the labels."""
    labels: tuple[str, ...]

    @classmethod
    def of(cls, scored: DataFrame, labels: tuple[str, ...]) -> Answers:
        """Collect label, language, words and a probability per label, by text."""
        rows = scored.select("text_hash", "label", "language", "words", *labels).toPandas()
        rows = rows.sort_values(["text_hash", "label"], ignore_index=True)
        chances = rows[list(labels)].to_numpy(float)
        return cls(rows, chances, rows.label.map(labels.index).to_numpy(np.int64), labels)

    @property
    def confusion(self) -> Confusion:
        """How often each label of people was given each label."""
        return HeldOut(self.chances, self.classes).confusion

    @property
    def figures(self) -> dict[str, dict[str, float]]:
        """Figures of all texts, of each label, of each language and of each length, by part."""
        said = self.chances.max(axis=1)
        is_right = self.chances.argmax(axis=1) == self.classes
        whole = {**self.confusion.figures, "calibration_error": calibration_error(said, is_right)}
        found = {"all": {**whole, "texts": float(len(said))}}
        counts = self.confusion.counts
        for place, name in enumerate(self.labels):
            hits = float(counts[place, place])
            found[f"label {name}"] = {
                "recall": hits / max(counts[place].sum(), 1),
                "precision": hits / max(counts[:, place].sum(), 1),
                "texts": float(counts[place].sum()),
            }
        parts = {f"language {n}": self.rows.language == n for n in self.rows.language.unique()}
        for low, high in _LENGTHS:
            name = f"words {low} to {high}" if high else f"words from {low}"
            parts[name] = self.rows.words.between(low, high or np.inf)
        for name, chosen in parts.items():
            if chosen.sum() >= _ENOUGH:
                part = HeldOut(self.chances[chosen], self.classes[chosen]).confusion
                found[name] = {**part.figures, "texts": float(chosen.sum())}
        return found

    def beats(self, other: Answers, resamples: int, seed: int) -> tuple[float, float]:
        """Ends of the 95% interval of how much more macro recall this has, on the same texts.

        Texts are drawn anew, the same for both (paired bootstrap, Efron and Tibshirani 1993).
        """
        draws = np.random.default_rng(seed)
        own, others = self.chances.argmax(axis=1), other.chances.argmax(axis=1)
        gains = []
        for _ in range(resamples):
            rows = draws.integers(0, len(own), len(own))
            classes = self.classes[rows]
            gains.append(_recall(own[rows], classes) - _recall(others[rows], classes))
        low, high = np.quantile(gains, [0.025, 0.975])
        return float(low), float(high)


def _recall(given: Ints, classes: Ints) -> float:
    hits = np.bincount(classes[given == classes], minlength=classes.max() + 1)
    counts = np.bincount(classes)
    return float((hits[counts > 0] / counts[counts > 0]).mean())


def softened(held_out: HeldOut, temperature: float) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Probability of the label given to each held-out text at a temperature, and whether right."""
    chances = probabilities(held_out.scores, temperature)
    return chances.max(axis=1), chances.argmax(axis=1) == held_out.classes
