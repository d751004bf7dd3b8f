"""Fits LDA models to the word network of texts and keeps the most coherent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean

import numpy as np
from pyspark.ml.clustering import LDA, LDAModel
from pyspark.sql import DataFrame

from voxlake.spark.persisted import persisted
from voxlake.topics.coherence import DocumentCounts, count_documents, npmi, umass
from voxlake.topics.settings import TopicSettings
from voxlake.topics.word_counts import CountedTexts
from voxlake.topics.word_network import NEIGHBOURS, word_network
from voxlake.topics.words.terms import TERMS

_COHERENT_TERMS = 10  # whose coherence is measured, as in the papers


@dataclass(frozen=True)
class LdaFit:
    """A fitted LDA model with the leading stems of each topic and how they go together.

    `weights` are the stems' probabilities in the topic, `lifts` how many times more probable they
    are there than in all topics together.
    """

    model: LDAModel
    stems: Sequence[Sequence[str]]
    weights: Sequence[Sequence[float]]
    lifts: Sequence[Sequence[float]]
    counts: DocumentCounts

    @cached_property
    def umass(self) -> list[float]:
        """UMass coherence of each topic."""
        return [umass(stems[:_COHERENT_TERMS], self.counts) for stems in self.stems]

    @cached_property
    def npmi(self) -> list[float]:
        """NPMI coherence of each topic."""
        return [npmi(stems[:_COHERENT_TERMS], self.counts) for stems in self.stems]


def most_coherent_fit(counted: CountedTexts, settings: TopicSettings) -> LdaFit:
    """The fit with the largest mean NPMI among the numbers of topics and the restarts to try.

    Args:
        counted: The texts and what is counted in them.
        settings: How to fit, and what to try.
    """
    network = word_network(counted.documents, counted.vocabulary, settings.partitions)
    with persisted(network) as pooled:
        models = [
            _fit_lda(pooled, len(counted.vocabulary), topics, seed, settings)
            for topics in settings.topics_to_try
            for seed in settings.seeds
        ]
    described = [_describe(lda, counted.vocabulary, settings.leading_terms) for lda in models]
    coherent = [terms[:_COHERENT_TERMS] for stems, _, _ in described for terms in stems]
    counts = count_documents(counted.documents, TERMS, coherent)
    fits = [LdaFit(lda, *what, counts) for lda, what in zip(models, described, strict=True)]
    return max(fits, key=lambda fit: fmean(fit.npmi))


def _fit_lda(
    pooled: DataFrame, words: int, topics: int, seed: int, settings: TopicSettings
) -> LDAModel:
    """Fit online LDA (Hoffman et al., NIPS 2010) with that many topics from that seed."""
    lda = LDA(
        optimizer="online",
        featuresCol=NEIGHBOURS,
        k=topics,
        seed=seed,
        maxIter=settings.iterations,
        subsamplingRate=min(1.0, settings.batch_words / words),
        learningOffset=settings.learning_offset,
        learningDecay=settings.learning_decay,
        docConcentration=[settings.document_concentration],
        topicConcentration=settings.topic_concentration,
        optimizeDocConcentration=settings.optimize_document_concentration,
    )
    return lda.fit(pooled)


def _describe(
    lda: LDAModel, vocabulary: Sequence[str], most: int
) -> tuple[list[list[str]], list[list[float]], list[list[float]]]:
    """The leading stems of each topic, their probabilities and lifts, the most probable first.

    As `LDAModel.describeTopics` says them, by jobs of Spark over what the driver has already.
    """
    expected = lda.topicsMatrix().toArray()
    topics = (expected / expected.sum(axis=0)).T
    overall = expected.sum(axis=1) / expected.sum()
    leading = np.argsort(-topics, axis=1, kind="stable")[:, :most]
    weights = np.take_along_axis(topics, leading, axis=1)
    stems = [[vocabulary[i] for i in terms] for terms in leading]
    return stems, weights.tolist(), (weights / overall[leading]).tolist()
