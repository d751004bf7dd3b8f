"""Topics as non-negative factors of TF-IDF (Lee and Seung 1999)."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import normalize

from voxlake.topics.fit.arrays import Counts, Labels, Matrix, shares, unit_rows, unlike

_ITERATIONS = 200
_SWEEPS = 30
_SMALL = 1e-4
"""Of what a guide's topic begins with beside its texts' words, so that it can take in others."""


@dataclass(frozen=True)
class Factors:
    """Factors of TF-IDF.

    Attributes:
        components: Weight of each term in each topic: a row of unit length for each topic.
        idf: Inverse document frequency of each term.
    """

    components: Matrix
    idf: Matrix

    def chances(self, counts: Counts, _: Matrix | None = None) -> Matrix:
        """Share of each topic in what the topics explain of each text.

        The least squares that are not negative, by sweeps of coordinate descent; zeros where no
        topic has a word of the text.
        """
        gram = self.components @ self.components.T
        wanted = self.closeness(counts)
        found = np.zeros_like(wanted)
        for _sweep in range(_SWEEPS):
            for topic, own in enumerate(gram):
                gradient = wanted[:, topic] - found @ own
                found[:, topic] = np.maximum(0, found[:, topic] + gradient / own[topic])
        return shares(found)

    def closeness(self, counts: Counts, _: Matrix | None = None) -> Matrix:
        """Cosine of each text's TF-IDF and each topic's terms."""
        return np.asarray(_tf_idf(counts, self.idf) @ self.components.T)

    @property
    def term_weights(self) -> Matrix:
        """Share of each term in each topic; rows sum to 1."""
        return shares(self.components)

    @property
    def telling(self) -> Matrix:
        """How well each term tells each topic: its weight."""
        return self.components

    def numbers(self) -> dict[str, Any]:
        """The factors as plain numbers."""
        return {"components": self.components, "idf": self.idf}

    @classmethod
    def of(cls, numbers: Mapping[str, Any]) -> Factors:
        """The factors of `numbers`."""
        return cls(unit_rows(numbers["components"]), np.asarray(numbers["idf"], dtype=float))


def fit_factors(
    counts: Counts, topics: int, *, seed: int, guides: Sequence[Labels] = ()
) -> Factors:
    """Find topics; those of guides come first, then the others by falling weight.

    A guide's texts begin its topic and stay in it: they have no share in another.

    Args:
        counts: Terms of each text.
        topics: How many; no more come out than terms hold apart.
        seed: Of the start.
        guides: Rows of the texts that are each guide's.
    """
    idf = _idf(counts)
    rows = _tf_idf(counts, idf)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        start = NMF(
            min(topics, *rows.shape), init="nndsvda", max_iter=_ITERATIONS, random_state=seed
        )
        shares_of_texts = start.fit_transform(rows)
        components = start.components_
        if guides:
            shares_of_texts, components = _guided(rows, shares_of_texts, components, guides)
    weights = np.linalg.norm(components, axis=1) * shares_of_texts.sum(axis=0)
    found = [t for t in np.argsort(-weights, kind="stable") if t >= len(guides) and weights[t] > 0]
    return Factors(unit_rows(components)[[*range(len(guides)), *found]], idf)


def _guided(
    rows: Counts, texts: Matrix, components: Matrix, guides: Sequence[Labels]
) -> tuple[Matrix, Matrix]:
    """The factors again, from a start that has the guides' topics in the place of those like them.

    Multiplicative updates leave a zero as it is, and so a guide's texts in their topic.
    """
    own = np.array([np.asarray(rows[guide].mean(axis=0)).ravel() for guide in guides])
    kept = unlike(components, own)
    begun = np.vstack([own + _SMALL * own.max(), components[kept]])
    shared = np.hstack([np.asarray(rows @ own.T) + _SMALL, texts[:, kept] + _SMALL])
    for topic, guide in enumerate(guides):
        shared[guide] = 0.0
        shared[guide, topic] = 1.0
    model = NMF(len(begun), init="custom", solver="mu", max_iter=_ITERATIONS)
    found = model.fit_transform(rows, W=shared, H=begun)
    return found, model.components_


def _idf(counts: Counts) -> Matrix:
    texts = counts.shape[0]
    holding = np.asarray(counts.sign().sum(axis=0)).ravel()
    return np.asarray(np.log((1 + texts) / (1 + holding)) + 1)


def _tf_idf(counts: Counts, idf: Matrix) -> Counts:
    return csr_matrix(normalize(counts @ diags(idf)))
