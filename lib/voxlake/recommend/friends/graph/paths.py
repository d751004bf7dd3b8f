"""Paths of two follows, from a user over a common friend to a candidate, and what they add up to.

With Γ(w) the neighbours of w (who follow w or are followed by w) and the sums over all w whom the
user follows and who follow the candidate:

- common neighbours: the number of such w (Liben-Nowell and Kleinberg 2007, "The link-prediction
  problem for social networks", Journal of the American Society for Information Science and
  Technology 58);
- Adamic-Adar: the sum of 1 / ln |Γ(w)| (Adamic and Adar 2003, "Friends and neighbors on the Web",
  Social Networks 25);
- resource allocation: the sum of 1 / |Γ(w)| (Zhou, Lü and Zhang 2009, "Predicting missing links via
  local information", European Physical Journal B 71);
- degree penalised: the sum of 1 / √|Γ(w)|, between the two last (Martínez, Berzal and Cubero 2016,
  "Adaptive degree penalization for link prediction", Journal of Computational Science 13, with
  the exponent one half for all graphs).
"""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.friends.graph.sums import Kept, added_up


def edges(follows: DataFrame) -> DataFrame:
    """One row per pair of different users of whom one follows the other.

    A follow of oneself, or without one of the two, is none; one that is told twice is one, of the
    later time. Columns: `user_id`, `friend_id`, `followed_at` (null when unknown).

    Args:
        follows: Rows of `follows`.
    """
    user, friend = F.col("follower_id"), F.col("followed_id")
    return (
        follows.where(user != friend)
        .select(user.alias("user_id"), friend.alias("friend_id"), "followed_at")
        .repartition("user_id")  # as the window of `latest` needs them, too
        .groupBy("user_id", "friend_id")
        .agg(F.max("followed_at").alias("followed_at"))
    )


def degrees(pairs: DataFrame) -> DataFrame:
    """How many neighbours each user has, in either direction: `user_id`, `degree`, at least 1.

    Args:
        pairs: Of `edges`.
    """
    either = pairs.select(
        F.least("user_id", "friend_id").alias("one"),
        F.greatest("user_id", "friend_id").alias("two"),
    ).distinct()
    return (
        either.select(F.explode(F.array("one", "two")).alias("user_id"))
        .groupBy("user_id")
        .agg(F.count("*").alias("degree"))
    )


def paths(
    pairs: DataFrame,
    cap: int,
    offered: DataFrame,
    kept: Kept,
    *,
    barred: DataFrame | None = None,
    users: DataFrame | None = None,
) -> DataFrame:
    """One row per user and candidate: `user_id`, `item`, and the indices of `INDICES`.

    A candidate is neither the user nor followed by the user. Lists of whom friends follow travel
    to the user, and are added up there.

    Args:
        pairs: Of `edges`.
        cap: A common friend with more neighbours does not count, and of more whom a user follows
            only the latest, ties in the order of their ids. `cap_loss` tells what that leaves out.
        offered: `user_id` of those who may be offered.
        kept: Which candidates of a user are.
        barred: `user_id` and `item` of pairs that may not be offered; none: there are none.
        users: `user_id` of those to compute; none: all.
    """
    if users is None:
        firsts = from_friends = around_friends = pairs
    else:
        firsts = pairs.join(users.select("user_id"), "user_id", "left_semi")
        friends = firsts.select("friend_id").distinct()
        from_friends = pairs.join(friends.toDF("user_id"), "user_id", "left_semi")
        to_friends = pairs.join(friends, "friend_id", "left_semi")
        around_friends = from_friends.unionByName(to_friends)
    counted = degrees(around_friends).where(F.col("degree") <= cap)
    is_counted = F.col("_is_latest") & F.col("degree").isNotNull()
    # Friends who do not count stay, since they are no candidates.
    steps = (
        firsts.withColumn("_is_latest", latest(cap))
        .join(_beyond(from_friends, counted, offered), "friend_id", "left")
        .select(
            "user_id",
            "friend_id",
            F.when(is_counted, F.col("degree")).alias("degree"),
            F.when(is_counted, F.col("items")).alias("items"),
        )
    )
    if barred is not None:
        known = barred.select("user_id", F.col("item").alias("friend_id")).dropna()
        steps = steps.unionByName(known, allowMissingColumns=True)
    return added_up(steps, kept)


def latest(cap: int) -> Column:
    """Whether a row of `edges` is among the last `cap` follows of its user."""
    order = Window.partitionBy("user_id").orderBy(F.desc_nulls_last("followed_at"), "friend_id")
    return F.row_number().over(order) <= cap


def _beyond(pairs: DataFrame, counted: DataFrame, offered: DataFrame) -> DataFrame:
    """Whom each friend who counts follows: `friend_id`, `degree`, `items`, at most `degree`."""
    return (
        pairs.select(F.col("user_id").alias("friend_id"), F.col("friend_id").alias("item"))
        .join(offered.select(F.col("user_id").alias("item")), "item", "left_semi")
        .join(counted.withColumnRenamed("user_id", "friend_id"), "friend_id")
        .groupBy("friend_id", "degree")
        .agg(F.collect_list("item").alias("items"))
    )
