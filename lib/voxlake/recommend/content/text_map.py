"""Learns which factors posts have by what they say, where that can be told at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from voxlake.recommend.content.model import Matrix, TextMap
from voxlake.topics.fit.arrays import on_one_thread, unit_rows

_PENALTIES = (0.1, 1.0, 10.0, 100.0)
_HELD_OUT = 5  # every fifth text
_LEAST_TOLD = 0.02  # a heavy penalty tells a little less than this of noise
LEAST_TEXTS = 50


@dataclass(frozen=True)
class LearntMap:
    """A map and the share of the variance of held-out factors that it tells.

    Attributes:
        text_map: None where it tells next to nothing, or there are too few texts.
        told: At most 1; below 0 it is worse than the mean. None where nothing was tried.
    """

    text_map: TextMap | None
    told: float | None


def learn_map(vectors: Matrix, factors: Matrix, encoder_version: str) -> LearntMap:
    """Ridge regression of factors on vectors, its penalty chosen by every fifth text.

    Args:
        vectors: A row for each text, in an order that does not change and has no meaning.
        factors: The factors of the post of each text.
        encoder_version: Whose vectors.
    """
    if len(vectors) < LEAST_TEXTS:
        return LearntMap(None, None)
    rows = unit_rows(vectors)
    is_held = np.arange(len(rows)) % _HELD_OUT == 0
    with on_one_thread():
        told = {
            penalty: _told(rows, factors, is_held, penalty, encoder_version)
            for penalty in _PENALTIES
        }
        best = max(told, key=lambda penalty: (told[penalty], penalty))
        if told[best] < _LEAST_TOLD:
            return LearntMap(None, told[best])
        return LearntMap(_ridge(rows, factors, best, encoder_version), told[best])


def _told(
    rows: Matrix, factors: Matrix, is_held: Matrix, penalty: float, encoder_version: str
) -> float:
    """R² over all factors of the texts that are held out; 0 where they do not differ."""
    learnt = _ridge(rows[~is_held], factors[~is_held], penalty, encoder_version)
    held = factors[is_held]
    spread = float(((held - learnt.intercept) ** 2).sum())
    left = float(((held - learnt.factors(rows[is_held])) ** 2).sum())
    return round(1 - left / spread, 6) if spread > 0 else 0.0


def _ridge(rows: Matrix, factors: Matrix, penalty: float, encoder_version: str) -> TextMap:
    centre, intercept = rows.mean(axis=0), factors.mean(axis=0)
    apart = rows - centre
    left = apart.T @ apart + penalty * np.eye(rows.shape[1])
    weights = np.linalg.solve(left, apart.T @ (factors - intercept))
    return TextMap(encoder_version, intercept, centre, np.asarray(weights))
