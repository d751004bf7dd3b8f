"""Hashtags that are near to what a user writes about, and more positive than the user's posts."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.language.language_id import language_code
from voxlake.recommend.hashtags.settings import HashtagSettings
from voxlake.text.handles import folded_hashtag

BY_TOPIC = "People who write about what you write about use it."
BY_HASHTAG = "It stands beside hashtags that you use."
BY_BOTH = "People who write about what you write about use it, beside hashtags that you use."
_DIGITS = 9
"""Sums of the same numbers differ behind it by the order in which they are added up."""


def of_users(
    people: DataFrame, hashtags: DataFrame, pairs: DataFrame, settings: HashtagSettings, most: int
) -> DataFrame:
    """At most `most` rows a user: `user_id`, `item` (a hashtag), `score`, `reason`.

    score = topics_weight · (sum over the user's topics of the closeness of topic and hashtag)
            + hashtags_weight · (sum over the user's hashtags of the closeness of both hashtags)

    with cosines as closeness (Salton and McGill 1983, "Introduction to Modern Information
    Retrieval"), summed over what the user has as in item-to-item filtering (Linden, Smith and York
    2003, IEEE Internet Computing 7). Equal scores are in the order of the hashtags.

    Only hashtags whose posts are more positive than the user's own are offered; where the user's
    positivity is not known, those above that of all posts. Where no posts are scored, none are.
    Not offered either are hashtags that the user uses, and those of other languages than the
    user's where that is known. Of moods the reason says nothing.

    Args:
        people: `user_id`, `language`, `top_topics`, `top_hashtags` (as in `user_features`), and
            `positivity` (as in `user_mood`); of each the last four may be null.
        hashtags: Rows of `hashtags` of one day.
        pairs: Rows of `hashtag_pairs` of that day.
        settings: What is looked at, and what counts how much.
        most: Hashtags of a user.
    """
    own = _own_hashtags(people)
    hashtags = hashtags.where(F.col("author_count") >= settings.min_authors)
    near = (
        _by_topics(people, hashtags, settings)
        .unionByName(_by_hashtags(own, pairs, settings))
        .groupBy("user_id", "hashtag")
        .agg(*(F.sum(name).alias(name) for name in ("by_topics", "by_hashtags")))
    )
    scored = near.withColumn(
        "score",
        F.round(
            F.col("by_topics") * F.lit(settings.topics_weight)
            + F.col("by_hashtags") * F.lit(settings.hashtags_weight),
            _DIGITS,
        ),
    ).where(F.col("score") > 0)
    unused = scored.join(own.select("user_id", "hashtag"), on=["user_id", "hashtag"], how="anti")
    offered = _suited(unused, people, hashtags)
    best = Window.partitionBy("user_id").orderBy(F.desc("score"), "hashtag")
    return (
        offered.withColumn("_rank", F.row_number().over(best))
        .where(F.col("_rank") <= most)
        .select("user_id", F.col("hashtag").alias("item"), "score", _reason())
    )


def _own_hashtags(people: DataFrame) -> DataFrame:
    """The hashtags of each user in one form, each once, with their `place`."""
    each = people.select("user_id", F.posexplode("top_hashtags").alias("place", "_written"))
    folded = each.withColumn("hashtag", folded_hashtag(F.col("_written")))
    return (
        folded.where(F.col("hashtag").isNotNull())
        .groupBy("user_id", "hashtag")
        .agg(F.min("place").alias("place"))
    )


def _by_topics(people: DataFrame, hashtags: DataFrame, settings: HashtagSettings) -> DataFrame:
    """The hashtags nearest to each topic of each user."""
    nearest = Window.partitionBy("topic_id").orderBy(F.desc("closeness"), "hashtag")
    of_topics = (
        hashtags.select("hashtag", F.inline("topics"))
        .withColumn("_place", F.row_number().over(nearest))
        .where(F.col("_place") <= settings.per_topic)
    )
    of_users = people.select("user_id", F.explode(F.array_distinct("top_topics")).alias("topic_id"))
    return of_users.join(F.broadcast(of_topics), on="topic_id", how="inner").select(
        "user_id",
        "hashtag",
        F.col("closeness").alias("by_topics"),
        F.lit(0.0).alias("by_hashtags"),
    )


def _by_hashtags(own: DataFrame, pairs: DataFrame, settings: HashtagSettings) -> DataFrame:
    """The hashtags nearest to each hashtag of each user."""
    first = Window.partitionBy("user_id").orderBy("place", "hashtag")
    kept = own.withColumn("_place", F.row_number().over(first)).where(
        F.col("_place") <= settings.own
    )
    near = pairs.where(F.col("rank") <= settings.per_hashtag)
    of_pairs = near.select("hashtag", "other_hashtag", "closeness")
    return kept.join(F.broadcast(of_pairs), on="hashtag", how="inner").select(
        "user_id",
        F.col("other_hashtag").alias("hashtag"),
        F.lit(0.0).alias("by_topics"),
        F.col("closeness").alias("by_hashtags"),
    )


def _suited(scored: DataFrame, people: DataFrame, hashtags: DataFrame) -> DataFrame:
    """Those that are more positive than the user, in the user's language where it is known."""
    told = hashtags.select("hashtag", "languages", "positivity", "uplift")
    of_user = people.select(
        "user_id",
        language_code(F.col("language")).alias("_language"),
        F.when(~F.isnan("positivity"), F.col("positivity")).alias("_own"),
    )
    usual = F.col("positivity") - F.col("uplift")
    is_above = F.col("positivity") > F.coalesce("_own", usual)
    is_read = F.col("_language").isNull() | F.array_contains("languages", F.col("_language"))
    return (
        scored.join(F.broadcast(told), on="hashtag", how="inner")
        .join(of_user, on="user_id", how="inner")
        .where(is_above & is_read)
    )


def _reason() -> Column:
    is_near, is_with = F.col("by_topics") > 0, F.col("by_hashtags") > 0
    return (F.when(is_near & is_with, BY_BOTH).when(is_near, BY_TOPIC).otherwise(BY_HASHTAG)).alias(
        "reason"
    )
