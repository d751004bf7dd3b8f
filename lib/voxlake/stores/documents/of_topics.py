"""What a document says of a topic: name, terms, trend, sentiment, share, top posts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.stores.documents.parts import assembled, entry, listed, named, part
from voxlake.stores.documents.settings import DocumentSettings
from voxlake.tables import TOP_POSTS, TOPIC_NAMES, TOPIC_TERMS, TOPIC_TRENDS, Table

_ALL = -2  # all segments, or all topics, together
_WEEK = 7
_DAY: tuple[str, ...] = (
    *("post_date", "post_count", "thread_count", "author_count", "reach"),
    *("post_share", "sentiment", "negative_count", "usual_count", "is_burst"),
)


def topic_documents(
    rows: Mapping[Table, DataFrame], as_of: date, settings: DocumentSettings, key: bytes | None
) -> DataFrame:
    """`document_id` and `body` of each topic that is shown.

    Args:
        rows: Of those tables: trends of `settings.trend_days`, top posts of one snapshot.
        as_of: Last day of the trend.
        settings: Which parts, and how many of each.
        key: Secret that ids of posts are hashed with; None: they are told as they are.
    """
    is_shown = (F.col("shown_as") == F.col("topic_id")) & ~F.coalesce("is_hidden", F.lit(False))
    topics = rows[TOPIC_NAMES].where(is_shown).select("topic_id", "name", "model_version")
    topics = topics.withColumn("document_id", F.col("topic_id").cast("string"))
    parts = [part(topics, "topic", entry(topics, ["topic_id", "name"], settings.decimals))]
    if "terms" in settings.topic_parts:
        parts.append(_terms(topics, rows[TOPIC_TERMS], settings))
    if "trend" in settings.topic_parts:
        parts += _trend(
            topics.select("topic_id", "document_id"), rows[TOPIC_TRENDS], as_of, settings
        )
    if "top_posts" in settings.topic_parts:
        parts.append(_posts(topics, rows[TOP_POSTS], settings, key))
    return assembled(parts)


def _terms(topics: DataFrame, terms: DataFrame, settings: DocumentSettings) -> DataFrame:
    """Terms of the latest model that has the topic."""
    leading = terms.where(F.col("rank") <= settings.terms)
    found = topics.join(leading, ["topic_id", "model_version"])
    return listed(
        found, F.lit("terms"), "rank", entry(found, ["term", "weight"], settings.decimals)
    )


def _trend(
    topics: DataFrame, trends: DataFrame, as_of: date, settings: DocumentSettings
) -> list[DataFrame]:
    """The days of the trend, and the last seven of them beside the seven before."""
    days = trends.where((F.col("segment_id") == _ALL) & (F.col("language") == "all"))
    found = days.join(F.broadcast(topics), "topic_id")
    week = days.where(F.col("post_date") > F.lit(as_of - timedelta(days=_WEEK)))
    all_posts = week.where(F.col("topic_id") == _ALL).agg(F.sum("post_count").alias("all_posts"))
    weeks = _weeks(found, as_of).crossJoin(F.broadcast(all_posts))
    share = (F.col("post_count") / F.nullif("all_posts", F.lit(0))).alias("share")
    told: list[str | Column] = ["post_count", "before", share, "sentiment", "burst_days"]
    return [
        listed(found, F.lit("trend"), "post_date", entry(found, _DAY, settings.decimals)),
        part(weeks, "week", entry(weeks, told, settings.decimals)),
    ]


def _weeks(found: DataFrame, as_of: date) -> DataFrame:
    """Posts of the last seven days and of those before; the mean sentiment, by posts."""
    is_last = F.col("post_date") > F.lit(as_of - timedelta(days=_WEEK))
    is_before = ~is_last & (F.col("post_date") > F.lit(as_of - timedelta(days=2 * _WEEK)))

    def posts(which: Column) -> Column:
        return F.sum(F.when(which, F.col("post_count")).otherwise(0))

    is_scored = is_last & F.col("sentiment").isNotNull()
    feeling = F.sum(F.when(is_scored, F.col("sentiment") * F.col("post_count")))
    return found.groupBy("document_id").agg(
        posts(is_last).alias("post_count"),
        posts(is_before).alias("before"),
        (feeling / F.nullif(posts(is_scored), F.lit(0))).alias("sentiment"),
        F.count_if(is_last & F.coalesce("is_burst", F.lit(False))).alias("burst_days"),
    )


def _posts(
    topics: DataFrame, posts: DataFrame, settings: DocumentSettings, key: bytes | None
) -> DataFrame:
    """Lists `top_posts_most` and `top_posts_growing`."""
    of_all = (F.col("segment_id") == _ALL) & (F.col("rank") <= settings.top_posts)
    found = posts.where(of_all).join(F.broadcast(topics), "topic_id")
    told: list[str | Column] = [
        named(F.col("post_id"), key).alias("post_id"),
        *("post_date", "engagement", "score", "why"),
    ]
    name = F.concat(F.lit("top_posts_"), "kind")
    return listed(found, name, "rank", entry(found, told, settings.decimals))
