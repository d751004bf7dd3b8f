"""Topics that the config names: which texts of a fit each of them begins with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer

from voxlake.topics.names.settings import Guide

_NEAREST = 20
"""Texts that an example brings, at most."""
_ALIKE = 0.6
"""Cosine of vectors from which on a text is like an example."""
_ALIKE_BY_WORDS = 0.35
"""The same of TF-IDF, where there are no vectors."""

Rows = NDArray[np.int64]
Matrix = NDArray[Any]
Reader = Callable[[str, str | None], Sequence[str]]
"""The terms that models count in a text of a language."""
Encode = Callable[[Sequence[str]], Matrix]
"""Vectors of texts by the encoder of those of the fit, rows of unit length."""


@dataclass(frozen=True)
class Seeds:
    """A guide in what models count.

    Attributes:
        name: The guide's.
        words: For each word or phrase of it the terms that a text has to hold side by side.
        examples: The terms of each of its examples.
        vectors: The vectors of its examples; None where the fit has none.
    """

    name: str
    words: tuple[frozenset[str], ...]
    examples: tuple[frozenset[str], ...] = ()
    vectors: Matrix | None = None


@dataclass(frozen=True)
class Start:
    """What guides begin with.

    Attributes:
        names: The guides that some texts speak for, in their order.
        rows: The places of the texts of each.
        lost: The guides that no text speaks for.
    """

    names: tuple[str, ...] = ()
    rows: tuple[Rows, ...] = ()
    lost: tuple[str, ...] = ()


def seeds_of(
    guides: Mapping[str, Guide], read: Reader, encode: Encode | None = None
) -> list[Seeds]:
    """The guides in what models count, in their order; words that say nothing are left out."""

    def terms(texts: Sequence[str], guide: Guide) -> tuple[frozenset[str], ...]:
        found = (frozenset(read(text, guide.language)) for text in texts)
        return tuple(dict.fromkeys(one for one in found if one))

    return [
        Seeds(
            name,
            terms(guide.words, guide),
            terms(guide.examples, guide),
            encode(guide.examples) if encode and guide.examples else None,
        )
        for name, guide in guides.items()
    ]


def start_of(
    seeds: Sequence[Seeds], texts: Sequence[Sequence[str]], vectors: Matrix | None = None
) -> Start:
    """The texts that each guide begins with.

    A text is a guide's that holds more of its words than of any other's, an example that is like
    it counting as one; a text of which that is so of two is nobody's.

    Args:
        seeds: The guides.
        texts: The terms of each text that is fitted.
        vectors: Their vectors, rows of unit length, where the fit has any.
    """
    if not seeds or not texts:
        return Start(lost=tuple(one.name for one in seeds))
    hits = np.column_stack([_holding(one, texts) + _alike(one, texts, vectors) for one in seeds])
    most = hits.max(axis=1, keepdims=True)
    is_sole = (hits == most).sum(axis=1, keepdims=True) == 1
    is_of = (hits == most) & (most > 0) & is_sole
    rows = {one.name: np.flatnonzero(is_of[:, place]) for place, one in enumerate(seeds)}
    found = {name: own for name, own in rows.items() if len(own)}
    return Start(tuple(found), tuple(found.values()), tuple(n for n in rows if n not in found))


def _holding(seeds: Seeds, texts: Sequence[Sequence[str]]) -> Rows:
    """How many of a guide's words and phrases each text holds."""
    return np.array([sum(_holds(text, words) for words in seeds.words) for text in texts])


def _holds(text: Sequence[str], words: frozenset[str]) -> bool:
    """Whether words stand in a text side by side, in any order, but for what is not counted."""
    if not words.issubset(text):
        return False
    alone = [term for term in text if " " not in term]  # phrases stand behind their words
    length = len(words)
    return any(words == {*alone[i : i + length]} for i in range(len(alone) - length + 1))


def _alike(seeds: Seeds, texts: Sequence[Sequence[str]], vectors: Matrix | None) -> Rows:
    """Of how many of a guide's examples each text is one of the nearest."""
    hits = np.zeros(len(texts), dtype=np.int64)
    if vectors is not None and seeds.vectors is not None:
        closeness, least = vectors @ seeds.vectors.T, _ALIKE
    elif seeds.examples and any(texts):
        weigher = TfidfVectorizer(analyzer=sorted, binary=True)
        weighted = weigher.fit_transform(texts)
        closeness = (weighted @ weigher.transform(seeds.examples).T).toarray()
        least = _ALIKE_BY_WORDS
    else:
        return hits
    for of_example in closeness.round(6).T:
        nearest = np.argsort(-of_example, kind="stable")[:_NEAREST]
        hits[nearest[of_example[nearest] >= least]] += 1
    return hits
