"""Finds the posts that are nearest to queries, by meaning and by words together."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.language.language_id import language_code
from voxlake.search.matching import matches, words_to_match
from voxlake.search.nearness import similarities
from voxlake.search.queries import Query
from voxlake.search.settings import PostFilters
from voxlake.spark.columns import is_clear
from voxlake.spark.frames import frame_of
from voxlake.text.wording import any_of

_DEPTH = 10
"""How many times the posts that are wanted each of the two lists holds."""
_RANKS = 60
"""k of reciprocal rank fusion: how little the first ranks stand out."""
_NAMES = StructType().add("query", "integer").add("asked", "string")
_NO_NEARNESS = "query int, post_id string, similarity double"


def kept_posts(posts: DataFrame, topics: DataFrame, filters: PostFilters) -> DataFrame:
    """The usable posts with text that the filters let pass.

    Args:
        posts: Rows of `posts`, with the detected language where the source tells none.
        topics: Rows of `post_topics` of the same days; read where topics are asked for.
        filters: What to keep; the least similarity is of `search_posts`.
    """
    kept = posts.where(F.col("is_usable") & F.col("text_hash").isNotNull())
    if filters.languages:
        code = language_code(F.col("language"))
        kept = kept.where(code.isin(*map(str.lower, filters.languages)))
    if filters.users:
        kept = kept.where(F.col("user_id").isin(*filters.users))
    if filters.words:
        kept = kept.where(F.col("text").rlike(any_of(filters.words)))
    if filters.topics:
        wanted = topics.where(is_clear() & F.col("topic_id").isin(*filters.topics))
        kept = kept.join(wanted.select("post_id"), on="post_id", how="left_semi")
    return kept


def search_posts(
    posts: DataFrame,
    meanings: DataFrame,
    queries: Sequence[Query],
    *,
    encoder_version: str,
    top: int,
    least_similarity: float | None = None,
) -> DataFrame:
    """The posts nearest to each query.

    Two lists are made of the posts: by the cosine of meanings, and by BM25 of words, which finds
    names and numbers that a vector does not tell. They are joined by reciprocal rank fusion, the
    sum of 1 / (60 + rank) over both (Cormack, Clarke and Büttcher, SIGIR 2009). Of equal texts the
    first post is taken.

    Args:
        posts: post_id, post_date, posted_at, text, text_hash.
        meanings: Rows of `text_meanings` of the same days.
        queries: What `read_queries` gives, at least one.
        encoder_version: The encoder that made the queries' vectors; no others are compared.
        top: Most posts of each query.
        least_similarity: Least cosine of the posts; with it none without a vector is found.

    Returns:
        query (its text), rank, post_id, post_date, similarity (null without vectors).
    """
    texts = _first_posts(posts).withColumn("words", words_to_match(F.col("text")))
    near = _nearness(texts, meanings.where(F.col("encoder_version") == encoder_version), queries)
    matched = matches(texts, [query.words for query in queries])
    worded = matched.join(near, on=["query", "post_id"], how="left")
    if least_similarity is not None:
        near, worded = (
            rows.where(F.col("similarity") >= least_similarity) for rows in (near, worded)
        )
    lists = (
        _ranked(near, top * _DEPTH, F.desc("similarity")),
        _ranked(worded, top * _DEPTH, F.desc("match"), F.desc_nulls_last("similarity")).drop(
            "match"
        ),
    )
    both = lists[0].unionByName(lists[1]).groupBy("query", "post_id")
    fused = both.agg(
        F.max("similarity").alias("similarity"), F.sum(1 / (_RANKS + F.col("rank"))).alias("share")
    )
    order = (F.desc(F.round("share", 12)), F.desc_nulls_last("similarity"))
    names = frame_of(posts.sparkSession, [*enumerate(q.text for q in queries)], _NAMES)
    return (
        _ranked(fused, top, *order)
        .join(F.broadcast(names), on="query", how="inner")
        .join(texts.select("post_id", "post_date"), on="post_id", how="inner")
        .select(F.col("asked").alias("query"), "rank", "post_id", "post_date", "similarity")
    )


def _first_posts(posts: DataFrame) -> DataFrame:
    """The first post of each text."""
    order = (F.asc_nulls_last("posted_at"), "post_id")
    place = F.row_number().over(Window.partitionBy("text_hash").orderBy(*order))
    kept = posts.select("post_id", "post_date", "posted_at", "text", "text_hash")
    return kept.withColumn("place", place).where(F.col("place") == 1).drop("place")


def _nearness(texts: DataFrame, meanings: DataFrame, queries: Sequence[Query]) -> DataFrame:
    """The similarity of each post that has a vector to each query that has one."""
    vectors = {n: query.vector for n, query in enumerate(queries) if query.vector is not None}
    if not vectors:
        return texts.sparkSession.createDataFrame([], _NO_NEARNESS)
    numbers = F.array(*map(F.lit, vectors))
    near = similarities(meanings, [*vectors.values()])
    return near.join(texts, on=["post_date", "text_hash"], how="inner").select(
        F.get(numbers, F.col("query")).alias("query"), "post_id", "similarity"
    )


def _ranked(rows: DataFrame, most: int, *order: Column) -> DataFrame:
    """The first rows of each query, with their rank."""
    place = F.row_number().over(Window.partitionBy("query").orderBy(*order, "post_id"))
    return rows.withColumn("rank", place).where(F.col("rank") <= most)
