"""Stop words of a corpus itself: terms of so many texts of so many topics that they tell none."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

Counts: TypeAlias = Any
"""A sparse matrix of scipy."""
_FEWEST_TOPICS, _MOST_TOPICS = 4, 0.75


def common_terms(counts: Counts, labels: NDArray[np.int64], share: float) -> NDArray[np.bool_]:
    """Whether each term stands in at least that share of the texts of three topics of four.

    Such as `flight` in what is said of airlines. No term is common where there are fewer than four
    topics: one that tells two of three is worth showing.

    Args:
        counts: How often each term stands in each text: a row a text.
        labels: The topic of each text.
        share: Of the texts of a topic, 0 to 1.
    """
    topics = np.unique(labels)
    if len(topics) < _FEWEST_TOPICS:
        return np.zeros(counts.shape[1], dtype=bool)
    of_topic = csr_matrix((labels[None, :] == topics[:, None]).astype(float))
    holding = np.asarray((of_topic @ (counts > 0).astype(float)).todense())
    is_frequent = holding >= share * np.asarray(of_topic.sum(axis=1))
    return np.asarray(is_frequent.mean(axis=0) >= _MOST_TOPICS)
