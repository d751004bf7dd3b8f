"""Topics by latent Dirichlet allocation: what a fit keeps, and a text's topics by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import digamma

from voxlake.topics.fit.arrays import Counts, Labels, Matrix, shares, unlike

_STEPS = 100
_CHANGE = 1e-3
"""Mean change of a text's topics at which it is done, as in Spark ML."""
_TINY = 1e-100
_AT_ONCE = 4096
_GUIDED_ROUNDS = 20


@dataclass(frozen=True)
class Dirichlet:
    """A fitted LDA model.

    Attributes:
        expected: Parameters of each topic's distribution of terms (lambda): a row a topic.
        alpha: Prior of a text's topics, one value for each topic.
    """

    expected: Matrix
    alpha: Matrix

    def chances(self, counts: Counts, _: Matrix | None = None) -> Matrix:
        """Share of each topic in each text; zeros where it has no known term.

        Variational inference of one text at a time (Hoffman, Blei and Bach 2010, algorithm 2, the
        E step), from the same point for every text, so that no other text has a part in it.
        """
        parts = [
            _infer(counts[start : start + _AT_ONCE], self.expected, self.alpha)[0]
            for start in range(0, counts.shape[0], _AT_ONCE)
        ]
        gamma = np.concatenate(parts) if parts else np.zeros((0, len(self.alpha)))
        return np.where(counts.getnnz(axis=1)[:, None] > 0, shares(gamma), 0.0)

    def closeness(self, counts: Counts, _: Matrix | None = None) -> Matrix:
        """How near a text is to a topic: the topic's share in it."""
        return self.chances(counts)

    @property
    def term_weights(self) -> Matrix:
        """Probability of each term in each topic; rows sum to 1."""
        return shares(self.expected)

    @property
    def telling(self) -> Matrix:
        """How well each term tells each topic: its probability there."""
        return self.term_weights

    def numbers(self) -> dict[str, Any]:
        """The model as plain numbers."""
        return {"expected": self.expected, "alpha": self.alpha}

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Dirichlet:
        """The model of `numbers`."""
        return cls(
            np.asarray(numbers["expected"], dtype=float), np.asarray(numbers["alpha"], dtype=float)
        )


def by_weight(model: Dirichlet, guides: int = 0) -> Dirichlet:
    """The same topics: guides first, then the others by falling weight."""
    found = [t for t in np.argsort(-model.expected.sum(axis=1), kind="stable") if t >= guides]
    order = [*range(guides), *found]
    return Dirichlet(model.expected[order], model.alpha[order])


def guided(
    model: Dirichlet, counts: Counts, guides: Sequence[Labels], concentration: float
) -> Dirichlet:
    """Topics of guides in the place of the model's that are like them, all fitted again together.

    The terms of a guide's texts are the prior of its topic, as heavy as a topic is on average
    (Jagarlamudi, Daume and Udupa 2012), and its texts stay in it: batch variational Bayes.

    Args:
        model: A model without guides.
        counts: Terms of the sampled texts.
        guides: Rows of the texts that are each guide's.
        concentration: Prior of the other topics' terms (eta).
    """
    mean = counts.sum() / len(model.alpha)
    own = np.array([np.asarray(counts[rows].sum(axis=0)).ravel() for rows in guides])
    kept = unlike(model.expected, own)
    prior = np.full((len(guides) + len(kept), counts.shape[1]), concentration)
    prior[: len(guides)] += mean * shares(own)
    expected = np.vstack([prior[: len(guides)], model.expected[kept]])
    alpha = np.full(len(expected), model.alpha.mean())
    fixed = np.full(counts.shape[0], -1)
    for topic, rows in enumerate(guides):
        fixed[rows] = topic
    for _ in range(_GUIDED_ROUNDS):
        expected = prior + _infer(counts, expected, alpha, fixed)[1]
    return by_weight(Dirichlet(expected, alpha), len(guides))


def _infer(
    counts: Counts, expected: Matrix, alpha: Matrix, fixed: Labels | None = None
) -> tuple[Matrix, Matrix]:
    """Parameters of each text's distribution of topics, and how often each topic has each term.

    Args:
        counts: Terms of each text.
        expected: Parameters of each topic's distribution of terms.
        alpha: Prior of a text's topics.
        fixed: The only topic of a text, or -1.
    """
    words = np.exp(digamma(expected) - digamma(expected.sum(axis=1, keepdims=True)))
    counts = counts.tocsr()
    texts = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
    places = np.arange(len(texts))
    ones, shape = np.ones(len(texts)), (counts.shape[0], len(texts))
    of_text = csr_matrix((ones, places, counts.indptr), shape)
    likely = words.T[counts.indices]
    gamma = np.ones((counts.shape[0], len(alpha)))
    is_open = np.ones(len(gamma), dtype=bool)
    weights = _topic_weights(gamma, fixed)
    for _ in range(_STEPS):
        norm = np.einsum("ij,ij->i", weights[texts], likely) + _TINY
        found = alpha + weights * (of_text @ (likely * (counts.data / norm)[:, None]))
        change = np.abs(found - gamma).mean(axis=1)
        gamma = np.where(is_open[:, None], found, gamma)
        weights = _topic_weights(gamma, fixed)
        is_open &= change > _CHANGE
        if not is_open.any():
            break
    norm = np.einsum("ij,ij->i", weights[texts], likely) + _TINY
    shared = weights[texts] * likely * (counts.data / norm)[:, None]
    of_term = csr_matrix((ones, (counts.indices, places)), (counts.shape[1], len(texts)))
    return gamma, (of_term @ shared).T


def _topic_weights(gamma: Matrix, fixed: Labels | None) -> Matrix:
    """Exp E[log theta] of each text; of a text with one topic, that topic alone."""
    weights = np.exp(digamma(gamma) - digamma(gamma.sum(axis=1, keepdims=True)))
    if fixed is not None:
        has_one = fixed >= 0
        weights[has_one] = np.eye(gamma.shape[1])[fixed[has_one]]
    return np.asarray(weights)
