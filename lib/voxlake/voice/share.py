"""How much is said of each brand, by day and topic, and how it is meant."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.spark.columns import reach
from voxlake.tables import SHARE_OF_VOICE
from voxlake.tables.columns import ALL_TOPICS
from voxlake.voice.brands import by_brand
from voxlake.voice.intervals import clustered_interval, clustered_share_interval
from voxlake.voice.settings import VoiceSettings

_KEYS = list(SHARE_OF_VOICE.keys)
_OF_SHARES = ("post_count", "first_count", "author_named")
_OF_DAY = {
    "named_count": "first_count",
    "author_sum": "author_part",
    "named_squares": "named_part",
}
"""Sums over all authors of a day and topic, each of a column that brands have a part of."""


def brand_posts(
    *,
    posts: DataFrame,
    entities: DataFrame,
    topics: DataFrame,
    own: DataFrame,
    settings: VoiceSettings,
) -> DataFrame:
    """A row for each post and brand that it names: what it says of the brand, and where it counts.

    A brand that a post names in several clauses has the mean of their sentiment, each clause once
    however many places of it name the brand; it is negative there where one of them is and none is
    positive.

    Args:
        posts: Rows of `posts`.
        entities: Rows of `post_entities` of the same days.
        topics: The topic of each post, as it is shown: post_id, topic_id.
        own: Accounts of brands: brand, user_id.
        settings: Brands, and whether their own posts count.

    Returns:
        post_date, brand, post_id, user_id, reach, topic_id (null: none), score (positive -
        negative; null: not scored), is_negative, is_positive.
    """
    clauses = by_brand(entities, settings).groupBy("post_id", "brand", "clause_start", "clause_end")
    scored = clauses.agg(
        F.max(F.col("positive") - F.col("negative")).alias("score"), F.max("label").alias("label")
    )
    is_negative, is_positive = (F.bool_or(F.col("label") == x) for x in ("negative", "positive"))
    said = scored.groupBy("post_id", "brand").agg(
        F.avg("score").alias("score"),
        F.coalesce(is_negative, F.lit(False)).alias("has_negative"),
        F.coalesce(is_positive, F.lit(False)).alias("has_positive"),
    )
    of_posts = posts.select("post_id", "post_date", "user_id", reach().alias("reach"))
    named = said.join(of_posts, on="post_id", how="inner")
    if not settings.count_own_posts:
        named = named.join(F.broadcast(own), on=["brand", "user_id"], how="left_anti")
    return named.join(topics, on="post_id", how="left").select(
        "post_date",
        "brand",
        "post_id",
        "user_id",
        "reach",
        "topic_id",
        "score",
        (F.col("has_negative") & ~F.col("has_positive")).alias("is_negative"),
        (F.col("has_positive") & ~F.col("has_negative")).alias("is_positive"),
    )


def share_of_voice(named: DataFrame, settings: VoiceSettings) -> DataFrame:
    """Rows of `share_of_voice`: each brand's posts of each day, in all and by topic.

    A brand's share is of the posts that name any brand, so one that names two counts for both, and
    shares may sum to more than 1; its interval is that of `clustered_share_interval`, the interval
    of the mean sentiment that of `clustered_interval`. Where the config names the brands, those
    that no post names on a day on which others are named have a row without posts.

    Args:
        named: What `brand_posts` gives, computed once: it is gone through twice.
        settings: Brands, fewest authors and the intervals' probability.
    """
    first = F.row_number().over(Window.partitionBy("post_id").orderBy("brand")) == 1
    counted = named.withColumn("is_first", first)
    if settings.brands:
        counted = counted.unionByName(_unnamed(named, settings), allowMissingColumns=True)
    of_topics = F.array_compact(F.array(F.lit(ALL_TOPICS), "topic_id"))
    of_authors = _of_authors(counted.withColumn("topic_id", F.explode(of_topics)))
    summed = of_authors.groupBy(*_KEYS).agg(
        *(F.sum(name).alias(name) for name in ("post_count", "reach", "first_count")),
        F.count_if(F.col("user_id").isNotNull()).alias("author_count"),
        *(F.sum(name).alias(name) for name in ("scored_count", "negative_count", "positive_count")),
        *_sums_of_clusters(),
    )
    of_day = Window.partitionBy("post_date", "topic_id")
    shares = summed.withColumns({name: F.sum(part).over(of_day) for name, part in _OF_DAY.items()})
    low, high = clustered_share_interval("post_count", "named_count", settings.confidence)
    mean = F.col("score_sum") / F.nullif(F.col("scored_count"), F.lit(0))
    told = shares.withColumns(
        {
            "share": F.col("post_count") / F.col("named_count"),
            "share_low": low,
            "share_high": high,
            "sentiment": mean,
        }
    )
    ends = clustered_interval("sentiment", settings.min_authors, settings.confidence)
    return told.withColumns(
        dict(zip(("sentiment_low", "sentiment_high"), ends, strict=True))
    ).select(*SHARE_OF_VOICE.column_names)


def _unnamed(named: DataFrame, settings: VoiceSettings) -> DataFrame:
    """A row without a post for each day of the posts and each brand of the config."""
    brands = F.explode(F.array(*map(F.lit, settings.brands)))
    return named.select("post_date").distinct().withColumn("brand", brands)


def _of_authors(counted: DataFrame) -> DataFrame:
    """What each author said of a brand on a day, in all and on each topic.

    Whoever wrote a post without an author wrote no other. The row of no post is of no author.
    """
    alone = F.when(F.col("user_id").isNull(), F.col("post_id")).alias("alone")
    of_author = Window.partitionBy("post_date", "topic_id", "user_id", "alone")
    return (
        counted.groupBy(*_KEYS, "user_id", alone)
        .agg(*_counts())
        .withColumn("author_named", F.sum("first_count").over(of_author))
    )


def _counts() -> list[Column]:
    return [
        F.count("post_id").alias("post_count"),
        F.coalesce(F.sum("reach"), F.lit(0)).alias("reach"),
        F.count_if("is_first").alias("first_count"),
        F.count("score").alias("scored_count"),
        F.count_if("is_negative").alias("negative_count"),
        F.count_if("is_positive").alias("positive_count"),
        F.coalesce(F.sum("score"), F.lit(0.0)).alias("score_sum"),
    ]


def _sums_of_clusters() -> list[Column]:
    """What both intervals need of the authors, whose posts are clusters.

    For a share these are sums over the brand's authors, and parts of sums over all authors of the
    day and topic, which add up over brands.
    """
    count, total = F.col("scored_count"), F.col("score_sum")
    posts, first, named = (F.col(name).cast("double") for name in _OF_SHARES)
    return [
        F.sum(posts * posts).alias("post_squares"),
        F.sum(posts * named).alias("post_products"),
        F.sum(first * named).alias("named_part"),
        F.sum(first / F.nullif(named, F.lit(0))).alias("author_part"),
        F.sum(total).alias("score_sum"),
        F.count_if(count > 0).alias("cluster_count"),
        F.sum(total * total).alias("square_sum"),
        F.sum(total * count).alias("product_sum"),
        F.sum(count * count).alias("size_square_sum"),
    ]
