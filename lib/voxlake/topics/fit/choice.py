"""Chooses the number of topics by how far apart the texts of a sample lie."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from voxlake.topics.fit.arrays import Counts, Matrix
from voxlake.topics.fit.embeddings import fit_clusters

_MOST_TEXTS = 6000
_TEXTS_OF_TOPIC = 10


def numbers_for(texts: int, numbers: Sequence[int]) -> list[int]:
    """Those numbers that leave ten texts for each topic, on average; else the smallest."""
    return [k for k in numbers if k * _TEXTS_OF_TOPIC <= texts] or [min(numbers)]


def best_number(counts: Counts, vectors: Matrix, numbers: Sequence[int], seed: int) -> int:
    """The number of topics whose texts lie apart best; of equal ones the smallest.

    Each half of the texts is clustered, and the other half tells how well: by the mean of its
    silhouettes, which texts that clusters were not fitted to do not let rise with their number.

    Args:
        counts: Terms of each text.
        vectors: Their vectors, rows of unit length.
        numbers: To choose from.
        seed: Of the starts.
    """
    some = slice(None, None, max(1, len(vectors) // _MOST_TEXTS))
    counts, vectors = counts[some], vectors[some]
    halves = [slice(0, None, 2), slice(1, None, 2)]
    found = {}
    for number in sorted(numbers):
        fits = [fit_clusters(counts[h], vectors[h], number, seeds=[seed]) for h in halves]
        others = reversed(halves)
        found[number] = sum(
            silhouette(fit.closeness(counts[h], vectors[h]))
            for fit, h in zip(fits, others, strict=True)
        )
    return max(found, key=lambda number: found[number])


def silhouette(closeness: Matrix) -> float:
    """Mean simplified silhouette of texts by their cosines to centroids, 0 to 1.

    (b - a) / b with a the distance to the nearest centroid and b to the next (Hruschka, de Castro
    and Campello 2004); 0 with one centroid.
    """
    if closeness.shape[1] == 1 or not len(closeness):
        return 0.0
    nearest = 1 - np.sort(closeness, axis=1)[:, :-3:-1]
    own, other = nearest[:, 0], nearest[:, 1]
    apart = np.divide(other - own, other, out=np.zeros_like(own), where=other > 0)
    return float(apart.mean())
