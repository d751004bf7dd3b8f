"""A fitted content model as plain numbers; the factors of items lie in `content_factors`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.topics.fit.arrays import unit_rows

Matrix = NDArray[np.float64]
_DIGITS = 8


@dataclass(frozen=True)
class TextMap:
    """Which factors a post has by what it says: ridge regression on vectors of texts.

    Gantner, Drumond, Freudenthaler, Rendle and Schmidt-Thieme (2010), "Learning attribute-to-
    feature mappings for cold-start recommendations", ICDM.

    Attributes:
        encoder_version: Whose vectors.
        intercept: Mean factors, one a factor.
        centre: Mean vector of the texts.
        weights: A row for each number of a vector, a column for each factor.
    """

    encoder_version: str
    intercept: Matrix
    centre: Matrix
    weights: Matrix

    def factors(self, vectors: Matrix) -> Matrix:
        """Factors of texts, a row each, by their vectors, of any length above 0."""
        return np.asarray(self.intercept + (unit_rows(vectors) - self.centre) @ self.weights)


@dataclass(frozen=True)
class ContentModel:
    """What folds users in and enters new posts; all of it is small.

    Attributes:
        mode: implicit or explicit.
        rank: Number of factors.
        regularisation: λ.
        alpha: How much surer an action of weight 1 makes, in implicit mode.
        mean: Mean rating, which scores are told from; 0 in implicit mode.
        gram: Y'Y over all items, rank x rank.
        centres: Directions of groups of items, a row of length 1 each.
        text_map: For new posts; None where texts tell nothing of factors.
    """

    mode: str
    rank: int
    regularisation: float
    alpha: float
    mean: float
    gram: Matrix
    centres: Matrix
    text_map: TextMap | None

    def nearest_clusters(self, user: Matrix, count: int) -> list[int]:
        """The groups whose direction suits a user most, the best first; ties by number."""
        suits = np.round(self.centres @ user, _DIGITS)
        return [int(i) for i in np.argsort(-suits, kind="stable")[:count]]

    def clusters_of(self, items: Matrix) -> NDArray[np.int64]:
        """The group of each item, a row of factors each; of zeros the first."""
        return np.asarray((np.round(unit_rows(items) @ self.centres.T, _DIGITS)).argmax(axis=1))

    def numbers(self) -> dict[str, Any]:
        """The model as plain texts, numbers and lists, which `of` reads."""
        texts = self.text_map
        return {
            "mode": self.mode,
            "rank": self.rank,
            "regularisation": self.regularisation,
            "alpha": self.alpha,
            "mean": self.mean,
            "gram": _listed(self.gram),
            "centres": _listed(self.centres),
            "text_map": None
            if texts is None
            else {
                "encoder_version": texts.encoder_version,
                "intercept": _listed(texts.intercept),
                "centre": _listed(texts.centre),
                "weights": _listed(texts.weights),
            },
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> ContentModel:
        """The model of `numbers`."""
        texts = numbers["text_map"]
        return cls(
            mode=numbers["mode"],
            rank=numbers["rank"],
            regularisation=numbers["regularisation"],
            alpha=numbers["alpha"],
            mean=numbers["mean"],
            gram=np.array(numbers["gram"], float),
            centres=np.array(numbers["centres"], float),
            text_map=None
            if texts is None
            else TextMap(
                texts["encoder_version"],
                *(np.array(texts[name], float) for name in ("intercept", "centre", "weights")),
            ),
        )


def _listed(numbers: Matrix) -> Any:  # noqa: ANN401  (lists of any depth)
    return np.round(numbers, _DIGITS).tolist()
