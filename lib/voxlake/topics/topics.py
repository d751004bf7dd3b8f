"""Topics of posts: one model of all kinds of texts, whichever method finds them."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from pyspark.sql import DataFrame

from voxlake.core.errors import TooLittleDataError
from voxlake.topics.fit.arrays import Labels
from voxlake.topics.fit.fit import FittedPart, fit_part
from voxlake.topics.model import TopicModel
from voxlake.topics.settings import EMBEDDINGS, TopicSettings
from voxlake.topics.terms import Topic
from voxlake.topics.texts import Sample, count_texts, draw_sample, drawn_texts
from voxlake.topics.words.phrases import find_phrases
from voxlake.topics.words.spelling import usual_spellings

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class FittedTopics:
    """A model, what its topics are, and how good they are."""

    model: TopicModel
    topics: Sequence[Topic]
    metrics: Mapping[str, float]

    def renumbered(self, ids: Mapping[int, int]) -> FittedTopics:
        """The same topics under other ids, by the old ones."""
        topics = [replace(topic, topic_id=ids[topic.topic_id]) for topic in self.topics]
        return replace(self, model=self.model.renumbered(ids), topics=topics)

    def guided_by(self, guides: Mapping[int, str], lost: Collection[int]) -> list[Topic]:
        """The topics with the names of their guides, and those of guides without a text.

        Args:
            guides: The guide of each id that one names.
            lost: The ids of those without a text.
        """
        empty = [
            Topic(topic, 0.0, 0.0, (), self.topics[0].method, is_guided=True, clear_share=0.0)
            for topic in lost
        ]
        every = [*self.topics, *empty]
        return [replace(topic, guide=guides.get(topic.topic_id)) for topic in every]


def draw_samples(posts: DataFrame, meanings: DataFrame, settings: TopicSettings) -> list[Sample]:
    """The texts that topics are found in: of languages that models read, then of each other one.

    Args:
        posts: With `language` and `unread_language`.
        meanings: Rows of `text_meanings` of their days.
        settings: The method, and how many texts the driver may hold of each.
    """
    counts = count_texts(posts)
    looked_at = drawn_texts(posts, sum(counts.values()), settings.phrase_texts)
    phrases = find_phrases(looked_at, settings)
    others = sorted(
        (-count, language)
        for language, count in counts.items()
        if language is not None and count >= settings.min_language_texts
    )
    samples = [draw_sample(posts, meanings, None, counts.get(None, 0), settings, phrases=phrases)]
    if settings.method != EMBEDDINGS and not samples[0].hashes:
        samples = [draw_sample(posts, None, None, counts.get(None, 0), settings, phrases=phrases)]
    return samples + [
        draw_sample(posts, None, language, -fewer, settings, phrases=phrases)
        for fewer, language in others
    ]


def fit_topics(
    posts: DataFrame,
    samples: Sequence[Sample],
    settings: TopicSettings,
    guides: Sequence[Labels] = (),
) -> FittedTopics:
    """Fit topics to samples, the first of languages that models read, each other of one language.

    The same posts give the same model, whatever their order, files and copies. Ids count from 0,
    those of guides first.

    Args:
        posts: All posts of the fit, which only `lda` reads.
        samples: As `draw_samples` gives them.
        settings: How.
        guides: Rows of the first sample's texts that begin a topic each, and stay in it.

    Raises:
        TooLittleDataError: There are fewer texts, or fewer words to count, than topics.
    """
    fitted: list[FittedPart] = []
    population: list[int] = []
    lacking = None
    for sample in samples:
        try:
            found = fit_part(sample, posts, settings, guides if sample.language is None else ())
        except TooLittleDataError as error:
            _log.info(
                "no topics of texts in %s: %s", sample.language or "the languages read", error
            )
            lacking = lacking or error
            continue
        fitted.append(found)
        population.append(sample.population)
    if not fitted:
        raise lacking or TooLittleDataError("There are no posts to find topics in.")
    texts = drawn_texts(posts, sum(sample.population for sample in samples), settings.sample_texts)
    return _spelled(_joined(fitted, population, samples[0].phrases), texts, settings)


def _spelled(fitted: FittedTopics, texts: DataFrame, settings: TopicSettings) -> FittedTopics:
    """The same with terms as they are spelled in texts."""
    shown = {term.term for topic in fitted.topics for term in topic.terms}
    spellings = usual_spellings(texts, settings, shown, fitted.model.phrases)
    topics = [
        replace(topic, terms=[replace(term, term=spellings[term.term]) for term in topic.terms])
        for topic in fitted.topics
    ]
    return replace(fitted, topics=topics)


def _joined(
    fitted: Sequence[FittedPart], population: Sequence[int], phrases: tuple[str, ...]
) -> FittedTopics:
    """One model of all parts, with ids one after the other and shares of all texts."""
    parts, topics, first, texts = [], [], 0, sum(population)
    for found, own in zip(fitted, population, strict=True):
        ids = {topic: first + topic for topic in found.part.topic_ids}
        parts.append(replace(found.part, topic_ids=tuple(ids.values())))
        topics += [
            replace(t, topic_id=ids[t.topic_id], weight=t.weight * own / texts)
            for t in found.topics
        ]
        first += len(ids)
    metrics = {
        "topics": len(topics),
        "documents": texts,
        "vocabulary": len({term for part in parts for term in part.vocabulary}),
        "coherence_npmi": fmean(topic.coherence_npmi for topic in topics),
        "coherence_umass": fmean(topic.coherence for topic in topics),
        "clear_share": sum(
            found.clear_share * own for found, own in zip(fitted, population, strict=True)
        )
        / texts,
    }
    return FittedTopics(
        TopicModel(tuple(parts), phrases), topics, {k: float(v) for k, v in metrics.items()}
    )
