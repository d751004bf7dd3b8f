"""Who follows whom: few people have many followers, and friends of friends become friends."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.people import days_after, iso_time
from voxlake.sample.settings import SampleSettings

_SKEW = 2.2  # the larger, the more the first ranks attract
_LEAST = 3  # people whom everyone follows at least
_FRIENDS_SHARE = 0.5  # friends of friends, relative to the people followed first
_BACK_SHARE = 0.25  # follows that are returned
_STEP = 2**31 - 1  # a prime above any number of users: spreads ranks over all numbers, each once


def follows(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per follower and followed: `follower_no`, `followed_no`.

    Whom someone follows is a function of seed and number, so a friend's friend is found without
    a join, however many people there are.
    """
    index = Draws(settings.seed, ("user_no", "index"))
    count = _LEAST + F.floor(F.exp(1.3 + 0.8 * Draws(settings.seed, ("user_no",)).normal("out")))
    first = persons.select("user_no", F.explode(F.sequence(F.lit(1), count)).alias("index"))
    followed = _followed(F.col("user_no"), F.col("index"), settings)
    friend = _followed(F.col("user_no"), index.whole(_LEAST, "friend") + 1, settings)
    friends_friend = _followed(friend, index.whole(_LEAST, "friend's friend") + 1, settings)
    edges = first.select(
        "user_no",
        "index",
        F.explode(
            F.array_compact(
                F.array(followed, F.when(index.happens(_FRIENDS_SHARE, "close"), friends_friend))
            )
        ).alias("other"),
    )
    back = edges.where(index.happens(_BACK_SHARE, "back"))
    return (
        edges.select(F.col("user_no").alias("follower_no"), F.col("other").alias("followed_no"))
        .unionByName(
            back.select(F.col("other").alias("follower_no"), F.col("user_no").alias("followed_no"))
        )
        .where("follower_no <> followed_no")
        .dropDuplicates()  # two people can find each other in several ways
    )


def popular(drawn: Column, users: int) -> Column:
    """A person by a draw in (0, 1): the k-th most popular is drawn by a power law of k."""
    rank = F.floor(F.pow(drawn, F.lit(_SKEW)) * users)
    return F.pmod(rank * _STEP + 11, F.lit(users))


def follow_records(edges: DataFrame, settings: SampleSettings) -> DataFrame:
    """The records of the follows' file."""
    since = -900 * Draws(settings.seed, ("follower_no", "followed_no")).uniform("since")
    return edges.select(
        F.concat(F.lit("u"), "follower_no").alias("follower"),
        F.concat(F.lit("u"), "followed_no").alias("followed"),
        iso_time(days_after(settings.days + since, settings)).alias("since"),
    )


def _followed(user_no: Column, index: Column, settings: SampleSettings) -> Column:
    draws = Draws(settings.seed, (user_no, index.cast("long")))
    return popular(draws.uniform("followed"), settings.users)
