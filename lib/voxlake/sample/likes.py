"""Which posts people like: those of their interest, and of their favourite topic most of all."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.groups import LIKED_SKEW, of_interest, popular
from voxlake.sample.people import days_after
from voxlake.sample.posts import ALWAYS_ORIGINAL, post_id
from voxlake.sample.settings import SampleSettings

_OTHER_TOPIC_SHARE = 0.7  # of posts that are not about the favourite topic: liked as well
_SPREAD = 0.6  # standard deviation of the log of a person's likes


def likes(persons: DataFrame, posts: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per person and post that is liked: the columns of `records.events`, and `post`.

    A post gathers its likes from when it is made to the last day of the sample.

    Args:
        persons: As `people` gives them.
        posts: As `posts` gives them; the first of a person's are those that others like.
        settings: Of the sample.
    """
    pair = ("user_no", "target_user", "target_no")
    draws = Draws(settings.seed, pair)
    end = days_after(F.lit(settings.days), settings)
    waited = F.unix_seconds(end) - F.unix_seconds("posted_at")
    liked_at = F.unix_seconds("posted_at") + F.floor(waited * draws.uniform("liked at"))
    is_liked = (F.col("topic") == F.col("favourite")) | draws.happens(_OTHER_TOPIC_SHARE, "liked")
    targets = posts.where(F.col("post_no") <= ALWAYS_ORIGINAL).select(
        F.col("user_no").alias("target_user"),
        F.col("post_no").alias("target_no"),
        "posted_at",
        "topic",
    )
    return (
        _thought_of(persons, settings)
        .join(targets, ["target_user", "target_no"], how="inner")
        .withColumn("at", F.timestamp_seconds(liked_at))
        .where(is_liked & (F.col("at") >= F.col("joined_at")))
        .select(
            F.to_date("at").alias("day"),
            F.concat_ws(".", F.concat(F.lit("l"), "user_no"), "target_user", "target_no").alias(
                "id"
            ),
            F.col("at").alias("time"),
            F.concat(F.lit("u"), "user_no").alias("user"),
            F.lit("like").alias("type"),
            post_id("target_user", "target_no").alias("post"),
        )
    )


def _thought_of(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """Posts of others that each person may like, each once."""
    draws, planted = Draws(settings.seed, ("user_no", "number")), settings.recommend
    typical = planted.likes_per_user * settings.days / 60
    spread = F.exp(_SPREAD * Draws(settings.seed, ("user_no",)).normal("likes of others"))
    drawn = draws.uniform("liked author")
    own = of_interest(F.col("user_no"), drawn, settings.users, LIKED_SKEW)
    is_own = draws.happens(planted.shared_share, "author of one's interest")
    return (
        persons.select(
            "user_no",
            "favourite",
            "joined_at",
            F.explode(F.sequence(F.lit(0), F.floor(typical * spread).cast("int"))).alias("number"),
        )
        .withColumn("target_user", F.when(is_own, own).otherwise(popular(drawn, settings.users)))
        .withColumn("target_no", draws.whole(ALWAYS_ORIGINAL, "liked post") + 1)
        .where("user_no <> target_user")
        .drop("number")
        .distinct()
    )
