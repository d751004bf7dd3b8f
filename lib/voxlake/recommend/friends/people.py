"""Who is there on a day, and what is known of each."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.content.popular import languages_of
from voxlake.recommend.limits import without_opted_out

_FEATURES = ("top_topics", "top_hashtags", "follower_count")
_MOOD = ("mood", "positivity")


@dataclass(frozen=True)
class Known:
    """What is known of a day.

    Attributes:
        people: What `people_of` gives.
        follows: Rows of `follows`.
        barred: user_id and item: who is not offered to whom.
        emotions: Rows of `post_emotion` of the last days.
        circles: user_id, item, score and reason: friends of friends of all users.
        hashtags: Rows of `hashtags` of the day.
        hashtag_pairs: Rows of `hashtag_pairs` of the day.
    """

    people: DataFrame
    follows: DataFrame
    barred: DataFrame
    emotions: DataFrame
    circles: DataFrame
    hashtags: DataFrame
    hashtag_pairs: DataFrame


def people_of(
    users: DataFrame, features: DataFrame, moods: DataFrame, posts: DataFrame, limits: DataFrame
) -> DataFrame:
    """One row per user who takes part: to whom others are offered, and who may be offered.

    Args:
        users: Rows of `users`.
        features: Rows of `user_features` of the day.
        moods: Rows of `user_mood` of the day.
        posts: Rows of `posts` of the last days with their language, told or detected.
        limits: What `limits_on` gives: who opted out has no row.

    Returns:
        user_id, language (null unknown), top_topics, top_hashtags and follower_count as in
        `user_features`, mood and positivity as in `user_mood`, is_offered (posted in those days).
    """
    known = users.select("user_id").unionByName(features.select("user_id"))
    taking_part = without_opted_out(known.where(F.col("user_id").isNotNull()), limits, "user_id")
    posted = posts.select("user_id", F.lit(True).alias("_posted")).distinct()
    parts = (
        languages_of(users, posts),
        features.select("user_id", *_FEATURES),
        moods.select("user_id", *_MOOD),
        posted,
    )
    people = taking_part.distinct()
    for part in parts:
        people = people.join(part, "user_id", "left")
    is_offered = F.coalesce("_posted", F.lit(False)).alias("is_offered")
    return people.select("user_id", "language", *_FEATURES, *_MOOD, is_offered)


def offered(people: DataFrame) -> DataFrame:
    """`user_id` of those who may be offered.

    Args:
        people: What `people_of` gives.
    """
    return people.where("is_offered").select("user_id")


def without_known(pairs: DataFrame, known: Known) -> DataFrame:
    """Pairs of `user_id` and `item` but oneself, whom one follows, and pairs that are barred."""
    follows = known.follows.select(
        F.col("follower_id").alias("user_id"), F.col("followed_id").alias("item")
    )
    ruled_out = follows.unionByName(known.barred.select("user_id", "item"))
    others = pairs.where(F.col("user_id") != F.col("item"))
    return others.join(ruled_out, ["user_id", "item"], "left_anti")
