"""Fits topics to samples of texts by the method that the settings name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.topics.enough import require_enough
from voxlake.topics.fit.arrays import Counts, Labels, Matrix, on_one_thread
from voxlake.topics.fit.choice import best_number, numbers_for
from voxlake.topics.fit.counting import count_terms, places_of, vocabulary_of
from voxlake.topics.fit.embeddings import fit_clusters
from voxlake.topics.fit.lda import Dirichlet, by_weight, guided
from voxlake.topics.fit.nmf import fit_factors
from voxlake.topics.lda import most_coherent_fit
from voxlake.topics.model import Part, Reader, own_of
from voxlake.topics.settings import EMBEDDINGS, LDA, NMF, TopicSettings
from voxlake.topics.terms import Topic, describe_topics, mean_npmi
from voxlake.topics.texts import UNREAD, Sample
from voxlake.topics.word_counts import count_words


@dataclass(frozen=True)
class FittedPart:
    """Topics of one sample, what they are, and the share of its texts that belong to theirs."""

    part: Part
    topics: Sequence[Topic]
    clear_share: float


def fit_part(
    sample: Sample,
    posts: DataFrame,
    settings: TopicSettings,
    guides: Sequence[Labels] = (),
) -> FittedPart:
    """Find topics in a sample; by lda in all texts of its kind, and the sample tells what they are.

    Ids count from 0. The same posts give the same topics, whatever their order and partitions.

    Args:
        sample: What to find them in.
        posts: All posts of the fit, which lda reads.
        settings: How.
        guides: Rows of the sample's texts that begin a topic each, and stay in it.

    Raises:
        TooLittleDataError: There are fewer texts, or fewer words to count, than topics.
    """
    method: str = settings.method
    if sample.language is not None and method == EMBEDDINGS:
        method = NMF
    with on_one_thread():
        reader, vocabulary = _fit_reader(method, sample, posts, settings, guides)
        part = Part(
            method=method,
            language=sample.language,
            topic_ids=tuple(range(len(reader.term_weights))),
            guides=len(guides),
            vocabulary=tuple(vocabulary),
            reader=reader,
            least=np.zeros(len(reader.term_weights)),
            encoder_version=sample.encoder_version if method == EMBEDDINGS else None,
        )
        part = Part.of(part.numbers())  # rounded, as it is kept
        return _described(part, sample, settings)


def _described(part: Part, sample: Sample, settings: TopicSettings) -> FittedPart:
    counts = count_terms(sample.terms, part.places)
    chances = part.reader.chances(counts, sample.vectors)
    labels = chances.argmax(axis=1)
    closeness = part.reader.closeness(counts, sample.vectors)
    least = least_closeness(closeness, labels, settings.clear_share)
    part = Part.of(replace(part, least=least).numbers())
    is_clear = own_of(closeness, labels) >= part.least[labels]
    topics = describe_topics(part, sample, counts, labels, settings)
    clear = [is_clear[labels == place] for place in range(len(topics))]
    told = [
        replace(topic, clear_share=float(own.mean()) if len(own) else 0.0)
        for topic, own in zip(topics, clear, strict=True)
    ]
    return FittedPart(part, told, float(is_clear.mean()))


def least_closeness(closeness: Matrix, labels: Labels, share: float) -> Matrix:
    """How close to each topic a text must be: closer than that share of texts of other topics.

    Where all texts are of one topic, any closeness will do.
    """
    foreign = [closeness[labels != topic, topic] for topic in range(closeness.shape[1])]
    return np.array([np.quantile(others, share) if len(others) else 0.0 for others in foreign])


def _fit_reader(
    method: str,
    sample: Sample,
    posts: DataFrame,
    settings: TopicSettings,
    guides: Sequence[Labels],
) -> tuple[Reader, list[str]]:
    vocabulary = vocabulary_of(sample.terms, settings)
    counts = count_terms(sample.terms, places_of(vocabulary))
    numbers = _numbers(counts, sample, settings)
    require_enough(len(sample.hashes), len(vocabulary), max(*numbers, len(guides)), settings)
    if method == EMBEDDINGS and sample.vectors is not None:
        clusters = fit_clusters(
            counts, sample.vectors, numbers[0], seeds=settings.seeds, guides=guides
        )
        return clusters, vocabulary
    if method == LDA:
        return _fit_lda(sample, posts, settings.model_copy(update={"topics": numbers}), guides)
    fits = [fit_factors(counts, k, seed=settings.seed, guides=guides) for k in numbers]
    return max(fits, key=lambda fit: mean_npmi(fit.telling, counts)), vocabulary


def _fit_lda(
    sample: Sample, posts: DataFrame, settings: TopicSettings, guides: Sequence[Labels]
) -> tuple[Dirichlet, list[str]]:
    """Online LDA over the word network of all texts of the sample's kind."""
    of_kind = posts.where(F.col(UNREAD).eqNullSafe(F.lit(sample.language)))
    counted = count_words(of_kind, settings, sample.phrases)
    try:
        model = most_coherent_fit(counted, settings).model
    finally:
        counted.documents.unpersist()
    alpha = model.estimatedDocConcentration().toArray()
    found = by_weight(Dirichlet(model.topicsMatrix().toArray().T, alpha))
    if guides:
        counts = count_terms(sample.terms, places_of(counted.vocabulary))
        found = guided(found, counts, guides, settings.topic_concentration)
    return found, list(counted.vocabulary)


def _numbers(counts: Counts, sample: Sample, settings: TopicSettings) -> tuple[int, ...]:
    """Numbers of topics to fit: one where it is given, or vectors tell it."""
    if sample.language is not None:
        return (settings.language_topics,)
    if isinstance(settings.topics, int):
        return (settings.topics,)
    numbers = numbers_for(len(sample.hashes), settings.topics_to_try)
    if sample.vectors is not None and len(sample.vectors) >= min(numbers):
        return (best_number(counts, sample.vectors, numbers, settings.seed),)
    return (settings.language_topics,) if settings.topics is None else tuple(numbers)
