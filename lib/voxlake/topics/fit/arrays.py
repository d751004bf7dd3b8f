"""What the methods share: rows of unit length, probabilities out of scores, one thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]
Counts: TypeAlias = Any
"""How often each term of a vocabulary stands in each text, one row a text; sparse, of scipy."""

_TINY = 1e-12


def unit_rows(rows: Any) -> Matrix:  # noqa: ANN401  (whatever numpy makes a matrix of)
    """The rows at length 1; those of nothing but zeros stay so."""
    dense = np.asarray(rows, dtype=np.float64)
    lengths = np.linalg.norm(dense, axis=1, keepdims=True)
    return np.divide(dense, lengths, out=np.zeros_like(dense), where=lengths > _TINY)


def shares(rows: Matrix) -> Matrix:
    """The rows, of numbers that are not negative, with the sum 1; those of zeros stay so."""
    sums = rows.sum(axis=1, keepdims=True)
    return np.divide(rows, sums, out=np.zeros_like(rows), where=sums > _TINY)


def softmax(scores: Matrix) -> Matrix:
    """Probabilities out of scores that are logarithms up to a number for each row."""
    likely = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(likely / likely.sum(axis=1, keepdims=True))


def members(labels: Labels, topics: int) -> Counts:
    """A row for each topic with a 1 at the place of each of its texts."""
    places = np.arange(len(labels))
    return csr_matrix((np.ones(len(labels)), (labels, places)), shape=(topics, len(labels)))


def unlike(topics: Matrix, guides: Matrix) -> list[int]:
    """Places of the topics that are left when each guide has taken the one that is most like it.

    Args:
        topics: Weight of each term in each topic.
        guides: The same of what is to stand for one of them each.
    """
    alike = unit_rows(guides) @ unit_rows(topics).T
    for row in alike:
        if alike.shape[1]:
            alike[:, int(row.argmax())] = -np.inf
    return [int(place) for place in np.flatnonzero(np.isfinite(alike[0]))]


@contextmanager
def on_one_thread() -> Iterator[None]:
    """Sums over several threads come out a little different with each number of them."""
    with threadpool_limits(1):
        yield
