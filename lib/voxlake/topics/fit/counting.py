"""Counts the terms of texts that lie on the driver, or of a batch of them on an executor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from scipy.sparse import csr_matrix

from voxlake.topics.fit.arrays import Counts
from voxlake.topics.settings import TopicSettings

Terms = Sequence[str]


def vocabulary_of(texts: Sequence[Terms], settings: TopicSettings) -> list[str]:
    """Terms to count, those in most texts first, and of equal ones in the order of the alphabet."""
    holding = Counter(term for terms in texts for term in set(terms))
    most = settings.max_document_share * len(texts)
    kept = [term for term, held in holding.items() if settings.min_documents <= held <= most]
    return sorted(kept, key=lambda term: (-holding[term], term))[: settings.vocabulary_size]


def places_of(vocabulary: Iterable[str]) -> dict[str, int]:
    """The column of each term."""
    return {term: place for place, term in enumerate(vocabulary)}


def count_terms(texts: Sequence[Terms], places: Mapping[str, int]) -> Counts:
    """How often each term of a vocabulary stands in each text: a row a text, in their order."""
    known = [
        [place for term in terms if (place := places.get(term)) is not None] for terms in texts
    ]
    ends = np.cumsum([0, *map(len, known)])
    columns = np.fromiter((place for row in known for place in row), np.int64, ends[-1])
    counts = csr_matrix((np.ones(len(columns)), columns, ends), (len(texts), len(places)))
    counts.sum_duplicates()
    return counts
