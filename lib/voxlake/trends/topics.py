"""How much is said of each topic by day, segment and language."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.spark.columns import is_clear, reach
from voxlake.tables.columns import ALL, ALL_TOPICS, ALL_USERS
from voxlake.topics.shown import as_shown

UNKNOWN_LANGUAGE = "unknown"
SERIES = ("topic_id", "segment_id", "language")
"""What tells the counts of one topic in one segment or language from others."""
_COUNTED = (
    "post_count",
    "thread_count",
    "author_count",
    "reach",
    "post_share",
    "sentiment",
    "negative_count",
    "model_version",
)


def posts_by_topic(posts: DataFrame, topics: DataFrame, names: DataFrame) -> DataFrame:
    """Usable posts with `topic_id` as shown, `reach` and the topic model's `model_version`.

    The topic is null where a post belongs nowhere, its topic is hidden, or no model read it.

    Args:
        posts: Rows of `posts`, with any other columns.
        topics: Rows of `post_topics` of the same days.
        names: Rows of `topic_names`.
    """
    told = as_shown(topics, names).select(
        "post_date",
        "post_id",
        "model_version",
        F.when(is_clear(), F.col("topic_id")).alias("topic_id"),
    )
    return (
        posts.where("is_usable")
        .withColumn("reach", reach())
        .join(told, on=["post_date", "post_id"], how="left")
    )


def topic_counts(by_topic: DataFrame, sentiment: DataFrame) -> DataFrame:
    """Posts, threads, authors, reach, share and sentiment of each topic and day.

    There is a row for each topic and for all posts together (-2), for all, for each segment and
    for each language, where there is a post. The share is of the posts of the day, and segment or
    language, that have a topic; that of all posts together is the share that has one.

    Args:
        by_topic: What `posts_by_topic` gives, with `user_id`, `segment_id` and `language`.
        sentiment: Rows of `post_sentiment` of the same days.

    Returns:
        post_date, topic_id, segment_id, language, post_count, thread_count, author_count, reach,
        post_share, sentiment, negative_count, model_version.
    """
    scored = by_topic.join(
        sentiment.select("post_date", "post_id", F.col("score").alias("_feeling"), "label"),
        on=["post_date", "post_id"],
        how="left",
    )
    counted = (
        scored.withColumn("topic_id", F.explode(_with_all_topics()))
        .withColumn("_group", F.explode(_groups()))
        .groupBy("post_date", "topic_id", "_group.segment_id", "_group.language")
        .agg(
            F.count("*").alias("post_count"),
            F.countDistinct(_thread()).alias("thread_count"),
            F.countDistinct("user_id").alias("author_count"),
            F.sum("reach").alias("reach"),
            F.avg("_feeling").alias("sentiment"),
            F.count_if(F.col("label") == "negative").alias("negative_count"),
            F.max("model_version").alias("model_version"),
        )
    )
    return counted.withColumn("post_share", _share()).select("post_date", *SERIES, *_COUNTED)


def _thread() -> Column:
    """What a post adds to: the post that it repeats or answers, else itself."""
    return F.coalesce("repost_of_post_id", "reply_to_post_id", "post_id")


def _share() -> Column:
    """Of the posts that have a topic; of topic -2, of all posts."""
    of_group = Window.partitionBy("post_date", "segment_id", "language")
    has_topic = F.col("topic_id") != ALL_TOPICS
    with_topic = F.sum(F.when(has_topic, F.col("post_count")).otherwise(0)).over(of_group)
    of_those = F.col("post_count") / F.nullif(with_topic, F.lit(0))
    return F.when(has_topic, of_those).otherwise(with_topic / F.col("post_count"))


def _with_all_topics() -> Column:
    return F.array_compact(F.array(F.lit(ALL_TOPICS), "topic_id"))


def _groups() -> Column:
    """All, the author's segment, and the language; not their cross."""
    language = F.coalesce("language", F.lit(UNKNOWN_LANGUAGE))
    pairs = (
        (F.lit(ALL_USERS), F.lit(ALL)),
        (F.col("segment_id"), F.lit(ALL)),
        (F.lit(ALL_USERS), language),
    )
    return F.array(*[F.struct(s.alias("segment_id"), name.alias("language")) for s, name in pairs])
