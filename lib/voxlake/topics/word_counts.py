"""The distinct texts of posts as terms, and the vocabulary that is counted in them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.topics.enough import require_enough
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.terms import TERMS, with_terms


@dataclass(frozen=True)
class CountedTexts:
    """Distinct texts as TERMS, and what is counted in them.

    The documents are persisted, in an order and in partitions that depend on the texts alone,
    and there are `texts` of them.
    """

    documents: DataFrame
    texts: int
    vocabulary: Sequence[str]


def count_words(
    posts: DataFrame, settings: TopicSettings, phrases: Collection[str] = ()
) -> CountedTexts:
    """Count the terms of the usable posts, each text once; reposts do not count.

    Args:
        posts: With their `language`.
        settings: What a term is, and which are counted.
        phrases: Of `find_phrases`.

    Raises:
        TooLittleDataError: There are fewer texts, or fewer words to count, than topics.
    """
    texts = _distinct_texts(posts, settings.partitions)
    documents = with_terms(texts, settings, phrases).select("text_hash", TERMS).persist()
    count = documents.count()
    vocabulary = _vocabulary(documents, settings.max_document_share * count, settings)
    require_enough(count, len(vocabulary), max(settings.topics_to_try), settings)
    return CountedTexts(documents, count, vocabulary)


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


def _vocabulary(documents: DataFrame, most: float, settings: TopicSettings) -> list[str]:
    """Terms to count, those in most texts first; none that stand in more texts than `most`.

    CountVectorizer would do, but for terms that are equally frequent: it orders them by chance.
    """
    counted = (
        documents.select(F.explode(F.array_distinct(TERMS)).alias("term"))
        .groupBy("term")
        .agg(F.count("*").alias("documents"))
        .where(F.col("documents").between(settings.min_documents, most))
        .orderBy(F.desc("documents"), "term")
        .limit(settings.vocabulary_size)
    )
    return [row["term"] for row in counted.collect()]
