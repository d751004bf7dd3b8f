"""Divides people among users, so that nobody is offered to more users than the limit."""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.friends.settings import PeopleSettings


def divided(pairs: DataFrame, settings: PeopleSettings, most: int) -> DataFrame:
    """The pairs that are offered: at most `most` a user, and `most_users` of a person.

    Each user lists the best `shortlist`. Each person then goes to the `most_users` who list the
    person highest, among equals by score. Each user takes the best of those whom that
    leaves. So where a user goes without a person at place p of the list, all to whom the person
    went list the person at p or higher. A person who goes to a user who has enough already
    is not handed on. Ties are in an order that differs from user to user as if drawn, and is the
    same on each run.

    Args:
        pairs: `user_id`, `item`, `score`; each pair once. Other columns stay.
        settings: The limit and the length of the lists.
        most: People of a user.
    """
    tie = F.xxhash64("user_id", "item")
    of_user = Window.partitionBy("user_id").orderBy(F.desc("score"), tie, "item")
    of_person = Window.partitionBy("item").orderBy("_place", F.desc("score"), tie, "user_id")
    left = Window.partitionBy("user_id").orderBy("_place")
    listed = pairs.withColumn("_place", F.row_number().over(of_user)).where(
        F.col("_place") <= settings.shortlist
    )
    given = listed.withColumn("_turn", F.row_number().over(of_person)).where(
        F.col("_turn") <= settings.most_users
    )
    taken = given.withColumn("_taken", F.row_number().over(left)).where(F.col("_taken") <= most)
    return taken.select(*pairs.columns)
