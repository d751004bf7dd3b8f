"""What users write about: topics and hashtags."""

from __future__ import annotations

from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.ml.stat import Summarizer
from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def topic_features(posts: DataFrame, topics: DataFrame, most: int) -> DataFrame:
    """Mean topic distribution of each author's posts, and the topics with the largest shares.

    Args:
        posts: Rows of `posts`.
        topics: Rows of `post_topics` of one model; a distribution with a gap does not count.
        most: How many topics are interests.
    """
    authors = posts.select("post_id", "post_date", "user_id")
    is_whole = F.forall("distribution", lambda share: F.coalesce(share.between(0, 1), F.lit(False)))
    distributions = topics.where(is_whole).select(
        "post_id", "post_date", array_to_vector(F.col("distribution")).alias("distribution")
    )
    shares = (
        authors.join(distributions, ["post_id", "post_date"], how="inner")
        .groupBy("user_id")
        .agg(vector_to_array(Summarizer.mean(F.col("distribution"))).alias("topic_shares"))
    )
    return shares.withColumn("top_topics", _largest(F.col("topic_shares"), most))


def hashtag_features(posts: DataFrame, most: int) -> DataFrame:
    """The hashtags of each author that stand in most posts, ties in the order of the alphabet.

    A hashtag that stands twice in a post counts once.
    """
    used = (
        posts.select("user_id", F.explode(F.array_distinct("hashtags")).alias("hashtag"))
        .groupBy("user_id", "hashtag")
        .agg(F.count("*").alias("posts"))
    )
    first = Window.partitionBy("user_id").orderBy(F.desc("posts"), "hashtag")
    return (
        used.withColumn("rank", F.row_number().over(first))
        .where(F.col("rank") <= most)
        .groupBy("user_id")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "hashtag"))).alias("ranked"))
        .select("user_id", F.col("ranked.hashtag").alias("top_hashtags"))
    )


def _largest(shares: Column, most: int) -> Column:
    """Positions of the largest shares, the largest first; equal ones in their order."""
    placed = F.transform(shares, lambda share, i: F.struct((-share).alias("less"), i.alias("i")))
    return F.slice(F.sort_array(placed), 1, most)["i"]
