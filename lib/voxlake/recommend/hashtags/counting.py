"""Counts hashtags, what stands beside them, what they are about and how positive it is."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.hashtags.posts import author
from voxlake.recommend.hashtags.settings import HashtagTableSettings
from voxlake.spark.columns import is_clear, only_row
from voxlake.tables import HASHTAG_PAIRS, HASHTAG_TEXTS, HASHTAGS

_LANGUAGES = 5
_DIGITS = 9
"""Digits that are kept, so that order and partitions change nothing."""


def hashtag_uses(counted: DataFrame) -> DataFrame:
    """One row per hashtag of a post.

    Args:
        counted: What `hashtag_posts` gives.

    Returns:
        hashtag, post_id, post_date, author, language.
    """
    return counted.select(
        F.explode("hashtags").alias("hashtag"), "post_id", "post_date", "author", "language"
    )


def hashtag_counts(uses: DataFrame, post_count: int, most: int) -> DataFrame:
    """The hashtags that most people use.

    Args:
        uses: What `hashtag_uses` gives.
        post_count: Posts that they are of.
        most: How many are told.

    Returns:
        hashtag, author_count, post_count, post_share.
    """
    counts = uses.groupBy("hashtag").agg(
        F.count_distinct("author").alias("author_count"),
        F.count("*").alias("post_count"),
        (F.count("*") / F.lit(post_count)).alias("post_share"),
    )
    return counts.orderBy(F.desc("author_count"), F.desc("post_count"), "hashtag").limit(most)


def hashtag_rows(
    counts: DataFrame,
    uses: DataFrame,
    by_topic: DataFrame,
    emotions: DataFrame,
    *,
    as_of: date,
    settings: HashtagTableSettings,
) -> DataFrame:
    """Rows of `hashtags`.

    Args:
        counts: What `hashtag_counts` gives.
        uses: What `hashtag_uses` gives.
        by_topic: What `topic_posts` gives of the same days.
        emotions: Rows of `post_emotion` of the same days.
        as_of: The day of the snapshot.
        settings: What is told of each.
    """
    nothing = F.array()
    return (
        counts.join(_languages(uses), on="hashtag", how="left")
        .join(_topics(counts, uses, by_topic, settings.topics), on="hashtag", how="left")
        .join(_positivity(uses, emotions, settings.prior_posts), on="hashtag", how="left")
        .withColumn("languages", F.coalesce("languages", nothing.cast("array<string>")))
        .withColumn(
            "topics",
            F.coalesce("topics", nothing.cast("array<struct<topic_id:int,closeness:double>>")),
        )
        .withColumn("as_of_date", F.lit(as_of))
        .select(*HASHTAGS.column_names)
    )


def topic_posts(posts: DataFrame, topics: DataFrame) -> DataFrame:
    """Usable posts that clearly belong to a topic: post_id, author, topic_id.

    Args:
        posts: Rows of `posts`.
        topics: Rows of `post_topics` of the same days and of one model.
    """
    told = topics.where(is_clear()).select("post_id", "topic_id")
    return (
        posts.where("is_usable").select("post_id", author()).join(told, on="post_id", how="inner")
    )


def hashtag_pairs(
    counted: DataFrame, counts: DataFrame, as_of: date, settings: HashtagTableSettings
) -> DataFrame:
    """Rows of `hashtag_pairs`: of each hashtag the others that stand beside it most.

    Closeness is the cosine of the sets of posts, n_ab / sqrt(n_a n_b) (Salton and McGill 1983,
    "Introduction to Modern Information Retrieval").

    Args:
        counted: What `hashtag_posts` gives; no post has more than `post_hashtags` of them.
        counts: What `hashtag_counts` gives: others are not told.
        as_of: The day of the snapshot.
        settings: How many are told of each.
    """
    both = counted.select(
        "post_id", "author", F.explode("hashtags").alias("hashtag"), "hashtags"
    ).select("post_id", "author", "hashtag", F.explode("hashtags").alias("other_hashtag"))
    pairs = (
        both.where(F.col("hashtag") != F.col("other_hashtag"))
        .groupBy("hashtag", "other_hashtag")
        .agg(
            F.count("*").alias("post_count"),
            F.count_distinct("author").alias("author_count"),
        )
    )
    of_one = counts.select("hashtag", F.col("post_count").alias("_one"))
    of_other = counts.select(
        F.col("hashtag").alias("other_hashtag"), F.col("post_count").alias("_other")
    )
    closeness = F.col("post_count") / F.sqrt(F.col("_one") * F.col("_other"))
    nearest = Window.partitionBy("hashtag").orderBy(F.desc("closeness"), "other_hashtag")
    return (
        pairs.join(F.broadcast(of_one), on="hashtag", how="inner")
        .join(F.broadcast(of_other), on="other_hashtag", how="inner")
        .withColumn("closeness", F.round(closeness, _DIGITS))
        .withColumn("rank", F.row_number().over(nearest))
        .where(F.col("rank") <= settings.pairs)
        .withColumn("as_of_date", F.lit(as_of))
        .select(*HASHTAG_PAIRS.column_names)
    )


def hashtag_texts(counted: DataFrame, as_of: date, most: int) -> DataFrame:
    """Rows of `hashtag_texts`: the latest posts with a text, `most` at most.

    Args:
        counted: What `hashtag_posts` gives.
        as_of: The day of the snapshot.
        most: How many.
    """
    return (
        counted.where(F.col("text_hash").isNotNull())
        .orderBy(F.desc("post_date"), "post_id")
        .limit(most)
        .withColumn("as_of_date", F.lit(as_of))
        .select(*HASHTAG_TEXTS.column_names)
    )


def _languages(uses: DataFrame) -> DataFrame:
    """The languages of each hashtag, those of most people first."""
    counts = (
        uses.where(F.col("language").isNotNull())
        .groupBy("hashtag", "language")
        .agg(F.count_distinct("author").alias("_authors"))
    )
    return _first(counts, F.col("_authors"), F.col("language"), _LANGUAGES, "languages")


def _topics(counts: DataFrame, uses: DataFrame, by_topic: DataFrame, most: int) -> DataFrame:
    """The topics of each hashtag by the cosine of the sets of authors, the closest first."""
    of_topics = by_topic.groupBy("topic_id").agg(F.count_distinct("author").alias("_authors"))
    together = (
        uses.join(by_topic.select("post_id", "topic_id"), on="post_id", how="inner")
        .groupBy("hashtag", "topic_id")
        .agg(F.count_distinct("author").alias("_both"))
        .join(of_topics, on="topic_id", how="inner")
        .join(counts.select("hashtag", "author_count"), on="hashtag", how="inner")
    )
    cosine = F.round(F.col("_both") / F.sqrt(F.col("_authors") * F.col("author_count")), _DIGITS)
    told = together.withColumn("closeness", cosine)
    value = F.struct("topic_id", "closeness")
    return _first(told, F.col("closeness"), value, most, "topics")


def _first(rows: DataFrame, size: Column, value: Column, most: int, name: str) -> DataFrame:
    """The values of each hashtag with the largest sizes, as a list; of equal ones the lower."""
    listed = F.sort_array(F.collect_list(F.struct((-size).alias("_size"), value.alias("_value"))))
    return rows.groupBy("hashtag").agg(F.slice(listed["_value"], 1, most).alias(name))


def _positivity(uses: DataFrame, emotions: DataFrame, prior: float) -> DataFrame:
    """Mean joy + optimism of the posts of each hashtag, joined by `prior` posts with that of all.

    The posterior mean of a share whose prior is worth so many posts, so that few say little.
    """
    of_posts = emotions.select(
        "post_date", "post_id", (F.col("joy") + F.col("optimism")).alias("_positive")
    ).where(F.col("_positive").isNotNull() & ~F.isnan("_positive"))
    usual = only_row(of_posts.agg(F.avg("_positive").alias("usual")))["usual"]
    overall = F.lit(None if usual is None else round(usual, _DIGITS)).cast("double")
    scored = uses.join(of_posts, on=["post_date", "post_id"], how="inner")
    sums = scored.groupBy("hashtag").agg(
        F.sum("_positive").alias("_sum"), F.count("*").alias("_count")
    )
    none = uses.select("hashtag").distinct().join(sums, on="hashtag", how="left")
    count = F.coalesce("_count", F.lit(0)) + F.lit(prior)
    drawn = (F.coalesce("_sum", F.lit(0.0)) + F.lit(prior) * overall) / F.nullif(count, F.lit(0.0))
    mean = F.round(F.coalesce(drawn, overall), _DIGITS)
    return none.select(
        "hashtag", mean.alias("positivity"), F.round(mean - overall, _DIGITS).alias("uplift")
    )
