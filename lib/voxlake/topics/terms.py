"""What the topics of a fitted model are: their terms in words that people wrote, and rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.spark.frames import frame_of
from voxlake.tables import TOPIC_TERMS, TOPICS
from voxlake.topics.lda import LdaFit
from voxlake.topics.tokens import STEMS, WORDS
from voxlake.topics.window import Window

_TITLE_TERMS = 4
_PROBABILITY_SHARE = 0.6  # lambda, as Sievert and Shirley chose it


@dataclass(frozen=True)
class Term:
    """A leading term: its most frequent surface form, stem, probability and lift."""

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
    """A topic with its share of the words and its leading terms, the weightiest first."""

    topic_id: int
    weight: float
    coherence: float
    terms: Sequence[Term]

    @property
    def title(self) -> str:
        """The most relevant of the leading terms, for people to read."""
        relevant = sorted(self.terms, key=lambda term: -term.relevance)
        return ", ".join(term.term for term in relevant[:_TITLE_TERMS])


def describe_topics(documents: DataFrame, fit: LdaFit) -> list[Topic]:
    """The topics of a fit, by id.

    Args:
        documents: WORDS and STEMS of each document that was fitted.
        fit: The fit.
    """
    forms = _surface_forms(documents, sorted({stem for stems in fit.stems for stem in stems}))
    weights = _topic_weights(fit)
    return [
        Topic(topic_id, weights[topic_id], fit.umass[topic_id], _terms(fit, topic_id, forms))
        for topic_id in range(len(fit.stems))
    ]


def _terms(fit: LdaFit, topic_id: int, forms: Mapping[str, str]) -> list[Term]:
    stems, figures = fit.stems[topic_id], (fit.weights[topic_id], fit.lifts[topic_id])
    return [Term(forms[stem], stem, *both) for stem, *both in zip(stems, *figures, strict=True)]


def topic_rows(
    topics: Sequence[Topic], version: str, window: Window | None, like: DataFrame
) -> DataFrame:
    """Rows of TOPICS, in the session of a frame."""
    days = (window.first, window.last) if window else (None, None)
    rows = [(version, t.topic_id, t.title, t.weight, t.coherence, *days) for t in topics]
    return frame_of(like.sparkSession, rows, TOPICS.schema)


def term_rows(topics: Sequence[Topic], version: str, like: DataFrame) -> DataFrame:
    """Rows of TOPIC_TERMS, in the session of a frame."""
    rows = [
        (version, topic.topic_id, rank, term.term, term.stem, term.weight)
        for topic in topics
        for rank, term in enumerate(topic.terms, start=1)
    ]
    return frame_of(like.sparkSession, rows, TOPIC_TERMS.schema)


def _surface_forms(documents: DataFrame, stems: Sequence[str]) -> dict[str, str]:
    """The most frequent word of each of these stems; the first in the alphabet among equals."""
    session, schema = documents.sparkSession, StructType().add("stem", "string")
    leading = frame_of(session, [(stem,) for stem in stems], schema)
    used = documents.select(F.explode(F.arrays_zip(STEMS, WORDS)).alias("pair")).select(
        F.col(f"pair.{STEMS}").alias("stem"), F.col(f"pair.{WORDS}").alias("word")
    )
    frequent = (
        used.join(F.broadcast(leading), "stem", how="inner")
        .groupBy("stem", "word")
        .agg((-F.count("*")).alias("fewness"))
        .groupBy("stem")
        .agg(F.min_by("word", F.struct("fewness", "word")).alias("word"))
    )
    return {row["stem"]: row["word"] for row in frequent.collect()}


def _topic_weights(fit: LdaFit) -> list[float]:
    """Share of the words that each topic explains, as the model expects it; sums to 1."""
    explained = fit.model.topicsMatrix().toArray().sum(axis=0)
    return [float(share) for share in explained / explained.sum()]
