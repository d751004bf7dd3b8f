"""Topics as clusters of vectors of meaning, told apart by their words too.

Spherical K-means (Dhillon and Modha 2001) finds the clusters. Then a few rounds look at both views
of a text, its vector and its words: each text goes to the topic that is most probable by both, and
centroids and words are counted anew, as in expectation maximisation with hard labels (Nigam et al.
2000 of a naive Bayes model). docs/topics.md has what each step brings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from voxlake.topics.fit.arrays import Counts, Labels, Matrix, members, softmax, unit_rows

_SHARPNESS = 20.0
"""How much a cosine weighs: a cosine larger by 0.05 makes a topic e times as probable."""
_WORDS = 0.5
"""How much the words weigh: naive Bayes takes them for independent and is too sure of itself."""
_SMOOTHING = 0.1
_ROUNDS = 5
_MOST_STEPS = 50
_MOVING = 0.001
"""Share of the texts that still change their cluster when K-means stops."""


@dataclass(frozen=True)
class Clusters:
    """Clusters of vectors with their words.

    Attributes:
        centroids: Mean direction of each topic's texts; rows of unit length.
        texts: How many texts of the fit each topic has.
        holding: How many of them hold each term: a row for each topic.
    """

    centroids: Matrix
    texts: Matrix
    holding: Matrix

    def chances(self, counts: Counts, vectors: Matrix | None) -> Matrix:
        """Probability of each topic for each text, by its vector and its words.

        Args:
            counts: Terms of each text.
            vectors: The texts' vectors, rows of unit length.
        """
        is_held = counts.sign()
        words = is_held @ self._log_words().T + np.log(self.texts / self.texts.sum())
        return softmax(_SHARPNESS * self.closeness(counts, vectors) + _WORDS * words)

    def closeness(self, _: Counts, vectors: Matrix | None) -> Matrix:
        """Cosine of each text's vector and each centroid."""
        if vectors is None:
            raise ValueError("clusters of vectors read vectors")
        return vectors @ self.centroids.T

    @property
    def term_weights(self) -> Matrix:
        """Probability of each term in each topic, smoothed; rows sum to 1."""
        return np.asarray(np.exp(self._log_words()))

    @property
    def telling(self) -> Matrix:
        """Class-based TF-IDF of each term in each topic (Grootendorst 2022, equation 2).

        Its frequency in the topic times log(1 + A / its frequency in all), where A is the mean
        number of terms in a topic.
        """
        overall = np.maximum(self.holding.sum(axis=0), 1.0)
        mean = self.holding.sum() / len(self.holding)
        return np.asarray(self.holding * np.log1p(mean / overall))

    def numbers(self) -> dict[str, Any]:
        """The clusters as plain numbers."""
        return {
            "centroids": self.centroids,
            "texts": self.texts.astype(int),
            "holding": self.holding.astype(int),
        }

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Clusters:
        """The clusters of `numbers`."""
        return cls(
            unit_rows(numbers["centroids"]),
            np.asarray(numbers["texts"], dtype=float),
            np.asarray(numbers["holding"], dtype=float),
        )

    def _log_words(self) -> Matrix:
        smoothed = self.holding + _SMOOTHING
        return np.asarray(np.log(smoothed / smoothed.sum(axis=1, keepdims=True)))


def fit_clusters(
    counts: Counts,
    vectors: Matrix,
    topics: int,
    *,
    seeds: Sequence[int],
    guides: Sequence[Labels] = (),
) -> Clusters:
    """Find topics; those of guides come first, then the others by falling size.

    Fewer come out where fewer different vectors are. A guide's texts begin its topic, stay in it,
    and weigh in its centroid as much as all others that come to it, where these are more.

    Args:
        counts: Terms of each text.
        vectors: The texts' vectors, rows of unit length.
        topics: How many.
        seeds: Of each start of K-means; the tightest is kept.
        guides: Rows of the texts that are each guide's.
    """
    starts = [_kmeans(vectors, topics, seed, guides) for seed in seeds]
    labels = max(starts, key=lambda labels: _tightness(vectors, labels))
    is_held = counts.sign()
    for _ in range(_ROUNDS):
        clusters = _counted(is_held, vectors, _by_size(labels, len(guides)), guides)
        labels = _with_guides(clusters.chances(counts, vectors).argmax(axis=1), guides)
    return _counted(is_held, vectors, _by_size(labels, len(guides)), guides)


