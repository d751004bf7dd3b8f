"""What users knew of each other and of hashtags at a cut, and what came after it."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.recommend.evaluation.lists import KEY, Split
from voxlake.spark.local_time import local_date
from voxlake.tables import BIG_ACCOUNT, FRIEND, HASHTAG
from voxlake.text.handles import folded_hashtag

_FOLLOWED = (FRIEND, BIG_ACCOUNT)


def split_of_people(
    follows: DataFrame, posts: DataFrame, blocked: DataFrame, cut: date, zone: str
) -> Split:
    """Follows and hashtags of users, up to a cut and after it.

    Whoever is offered a friend or a big account is right by a follow of that account, since nothing
    tells which of the two it was followed as. An account might be offered if anyone followed it, a
    hashtag if anyone used it, by the cut. Hashtags have the form that they are offered in. Follows
    of unknown time are of before it; those of oneself are none.

    Args:
        follows: Rows of `follows`, without those of or by users who opted out.
        posts: Rows of `posts` of the window, without those of users who opted out; hashtags of
            reposts are those of others, and not counted.
        blocked: user_id, item of accounts that a user is not offered.
        cut: The last day that lists were made of.
        zone: Of the days.
    """
    done = _followed(follows, zone).unionByName(_used(posts))
    is_before = F.coalesce(F.col("day") <= F.lit(cut), F.lit(True))
    before = (
        done.where(is_before)
        .groupBy(*KEY)
        .agg(F.count("*").cast("double").alias("weight"), F.max("day").alias("day"))
        .withColumn("target", F.col("weight"))
    )
    kinds = F.explode(F.array(*map(F.lit, _FOLLOWED)))
    own = follows.select(F.col("follower_id").alias("user_id"), F.col("follower_id").alias("item"))
    barred = own.unionByName(blocked.select("user_id", "item")).distinct()
    return Split(
        before=before,
        allowed=before.select("item_kind", "item_id").distinct(),
        barred=barred.select("user_id", kinds.alias("item_kind"), F.col("item").alias("item_id")),
        after=done.where(~is_before).select(*KEY),
    )


def _followed(follows: DataFrame, zone: str) -> DataFrame:
    kinds = F.explode(F.array(*map(F.lit, _FOLLOWED)))
    told = follows.where(F.col("follower_id") != F.col("followed_id"))
    return told.select(
        F.col("follower_id").alias("user_id"),
        kinds.alias("item_kind"),
        F.col("followed_id").alias("item_id"),
        local_date("followed_at", zone).alias("day"),
    )


def _used(posts: DataFrame) -> DataFrame:
    own = posts.where(F.col("user_id").isNotNull() & ~F.coalesce("is_repost", F.lit(False)))
    tags = F.explode(F.array_distinct("hashtags"))
    used = own.select("user_id", F.col("post_date").alias("day"), "post_id", tags.alias("_tag"))
    folded = used.withColumn("item_id", folded_hashtag(F.col("_tag")))
    once = folded.where(F.col("item_id").isNotNull()).drop("_tag").distinct()
    return once.select("user_id", F.lit(HASHTAG).alias("item_kind"), "item_id", "day")
