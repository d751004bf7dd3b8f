"""Who follows whom: friends of one's circle, those whom many follow, and friends of friends."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.sample.draws import Draws
from voxlake.sample.groups import big_account, of_circle, of_interest
from voxlake.sample.people import days_after, iso_time
from voxlake.sample.settings import SampleSettings

_LEAST = 3  # people whom everyone follows at least
_FRIENDS_SHARE = 0.5  # friends of friends, relative to the people followed first
_BACK_SHARE = 0.25  # follows that are returned


def follows(persons: DataFrame, settings: SampleSettings) -> DataFrame:
    """One row per follower and followed: `follower_no`, `followed_no`.

    Whom someone follows is a function of seed and number, so a friend's friend is found without
    a join, however many people there are.
    """
    index = Draws(settings.seed, ("user_no", "index"))
    count = _LEAST + F.floor(F.exp(1.3 + 0.8 * Draws(settings.seed, ("user_no",)).normal("out")))
    friend = _followed("user_no", index.whole(_LEAST, "friend") + 1, settings)
    theirs = _followed("friend", index.whole(_LEAST, "friend's friend") + 1, settings)
    is_close = index.happens(_FRIENDS_SHARE, "close")
    edges = (
        persons.select("user_no", F.explode(F.sequence(F.lit(1), count)).alias("index"))
        .withColumn("first", _followed("user_no", F.col("index"), settings))
        .withColumn("friend", friend)
        .withColumn("second", F.when(is_close, theirs))
        .withColumn("other", F.explode(F.array_compact(F.array("first", "second"))))
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


def follow_records(edges: DataFrame, settings: SampleSettings) -> DataFrame:
    """The records of the follows' file; a few people follow themselves, or who is nowhere else."""
    draws = Draws(settings.seed, ("follower_no", "followed_no"))
    since = -900 * draws.uniform("since")
    good = edges.select(
        F.concat(F.lit("u"), "follower_no").alias("follower"),
        F.concat(F.lit("u"), "followed_no").alias("followed"),
        iso_time(days_after(settings.days + since, settings)).alias("since"),
    )
    is_faulty = Draws(settings.seed, ("follower",)).happens(settings.bad_share, "follows oneself")
    faulty = good.groupBy("follower").agg(F.min("since").alias("since")).where(is_faulty)
    oneself = faulty.select("follower", F.col("follower").alias("followed"), "since")
    is_gone = Draws(settings.seed, ("follower", "followed")).happens(settings.bad_share, "gone")
    gone = good.where(is_gone).withColumn("followed", F.concat(F.lit("gone-"), "followed"))
    return good.unionByName(oneself).unionByName(gone)


def _followed(user: str, index: Column, settings: SampleSettings) -> Column:
    """Whom the user of a column follows by a number."""
    draws, planted = Draws(settings.seed, (user, index.cast("long"))), settings.recommend
    user_no = F.col(user)
    drawn, among = draws.uniform("followed"), draws.uniform("among whom")
    return (
        F.when(among < planted.circle_share, of_circle(user_no, drawn, settings.users))
        .when(
            among < planted.circle_share + planted.interest_share,
            of_interest(user_no, drawn, settings.users),
        )
        .otherwise(big_account(drawn, settings.users))
    )
