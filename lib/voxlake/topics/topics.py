"""Topics of posts: Spark ML's online LDA over the stems of their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from pyspark.ml import PipelineModel
from pyspark.ml.functions import vector_to_array
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.tables import POST_TOPICS
from voxlake.topics.lda import DISTRIBUTION, LdaFit, most_coherent_fit
from voxlake.topics.settings import TopicSettings
from voxlake.topics.terms import Topic, describe_topics
from voxlake.topics.word_counts import CountedTexts, usable_posts


@dataclass(frozen=True)
class FittedTopics:
    """A model from text to topic distribution, what its topics are, and how good they are."""

    model: PipelineModel
    topics: Sequence[Topic]
    metrics: Mapping[str, float]


def fit_topics(counted: CountedTexts, settings: TopicSettings) -> FittedTopics:
    """Fit topics to texts whose words are counted.

    The same texts give the same model, whatever their order, files and copies.
    """
    fit = most_coherent_fit(counted, settings)
    return FittedTopics(
        PipelineModel([*counted.stages, fit.model]),
        describe_topics(counted.documents, fit),
        _metrics(counted.documents, fit),
    )


def assign_topics(posts: DataFrame, model: PipelineModel, version: str) -> DataFrame:
    """Rows of POST_TOPICS for the usable posts that have a word the model knows.

    Inference starts from the model's own seed for each post, so a post's topics depend on its
    text and language alone.
    """
    texts = usable_posts(posts).select("post_id", "post_date", "text", "language")
    inferred = model.transform(texts)
    has_known_word = F.array_max("distribution") > 0  # else Spark gives zeros
    return (
        inferred.withColumn("distribution", vector_to_array(F.col(DISTRIBUTION)))
        .where(has_known_word)
        .withColumn("probability", F.array_max("distribution"))
        .withColumn("topic_id", F.expr("int(array_position(distribution, probability) - 1)"))
        .withColumn("model_version", F.lit(version))
        .select(*POST_TOPICS.column_names)
    )


def _metrics(documents: DataFrame, fit: LdaFit) -> dict[str, float]:
    return {
        "topics": float(len(fit.stems)),
        "documents": float(fit.counts.documents),
        "vocabulary": float(fit.model.vocabSize()),
        "coherence_npmi": fmean(fit.npmi),
        "coherence_umass": fmean(fit.umass),
        "log_perplexity": fit.model.logPerplexity(documents),
    }
