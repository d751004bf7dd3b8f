"""What a model said of texts that people have labelled, and whether it is better than another."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.heads.calibration import calibration_error
from voxlake.language.heads.classifier import Confusion, HeldOut
from voxlake.language.heads.head import Head, with_chances
from voxlake.language.own.classifier import Read
from voxlake.language.own.model import OwnModel, with_own_chances

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_LENGTHS = ((1, 5), (6, 15), (16, 30), (31, None))
"""Words of a text, from and to, of the parts by length."""
_ENOUGH = 30
"""Fewest texts of a part that is measured by itself."""


@dataclass(frozen=True)
class Answers:
    """What a head said of labelled texts, on the driver: `training.max_texts` at most."""

    rows: pd.DataFrame
    """text_hash, label (of people), language, words, why."""
    chances: Floats
    """The probabilities, (texts, labels)."""
    classes: Ints
    """The place of each text's label among the labels."""
    labels: tuple[str, ...]

    @classmethod
    def of(cls, scored: DataFrame, labels: tuple[str, ...]) -> Answers:
        """Collect `chances`, in the order of the labels, and what is told of each text."""
        columns = ["text_hash", "label", "language", "words", "why"]
        rows = scored.select(*columns, "chances").toPandas()
        rows = rows.sort_values(["text_hash", "label"], ignore_index=True)
        chances = np.array(rows.chances.tolist(), float).reshape(len(rows), len(labels))
        classes = rows.label.map(labels.index).to_numpy(np.int64)
        return cls(rows[columns], chances, classes, labels)

    @property
    def confusion(self) -> Confusion:
        """How often each label of people was given each label."""
        return HeldOut(self.chances, self.classes).confusion

    @property
    def figures(self) -> dict[str, dict[str, float]]:
        """Figures of all texts and, by part: each label, language, length and why it was asked."""
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
        parts |= {f"asked {why}": self.rows.why == why for why in self.rows.why.dropna().unique()}
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


def head_answers(labelled: DataFrame, head: Head) -> Answers:
    """What a head says of texts whose label it knows.

    Args:
        labelled: text_hash, label, language, words, why, encoder_version, vector.
        head: Reads the vectors of one encoder.
    """
    known = labelled.where(F.col("label").isin(*head.labels))
    return Answers.of(with_chances(known, head), head.labels)


def own_answers(labelled: DataFrame, model: OwnModel, read: Read) -> Answers:
    """What a model of one's own says of texts whose label it knows.

    Args:
        labelled: text_hash, written, label, language, words, why.
        model: Reads the texts as they were written.
        read: Reads a file, on every machine.
    """
    known = labelled.where(F.col("label").isin(*model.labels))
    texts = known.drop("text").withColumnRenamed("written", "text")
    return Answers.of(with_own_chances(texts, model, read), model.labels)
