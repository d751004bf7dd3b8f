"""Heads as plain numbers, and what they say of vectors, without Spark."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from scipy.special import softmax

from voxlake.language.labels.label_sets import UNSURE

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class PlainHead:
    """A multinomial logistic regression on the vectors of one encoder.

    Attributes:
        encoder_version: Of the vectors that it reads.
        labels: What it tells, in the order of its rows.
        unsure_below: Least probability of a label that is given; below it the label is `unsure`.
        coefficients: (labels, width of a vector)
        intercepts: One a label.
    """

    encoder_version: str
    labels: tuple[str, ...]
    unsure_below: float
    coefficients: Floats
    intercepts: Floats

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Self:
        """The head of `head.head_numbers`."""
        return cls(
            numbers["encoder_version"],
            tuple(numbers["labels"]),
            numbers["unsure_below"],
            np.array(numbers["coefficients"], dtype=np.float64),
            np.array(numbers["intercepts"], dtype=np.float64),
        )

    def chances(self, vectors: npt.NDArray[np.float32]) -> Floats:
        """The probability of each label, (texts, labels)."""
        scores = vectors.astype(np.float64) @ self.coefficients.T + self.intercepts
        said: Floats = softmax(scores, axis=1)
        return said


def label_of(labels: Sequence[str], chances: Sequence[float], unsure_below: float) -> str:
    """The most probable label, the last by name of those that tie; or `unsure`."""
    chance, label = max(zip(chances, labels, strict=True))
    return UNSURE if chance < unsure_below else label


def shipped_head(name: str, text: str | None = None) -> tuple[str, dict[str, Any]]:
    """Version and numbers of a head that comes with voxlake, in use until another is trained.

    Args:
        name: What it tells, such as `sentiment`.
        text: The head's file, where `make models` put it elsewhere; None for the package's own.
    """
    shipped = files("voxlake.language.heads") / "shipped" / name / "head.json"
    text = text or shipped.read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return f"shipped-{digest}", json.loads(text)
