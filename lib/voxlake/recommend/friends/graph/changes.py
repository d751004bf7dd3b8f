"""Whose candidates change when follows and people do, so that the others are not computed again.

A user's candidates rest on whom the user follows, on whom those follow, on how many neighbours
those have, and on who the candidates are. A state keeps a mark of each for every user; where the
marks of two days differ, the change is carried back along the follows.
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.paths import degrees, edges
from voxlake.recommend.friends.graph.settings import INTERESTS

_MARKS = ("degree", "follows_mark", "person_mark")


def states(
    follows: DataFrame, people: DataFrame, offered: DataFrame, barred: DataFrame | None = None
) -> DataFrame:
    """One row per user that candidates may rest on: `user_id` and marks of what they rest on.

    `degree`: neighbours, null without any. `follows_mark`: of whom the user follows, since when,
    and whom the user may not be offered; null of nobody. `person_mark`: of topics, hashtags and
    whether the user may be offered; null of a user who is unknown. Equal rows have equal marks, in
    whatever order and however often they are told; other rows have other ones, but for one pair
    of 2^64.

    Args:
        follows: As `candidates` takes it.
        people: Likewise.
        offered: Likewise.
        barred: Likewise.
    """
    pairs = edges(follows)
    said = pairs.select("user_id", F.xxhash64("friend_id", "followed_at").alias("_mark"))
    if barred is not None:
        ruled_out = F.xxhash64(F.lit("barred"), "item").alias("_mark")
        said = said.unionByName(barred.select("user_id", ruled_out).distinct())
    of_follows = said.groupBy("user_id").agg(F.bit_xor("_mark").alias("follows_mark"))
    is_offered = offered.select("user_id", F.lit(True).alias("_is_offered")).distinct()
    interests = (F.sort_array(column) for column in INTERESTS.values())
    of_people = people.join(is_offered, "user_id", "full").select(
        "user_id",
        F.xxhash64(*interests, F.coalesce("_is_offered", F.lit(False))).alias("person_mark"),
    )
    return (
        degrees(pairs)
        .join(of_follows, "user_id", "full")
        .join(of_people, "user_id", "full")
        .select("user_id", *_MARKS)
    )


def affected(follows: DataFrame, before: DataFrame, after: DataFrame, cap: int) -> DataFrame:
    """`user_id` of those whose candidates may differ, each once; those of all others are the same.

    They are the users whose own marks differ, and who follow someone whose follows or number of
    neighbours differ, or who follows someone whose person differs; a friend with more than `cap`
    neighbours before and after carries nothing. Other settings: all are to be computed.

    Args:
        follows: Rows of `follows`, as they are now.
        before: Of `states`, of the candidates that there are.
        after: Of `states`, of `follows`.
        cap: `degree_cap` of the settings, the same for both.
    """
    changes = _changes(before, after, cap)
    pairs = edges(follows).select("user_id", "friend_id")
    carriers = changes.where("carries").select(F.col("user_id").alias("friend_id"))
    persons = changes.where("person_differs").select(F.col("user_id").alias("friend_id"))
    small = after.where(F.col("degree") <= cap).select("user_id")
    of_persons = pairs.join(persons, "friend_id", "left_semi").join(small, "user_id", "left_semi")
    steps = carriers.unionByName(of_persons.select(F.col("user_id").alias("friend_id"))).distinct()
    own = changes.where("own_differs").select("user_id")
    beside = pairs.join(steps, "friend_id", "left_semi").select("user_id")
    return own.unionByName(beside).distinct()


def renewed(previous: DataFrame, fresh: DataFrame, users: DataFrame) -> DataFrame:
    """The rows of all users: of `users` the fresh ones, of the others the previous ones.

    Args:
        previous: Rows with `user_id`, of the day before.
        fresh: Rows of the same columns, of `users` alone.
        users: Of `affected`.
    """
    return previous.join(users, "user_id", "left_anti").unionByName(fresh)


def _changes(before: DataFrame, after: DataFrame, cap: int) -> DataFrame:
    was = before.select("user_id", *(F.col(name).alias(f"_{name}") for name in _MARKS))
    both = was.join(after.select("user_id", *_MARKS), "user_id", "full")
    least = F.least(*(F.coalesce(name, F.lit(0)) for name in ("degree", "_degree")))
    return both.select(
        "user_id",
        (_differs("follows_mark") | _differs("person_mark")).alias("own_differs"),
        _differs("person_mark").alias("person_differs"),
        ((_differs("follows_mark") | _differs("degree")) & (least <= cap)).alias("carries"),
    )


def _differs(name: str) -> Column:
    return ~F.col(name).eqNullSafe(F.col(f"_{name}"))
