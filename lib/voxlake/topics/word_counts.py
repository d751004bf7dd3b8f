"""Counts the words of posts: the distinct texts, the vocabulary, and how often each word stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.ml import Transformer
from pyspark.ml.feature import CountVectorizerModel
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.spark.persisted import persisted
from voxlake.topics.settings import TopicSettings
from voxlake.topics.tokens import STEMS, WORDS, token_pipeline

COUNTS = "topic_counts"


@dataclass(frozen=True)
class CountedTexts:
    """Distinct texts as WORDS, STEMS and COUNTS, with the stages that make them from `text`.

    The documents are persisted, in an order and in partitions that depend on the texts alone,
    and there are `texts` of them; position i of COUNTS counts the stem `vocabulary[i]`.
    """

    documents: DataFrame
    texts: int
    stages: Sequence[Transformer]
    vocabulary: Sequence[str]


def count_words(posts: DataFrame, settings: TopicSettings) -> CountedTexts:
    """Count the words of the usable posts, each text once; reposts do not count.

    Raises:
        TooLittleDataError: There are fewer texts, or fewer words to count, than topics.
    """
    texts = _distinct_texts(posts, settings.partitions)
    tokens = token_pipeline(settings.stop_words).fit(texts)
    with persisted(tokens.transform(texts).select("text_hash", WORDS, STEMS)) as words:
        count = words.count()
        vocabulary = _vocabulary(words, settings.max_document_share * count, settings)
        _require_enough(count, len(vocabulary), settings)
        counter = CountVectorizerModel.from_vocabulary(vocabulary, inputCol=STEMS, outputCol=COUNTS)
        documents = counter.transform(words).persist()
        documents.count()  # keeps them before the words they are made of go
    return CountedTexts(documents, count, [*tokens.stages, counter], vocabulary)


def usable_posts(posts: DataFrame) -> DataFrame:
    """The usable posts that have a text."""
    return posts.where(F.col("is_usable") & F.col("text_hash").isNotNull())


def _distinct_texts(posts: DataFrame, partitions: int) -> DataFrame:
    return (
        usable_posts(posts)
        .where(~F.coalesce("is_repost", F.lit(False)))
        .repartition(partitions, "text_hash")
        .groupBy("text_hash")
        .agg(F.min("text").alias("text"), F.min("language").alias("language"))
        .sortWithinPartitions("text_hash")
    )


def _vocabulary(words: DataFrame, most: float, settings: TopicSettings) -> list[str]:
    """Stems to count, those in most texts first; none that stand in more texts than `most`.

    CountVectorizer would do, but for stems that are equally frequent: it orders them by chance.
    """
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
        raise TooLittleDataError(
            f"A fit of {needed} topics needs at least {needed} different texts of usable posts, "
            f"and {_span(settings)} {texts}. Ingest more posts, or lower topics.topics."
        )
    if words < needed:
        raise TooLittleDataError(
            f"A fit of {needed} topics needs at least {needed} words to count, and {words} words "
            f"stand in {settings.min_documents} texts or more and in at most "
            f"{settings.max_document_share:.0%} of them. Lower topics.min_documents, raise "
            "topics.max_document_share, or ingest more posts."
        )


def _span(settings: TopicSettings) -> str:
    days = settings.window_days
    return "all days hold" if days is None else f"the last {days} days hold"
