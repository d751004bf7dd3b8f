"""What the topics of a fitted model are: their terms in words that people wrote, and rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations_with_replacement
from math import log
from statistics import fmean

import numpy as np
from pyspark.sql import DataFrame

from voxlake.spark.frames import frame_of
from voxlake.tables import TOPIC_TERMS, TOPICS
from voxlake.topics.coherence import DocumentCounts, npmi, umass
from voxlake.topics.fit.arrays import Counts, Labels, Matrix
from voxlake.topics.model import Part
from voxlake.topics.names.labels import label
from voxlake.topics.settings import TopicSettings
from voxlake.topics.texts import Sample
from voxlake.topics.window import Window
from voxlake.topics.words.common import common_terms

_PROBABILITY_SHARE = 0.6  # lambda, as Sievert and Shirley chose it
_COHERENT_TERMS = 10  # whose coherence is measured, as in the papers


@dataclass(frozen=True)
class Term:
    """A leading term: its most frequent surface form, what is counted, probability and lift."""

    term: str
    stem: str
    weight: float
    lift: float

    @property
    def relevance(self) -> float:
        """How well the term tells its topic: lambda log(probability) + (1 - lambda) log(lift).

        Sievert and Shirley, LDAvis: A Method for Visualizing and Interpreting Topics, 2014.
        """
        return _PROBABILITY_SHARE * log(self.weight) + (1 - _PROBABILITY_SHARE) * log(self.lift)


@dataclass(frozen=True)
class Topic:
    """A topic with its share of the texts and its leading terms, the most telling first."""

    topic_id: int
    weight: float
    coherence: float
    terms: Sequence[Term]
    method: str = ""
    coherence_npmi: float = 0.0
    language: str | None = None
    is_guided: bool = False
    clear_share: float = 1.0
    guide: str | None = None

    @property
    def title(self) -> str:
        """The phrases and words that tell it best, for people to read."""
        return label(self.terms)


def describe_topics(
    part: Part, sample: Sample, counts: Counts, labels: Labels, settings: TopicSettings
) -> list[Topic]:
    """The topics of a part of a model, in its order.

    Args:
        part: The part.
        sample: The texts that tell what its topics are.
        counts: Their terms.
        labels: The place of the topic of each.
        settings: How many terms lead.
    """
    weights = part.reader.term_weights
    sizes = np.bincount(labels, minlength=len(weights)) / max(1, len(labels))
    overall = sizes @ weights
    is_common = common_terms(counts, labels, settings.common_share)
    telling = np.where(is_common, 0.0, part.reader.telling)
    leading = _leading(telling, counts, settings.leading_terms)
    held = _holding(counts, leading)
    forms = _surface_forms(sample, {part.vocabulary[i] for terms in leading for i in terms})
    topics = []
    for place, terms in enumerate(leading):
        coherent = [str(i) for i in terms[:_COHERENT_TERMS]]
        found = []
        for i in terms:
            stem, weight = part.vocabulary[i], weights[place, i]
            found.append(Term(forms[stem], stem, float(weight), float(weight / overall[i])))
        topics.append(
            Topic(
                part.topic_ids[place],
                float(sizes[place]),
                umass(coherent, held),
                found,
                part.method,
                npmi(coherent, held) if len(coherent) > 1 else 0.0,
                part.language,
                is_guided=place < part.guides,
            )
        )
    return topics


def mean_npmi(telling: Matrix, counts: Counts) -> float:
    """Mean NPMI coherence of topics by the terms that tell them best, -1 to 1."""
    leading = [terms for terms in _leading(telling, counts, _COHERENT_TERMS) if len(terms) > 1]
    held = _holding(counts, leading)
    return fmean(npmi([str(i) for i in terms], held) for terms in leading) if leading else -1.0


def topic_rows(
    topics: Sequence[Topic], version: str, window: Window | None, like: DataFrame
) -> DataFrame:
    """Rows of TOPICS, in the session of a frame."""
    days = (window.first, window.last) if window else (None, None)
    rows = [
        (
            version,
            t.topic_id,
            t.title,
            t.weight,
            t.coherence,
            *days,
            t.method,
            t.coherence_npmi,
            t.language,
            t.is_guided,
            t.clear_share,
            t.guide,
        )
        for t in topics
    ]
    return frame_of(like.sparkSession, rows, TOPICS.schema)


def term_rows(topics: Sequence[Topic], version: str, like: DataFrame) -> DataFrame:
    """Rows of TOPIC_TERMS, in the session of a frame."""
    rows = [
        (version, topic.topic_id, rank, term.term, term.stem, term.weight, term.lift)
        for topic in topics
        for rank, term in enumerate(topic.terms, start=1)
    ]
    return frame_of(like.sparkSession, rows, TOPIC_TERMS.schema)


def _leading(telling: Matrix, counts: Counts, most: int) -> list[list[int]]:
    """The terms that tell each topic best, of those that stand in a text and tell it at all."""
    is_held = counts.getnnz(axis=0) > 0
    return [
        [int(i) for i in np.argsort(-row, kind="stable") if row[i] > 0 and is_held[i]][:most]
        for row in telling
    ]


def _holding(counts: Counts, leading: Sequence[Sequence[int]]) -> DocumentCounts:
    """In how many texts the leading terms of each topic stand, alone and two together."""
    is_held = counts.sign().tocsc()
    pairs = {}
    for terms in leading:
        own = is_held[:, terms[:_COHERENT_TERMS]]
        together = (own.T @ own).toarray()
        for a, b in combinations_with_replacement(range(together.shape[0]), 2):
            one, other = str(terms[a]), str(terms[b])
            pairs[min(one, other), max(one, other)] = int(together[a, b])
    return DocumentCounts(counts.shape[0], pairs)


def _surface_forms(sample: Sample, stems: set[str]) -> dict[str, str]:
    """The most frequent form of each of these; the first in the alphabet among equals."""
    used: dict[str, Counter[str]] = {stem: Counter() for stem in stems}
    for terms, forms in zip(sample.terms, sample.forms, strict=True):
        for term, form in zip(terms, forms, strict=True):
            if term in used:
                used[term][form] += 1
    return {stem: min(found, key=lambda form: (-found[form], form)) for stem, found in used.items()}
