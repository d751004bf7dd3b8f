"""The hashtags that most people used this week, beside the week before."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

_MOST = 10


@dataclass(frozen=True)
class Hashtag:
    """A hashtag, posts with it in both weeks, and known people who used it this week."""

    name: str
    now: int
    before: int
    people: int


def hashtags_of_week(posts: DataFrame) -> list[Hashtag]:
    """The ten hashtags in most of the week's posts; among equals those of more people.

    Args:
        posts: Posts of this week and of the one before, with `is_now`.
    """
    used = posts.select(
        "is_now", "user_id", F.explode(F.array_distinct("hashtags")).alias("hashtag")
    )
    is_now = F.col("is_now")
    rows = (
        used.groupBy("hashtag")
        .agg(
            F.count_if(is_now).alias("now"),
            F.count_if(~is_now).alias("before"),
            F.count_distinct(F.when(is_now, F.col("user_id"))).alias("people"),
        )
        .where("now > 0")
        .orderBy(F.desc("now"), F.desc("people"), "hashtag")
        .limit(_MOST)
        .collect()
    )
    return [Hashtag(row["hashtag"], row["now"], row["before"], row["people"]) for row in rows]
