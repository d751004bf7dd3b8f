"""Hashtags for a text: by those that stand in it already, and by the texts that mean the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from voxlake.recommend.hashtags.index import Floats, HashtagIndex, rows_of
from voxlake.recommend.hashtags.settings import SuggestSettings
from voxlake.text.handles import fold_name
from voxlake.topics.fit.arrays import unit_rows
from voxlake.topics.words.scan import tokens_of

_DIGITS = 9
"""Sums of the same numbers differ behind it by the order in which they are added up."""


@dataclass(frozen=True)
class Suggestion:
    """A hashtag for a text.

    Attributes:
        hashtag: In one form, without #.
        score: 0 to 1; the others' weighted mean.
        beside: How probable it is beside the hashtags of the text; of none, its share of posts.
        near: The share of the nearest texts that have it, by nearness; 0 without a vector.
    """

    hashtag: str
    score: float
    beside: float
    near: float


def hashtags_in(text: str) -> list[str]:
    """The different hashtags of a text in one form, in order."""
    tokens = tokens_of(text.replace("\uff03", "#"))
    tags = (fold_name(token[1:]) for token in tokens if token.startswith("#"))
    return [*dict.fromkeys(tag for tag in tags if tag)]


def without_hashtags(text: str) -> str:
    """The text whose vector is compared: its hashtags count by what stands beside them."""
    plain = text.replace("\uff03", "#")
    found = {token for token in tokens_of(plain) if token.startswith("#") and len(token) > 1}
    longest_first = sorted(found, key=lambda token: (-len(token), token))
    for token in longest_first:
        plain = plain.replace(token, " ")
    return " ".join(plain.split())


def suggest(
    text: str,
    index: HashtagIndex,
    settings: SuggestSettings,
    vector: Sequence[float] | None = None,
) -> list[Suggestion]:
    """The hashtags that go best with a text, none that it has already; the best first.

    With given hashtags a, each weighed by how much it tells, w_a = ln((N + 1) / n_a) (Sparck Jones
    1972, "A statistical interpretation of term specificity", Journal of Documentation 28):

        beside(b) = sum of w_a P(b | a) / sum of w_a
        P(b | a)  = (n_ab + s n_b / N) / (n_a + s)

    that is smoothed by a Dirichlet prior (MacKay and Peto 1995, "A hierarchical Dirichlet language
    model", Natural Language Engineering 1). With the k texts of the largest cosine c:

        near(b)   = sum of c over those with b / sum of c

    (nearest neighbours weighed by closeness: Dudani 1976, IEEE Transactions on Systems, Man, and
    Cybernetics 6). The score is weight · beside + (1 - weight) · near. A text without hashtags that
    are known has the share of each in all posts instead of beside; one without a vector has beside
    alone. Equal scores are in the order of the alphabet.

    Args:
        text: What is written; may be empty.
        index: What is known.
        settings: s, k, the weight, and how many.
        vector: Of `without_hashtags(text)`, by the index's encoder; None: there is none.
    """
    given = hashtags_in(text)
    row = rows_of([given], index.place)
    beside = beside_given(row, index, settings.smoothing)[0]
    vectors = None if vector is None else np.array([vector], float)
    near = nearest(vectors, index, settings.neighbours)
    score = np.round(together(beside, None if near is None else near[0], settings.beside), _DIGITS)
    taken = {*row.indices}
    order = [n for n in np.argsort(-score, kind="stable") if n not in taken and score[n] > 0]
    shares = np.zeros(len(score)) if near is None else near[0]
    return [
        Suggestion(index.hashtags[n], float(score[n]), float(beside[n]), float(shares[n]))
        for n in order[: settings.most]
    ]


def together(beside: Floats, near: Floats | None, weight: float) -> Floats:
    """The score of each hashtag."""
    return beside if near is None else weight * beside + (1 - weight) * near


def beside_given(given: sparse.csr_matrix, index: HashtagIndex, smoothing: float) -> Floats:
    """How probable each hashtag is beside those that are given, for each row.

    Args:
        given: 1 where a text (row) has a hashtag (column).
        index: What is known.
        smoothing: s of `suggest`.
    """
    weighed = given.multiply(np.log((index.post_count + 1) / index.posts)).tocsr()
    of_each = sparse.diags(1 / (index.posts + smoothing))
    seen = (weighed @ of_each @ index.pairs).toarray()
    usual = np.outer((weighed @ of_each).sum(axis=1) * smoothing, index.shares)
    weights = np.asarray(weighed.sum(axis=1))
    told = np.divide(seen + usual, weights, out=np.zeros_like(seen), where=weights > 0)
    return np.where(weights > 0, told, index.shares)


def nearest(vectors: Floats | None, index: HashtagIndex, neighbours: int) -> Floats | None:
    """The share of the nearest texts that have each hashtag, for each vector.

    Args:
        vectors: By the index's encoder.
        index: What is known.
        neighbours: How many texts are near.

    Returns:
        None where there are no vectors, or no texts to compare.
    """
    if vectors is None or not len(index.vectors):
        return None
    cosines = unit_rows(vectors) @ index.vectors.T
    closest = np.argsort(-np.round(cosines, _DIGITS), axis=1, kind="stable")[:, :neighbours]
    rows = np.arange(len(cosines))[:, None]
    kept = np.zeros_like(cosines)
    kept[rows, closest] = np.maximum(cosines[rows, closest], 0)
    total = kept.sum(axis=1, keepdims=True)
    shares = np.divide(kept, total, out=kept, where=total > 0)
    return np.asarray(shares @ index.of_texts)
