"""Trains a head on labelled texts of any label set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.language.heads.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    probabilities,
)
from voxlake.language.heads.classifier import (
    Confusion,
    FittedClassifier,
    fit_classifier,
    fit_on_all,
)
from voxlake.language.heads.head import head_numbers, head_of
from voxlake.language.labels.answers import head_answers
from voxlake.language.labels.labelled import draw_of_group
from voxlake.language.labels.partial_labels import Linear
from voxlake.language.settings import LABELS, TrainingSettings
from voxlake.spark.bounded import collect_at_most

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_FEWEST_OF_A_LABEL = 10
_MOST_LABELS = 1_000
"""Each is a row of the model; a column of anything else has soon more values."""
_MANY_LABELS = (
    "different labels",
    "Does training.texts.label_column name the labels, and no other column?",
)


def split(labelled: DataFrame, settings: TrainingSettings) -> tuple[DataFrame, DataFrame]:
    """The texts to learn from and those that are held out.

    Held out are the latest texts where their time is known, else groups by hash: all texts of an
    author, or all copies of a text, are on one side.
    """
    if settings.time_column:
        place = F.percent_rank().over(Window.orderBy("time", "text_hash"))
        is_held_out = F.col("place") > 1 - settings.held_out
        placed = labelled.withColumn("place", place)
        late = placed.where(is_held_out).drop("place")
        early = placed.where(~is_held_out).drop("place")
        return early.join(late.select("text_hash"), on="text_hash", how="left_anti"), late
    draw = draw_of_group(settings.seed)
    return labelled.where(draw >= settings.held_out), labelled.where(draw < settings.held_out)


def labels_of(labelled: DataFrame, known: Sequence[str]) -> tuple[str, ...]:
    """The labels in the order of a known set, else by name; of a set of one's own those given.

    Raises:
        InputError: there are more labels than a column of labels has.
        TooLittleDataError: there is one label alone, or a label has too few texts to be learned.
    """
    told = collect_at_most(labelled.groupBy("label").count(), _MOST_LABELS, *_MANY_LABELS)
    counts = {row["label"]: row["count"] for row in told}
    few = sorted(name for name, count in counts.items() if count < _FEWEST_OF_A_LABEL)
    if few or len(counts) < 2:  # noqa: PLR2004  (a choice needs two)
        raise TooLittleDataError(
            f"Training needs two labels with {_FEWEST_OF_A_LABEL} texts each; there are "
            f"{', '.join(f'{name} ({counts[name]})' for name in sorted(counts)) or 'none'}"
            + (f", and too few of {', '.join(few)}." if few else ".")
        )
    if not set(counts) <= set(known):
        return tuple(sorted(counts))
    has_columns = tuple(known) in LABELS.values()
    return tuple(label for label in known if has_columns or label in counts)


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


@dataclass(frozen=True)
class TrainedHead:
    """A head that was fitted, calibrated, and judged by cross-validation."""

    labels: tuple[str, ...]
    encoder_version: str
    fitted: FittedClassifier
    temperature: float
    unsure_below: float
    said: Floats
    """Of each text, by a model that had not learned it: probability of the label given."""
    is_right: Bools

    def numbers(self, model: Linear | None = None) -> dict[str, Any]:
        """The head as plain numbers; where another model is given, that one in its place."""
        return head_numbers(
            model or self.fitted.model,
            temperature=self.temperature,
            unsure_below=self.unsure_below,
            encoder_version=self.encoder_version,
            labels=self.labels,
        )

    @property
    def figures(self) -> dict[str, float]:
        """What was chosen, and what cross-validation found."""
        return {
            **self.fitted.held_out.confusion.figures,
            "regularisation": self.fitted.regularisation,
            "temperature": self.temperature,
            "unsure_below": self.unsure_below,
            "unsure_share": float((self.said < self.unsure_below).mean()),
            "calibration_error": calibration_error(self.said, self.is_right),
        }


def train_head(
    learned: DataFrame, labels: tuple[str, ...], encoder_version: str, settings: TrainingSettings
) -> TrainedHead:
    """Fit a head; choose its penalty, temperature and threshold by cross-validation.

    Args:
        learned: text_hash, group, vector, label.
        labels: The labels, in order.
        encoder_version: Encoder of the vectors.
        settings: What to choose from, and what a wrong label costs.
    """
    fitted = fit_head(learned, labels, settings)
    one_hot = np.eye(len(labels), dtype=bool)[fitted.held_out.classes]
    temperature = best_temperature(fitted.held_out.scores, one_hot)
    chances = probabilities(fitted.held_out.scores, temperature)
    said, is_right = chances.max(axis=1), chances.argmax(axis=1) == fitted.held_out.classes
    unsure_below = best_threshold(said, is_right, settings.cost_of_error)
    return TrainedHead(labels, encoder_version, fitted, temperature, unsure_below, said, is_right)


def learning_curve(
    learned: DataFrame,
    held_out: DataFrame,
    trained: TrainedHead,
    settings: TrainingSettings,
) -> dict[float, Confusion]:
    """What heads that learn fewer of the texts say of those held out, by `training.curve`.

    Fewer texts are a part of more. Sizes at which a label would have no text are left out, and
    those that are not fewer.

    Args:
        learned: Texts to learn from: text_hash, group, vector, label.
        held_out: The same of the texts held out.
        trained: The head that learned all of them, whose penalty serves for all sizes.
        settings: The sizes, and how heads are fitted.
    """
    total = learned.count()
    draw = draw_of_group(settings.seed, "curve")
    found = {}
    for size in settings.curve:
        share = size if size <= 1 else size / max(total, 1)
        part = learned.where(draw < share)
        if share < 1 and _has_all(part, trained.labels):
            numbers = trained.numbers(_fit_on_all(part, trained, settings))
            found[size] = head_answers(held_out, head_of(learned.sparkSession, numbers)).confusion
    return found


def _fit_on_all(labelled: DataFrame, trained: TrainedHead, settings: TrainingSettings) -> Linear:
    return fit_on_all(
        with_class(labelled, trained.labels),
        class_count=len(trained.labels),
        regularisation=trained.fitted.regularisation,
        max_iterations=settings.max_iterations,
        balance=settings.balance,
    )


def _has_all(labelled: DataFrame, labels: Sequence[str]) -> bool:
    found = labelled.select("label").distinct().collect()  # some of those of `labels_of`
    return {row["label"] for row in found} == set(labels)
