"""Fits LDA models to counted stems and keeps the most coherent one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import cast

import numpy as np
from numpy.typing import NDArray
from pyspark.ml.clustering import LDA, LDAModel
from pyspark.sql import DataFrame

from voxlake.language.coherence import DocumentCounts, count_documents, npmi, umass
from voxlake.language.tokens import STEMS
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.word_counts import COUNTS

DISTRIBUTION = "topic_distribution"
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


def most_coherent_fit(
    documents: DataFrame, vocabulary: Sequence[str], settings: TopicSettings
) -> LdaFit:
    """The fit with the largest mean NPMI among the numbers of topics and the restarts to try.

    Args:
        documents: STEMS and COUNTS of each document, in a fixed order and fixed partitions.
        vocabulary: The stem behind each position of COUNTS.
        settings: How to fit, and what to try.
    """
    fits = [
        fit_lda(documents, vocabulary, topics, seed, settings)
        for topics in settings.topics_to_try
        for seed in settings.seeds
    ]
    return max(fits, key=lambda fit: fmean(fit.npmi))


def fit_lda(
    documents: DataFrame,
    vocabulary: Sequence[str],
    topics: int,
    seed: int,
    settings: TopicSettings,
) -> LdaFit:
    """Fit online LDA (Hoffman et al., NIPS 2010) with that many topics from that seed."""
    lda = LDA(
        optimizer="online",
        featuresCol=COUNTS,
        topicDistributionCol=DISTRIBUTION,
        k=topics,
        seed=seed,
        maxIter=settings.iterations,
        subsamplingRate=min(1.0, settings.batch_texts / documents.count()),
        learningOffset=settings.learning_offset,
        learningDecay=settings.learning_decay,
        docConcentration=[settings.document_concentration],
        topicConcentration=settings.topic_concentration,
        optimizeDocConcentration=settings.optimize_document_concentration,
    )
    model = lda.fit(documents)
    described = model.describeTopics(settings.leading_terms).orderBy("topic").collect()
    stems = [[vocabulary[i] for i in row["termIndices"]] for row in described]
    weights = [row["termWeights"] for row in described]
    overall = _overall_probabilities(model)
    lifts = [list(row["termWeights"] / overall[row["termIndices"]]) for row in described]
    leading = [terms[:_COHERENT_TERMS] for terms in stems]
    counts = count_documents(documents, STEMS, leading)
    return LdaFit(model, stems, weights, lifts, counts)


def _overall_probabilities(model: LDAModel) -> NDArray[np.float64]:
    """The probability of each stem of the vocabulary in all topics together."""
    expected = model.topicsMatrix().toArray().sum(axis=1)
    return cast(NDArray[np.float64], expected / expected.sum())