def _kmeans(vectors: Matrix, topics: int, seed: int, guides: Sequence[Labels]) -> Labels:
    """Spherical K-means from one K-means++ start, beside the guides' centroids."""
    centroids = _first_centroids(vectors, topics, np.random.default_rng(seed), guides)
    labels = _with_guides((vectors @ centroids.T).argmax(axis=1), guides)
    for _ in range(_MOST_STEPS):
        sums = _sums(vectors, labels, len(centroids), guides)
        has_texts = sums.any(axis=1, keepdims=True)
        centroids = np.where(has_texts, unit_rows(sums), centroids)
        before = labels
        labels = _with_guides((vectors @ centroids.T).argmax(axis=1), guides)
        if np.mean(labels != before) < _MOVING:
            break
    return labels


def _first_centroids(
    vectors: Matrix, topics: int, draw: np.random.Generator, guides: Sequence[Labels]
) -> Matrix:
    """K-means++ (Arthur and Vassilvitskii 2007): each far from those before, the best of a few."""
    chosen = [unit_rows(vectors[rows].sum(axis=0, keepdims=True))[0] for rows in guides]
    if not chosen:
        chosen = [vectors[draw.integers(len(vectors))]]
    far = np.min([1 - vectors @ centroid for centroid in chosen], axis=0).clip(0)
    trials = 2 + int(np.log(topics))
    while len(chosen) < topics and far.sum() > 0:
        tried = draw.choice(len(vectors), trials, p=far / far.sum())
        left = [np.minimum(far, (1 - vectors @ vectors[row]).clip(0)) for row in tried]
        best = int(np.argmin([rest.sum() for rest in left]))
        chosen.append(vectors[tried[best]])
        far = left[best]
    return np.array(chosen)


def _sums(vectors: Matrix, labels: Labels, topics: int, guides: Sequence[Labels]) -> Matrix:
    """Sum of the vectors of each topic's texts; a guide's own are half of it, where they are less.

    A guide of few texts would else be drawn to a large subject beside it.
    """
    weights = np.ones(len(labels))
    for topic, rows in enumerate(guides):
        others = np.count_nonzero(labels == topic) - len(rows)
        weights[rows] = max(1.0, others / len(rows))
    return np.asarray(members(labels, topics) @ (weights[:, None] * vectors))


def _with_guides(labels: Labels, guides: Sequence[Labels]) -> Labels:
    for topic, rows in enumerate(guides):
        labels[rows] = topic
    return labels


def _tightness(vectors: Matrix, labels: Labels) -> float:
    """Sum of the cosines of texts and their centroids: the length of each topic's sum."""
    sums = members(labels, int(labels.max()) + 1) @ vectors
    return float(np.linalg.norm(sums, axis=1).sum())


def _by_size(labels: Labels, guides: int) -> Labels:
    """Topics without a text left out; guides first, the others by falling size."""
    sizes = np.bincount(labels)
    found = [topic for topic in np.argsort(-sizes, kind="stable") if topic >= guides]
    order = [*range(guides), *(topic for topic in found if sizes[topic])]
    places = np.zeros(len(sizes), dtype=np.int64)
    places[order] = np.arange(len(order))
    return places[labels]


def _counted(
    is_held: Counts, vectors: Matrix, labels: Labels, guides: Sequence[Labels]
) -> Clusters:
    topics = members(labels, int(labels.max()) + 1)
    texts = np.asarray(topics.sum(axis=1)).ravel()
    sums = _sums(vectors, labels, topics.shape[0], guides)
    return Clusters(unit_rows(sums), texts, (topics @ is_held).toarray())
