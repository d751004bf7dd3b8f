"""Topics of posts: Spark ML's online LDA over the stems of their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from pyspark.ml import PipelineModel
from pyspark.ml.feature import CountVectorizerModel
from pyspark.ml.functions import vector_to_array
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import InputError
from voxlake.language.lda import COUNTS, DISTRIBUTION, LdaFit, most_coherent_fit
from voxlake.language.tokens import STEMS, token_pipeline
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.topic_terms import Topic, describe_topics
from voxlake.tables import POST_TOPICS


@dataclass(frozen=True)
class FittedTopics:
    """A model from text to topic distribution, what its topics are, and how good they are."""

    model: PipelineModel
    topics: Sequence[Topic]
    metrics: Mapping[str, float]


def fit_topics(posts: DataFrame, settings: TopicSettings) -> FittedTopics:
    """Fit topics to the distinct texts of usable posts; reposts do not count.

    The same texts give the same model, whatever their order, files and copies.

    Raises:
        InputError: There are fewer texts, or fewer words to count, than topics.
    """
    texts = distinct_texts(posts, settings.partitions)
    tokens = token_pipeline(settings.stop_words).fit(texts)
    words = tokens.transform(texts).persist()
    vocabulary = _vocabulary(words, settings)
    _require_enough(words.count(), len(vocabulary), settings)
    counter = CountVectorizerModel.from_vocabulary(vocabulary, inputCol=STEMS, outputCol=COUNTS)
    documents = counter.transform(words).persist()
    fit = most_coherent_fit(documents, vocabulary, settings)
    fitted = FittedTopics(
        PipelineModel([*tokens.stages, counter, fit.model]),
        describe_topics(documents, fit),
        _metrics(documents, fit),
    )
    documents.unpersist()
    words.unpersist()
    return fitted


def assign_topics(posts: DataFrame, model: PipelineModel, version: str) -> DataFrame:
    """Rows of POST_TOPICS for the usable posts that have a word the model knows.

    Inference starts from the model's own seed for each post, so a post's topics depend on its
    text alone.
    """
    inferred = model.transform(_with_text(posts).select("post_id", "post_date", "text"))
    distribution = vector_to_array(F.col(DISTRIBUTION))
    has_known_word = F.array_max("distribution") > 0
    return (
        inferred.withColumn("distribution", distribution)
        .where(has_known_word)  # the others get zeros
        .withColumn("probability", F.array_max("distribution"))
        .withColumn("topic_id", F.expr("int(array_position(distribution, probability) - 1)"))
        .withColumn("model_version", F.lit(version))
        .select(*POST_TOPICS.column_names)
    )


def distinct_texts(posts: DataFrame, partitions: int) -> DataFrame:
    """Each text of usable posts that repeat no other post, once, in an order of its own."""
    return (
        _with_text(posts)
        .where(~F.coalesce("is_repost", F.lit(False)))
        .repartition(partitions, "text_hash")
        .groupBy("text_hash")
        .agg(F.min("text").alias("text"))
        .sortWithinPartitions("text_hash")
    )


def _with_text(posts: DataFrame) -> DataFrame:
    return posts.where(F.col("is_usable") & F.col("text_hash").isNotNull())


def _vocabulary(words: DataFrame, settings: TopicSettings) -> list[str]:
    """Stems to count, those in most texts first.

    CountVectorizer would do but for stems in equally many texts, which it orders by chance.
    """
    most = settings.max_document_share * words.count()
    counted = (
        words.select(F.explode(F.array_distinct(STEMS)).alias("stem"))
        .groupBy("stem")
        .agg(F.count("*").alias("documents"))
        .where(F.col("documents").between(settings.min_documents, most))
        .orderBy(F.desc("documents"), "stem")
        .limit(settings.vocabulary_size)
    )
    return [row["stem"] for row in counted.collect()]


def _require_enough(texts: int, words: int, settings: TopicSettings) -> None:
    needed = max(settings.topics_to_try)
    if texts < needed:
        raise InputError(
            f"A fit of {needed} topics needs at least {needed} different texts of usable posts, "
            f"and the last {settings.window_days} days hold {texts}. "
            "Ingest more posts, or lower topics.topics."
        )
    if words < needed:
        raise InputError(
            f"A fit of {needed} topics needs at least {needed} words to count, and {words} words "
            f"stand in {settings.min_documents} texts or more and in at most "
            f"{settings.max_document_share:.0%} of them. Lower topics.min_documents, raise "
            "topics.max_document_share, or ingest more posts."
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
