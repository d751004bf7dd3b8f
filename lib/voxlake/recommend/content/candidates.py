"""Which items are scored for which user, found by joins on what both have: never all with all.

A user has the items that go with those that the user wanted most, and those of the groups of items
nearest to the user. Both are lists of fixed length, so that the rows of a user are bounded however
many users and items there are.
"""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content.barred import Barred
from voxlake.recommend.content.interactions import ITEM
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.pairs import pair_counts


@dataclass(frozen=True)
class Offers:
    """Where candidates come from.

    Attributes:
        neighbours: What `neighbours_of` gives.
        lists: What `cluster_lists` gives.
        items: What `placed_items` gives: others are not scored.
        catalogue: What `catalogue_of` gives.
        barred: What a user is not shown.
    """

    neighbours: DataFrame
    lists: DataFrame
    items: DataFrame
    catalogue: DataFrame
    barred: Barred


def neighbours_of(wishes: DataFrame, settings: ContentSettings) -> DataFrame:
    """The items that go with each item: those that many of its users want too.

    Closeness is the cosine of the sets of their users, n(both) / sqrt(n(one) n(other)) (Linden,
    Smith and York 2003, "Amazon.com recommendations: item-to-item collaborative filtering", IEEE
    Internet Computing 7). Each user counts with the `seeds` items that weigh most, so that a user
    gives at most that many pairs squared.

    Args:
        wishes: What `wishes_of` gives.
        settings: Seeds, neighbours, and the fewest common users.

    Returns:
        item_kind, item_id, other_kind, other_id, closeness (above 0, at most 1); at most
        `neighbours` of each item and kind.
    """
    held = seeds_of(wishes, settings).select(
        F.col("user_id").alias("basket"), F.struct(*ITEM).alias("item")
    )
    cosine = F.col("both") / F.sqrt(F.col("count") * F.col("other_count"))
    best = Window.partitionBy("item", "other.item_kind").orderBy(
        F.desc("closeness"), "other.item_id"
    )
    return (
        pair_counts(held, settings.min_common_users)
        .withColumn("closeness", F.round(cosine, 9))
        .withColumn("_place", F.row_number().over(best))
        .where(F.col("_place") <= settings.neighbours)
        .select(
            "item.*",
            F.col("other.item_kind").alias("other_kind"),
            F.col("other.item_id").alias("other_id"),
            "closeness",
        )
    )


def seeds_of(wishes: DataFrame, settings: ContentSettings) -> DataFrame:
    """The wishes of each user with the largest targets, `seeds` at most."""
    order = Window.partitionBy("user_id").orderBy(
        F.desc("target"), F.desc("weight"), F.desc("day"), *ITEM
    )
    place = F.row_number().over(order)
    return (
        wishes.withColumn("_place", place).where(F.col("_place") <= settings.seeds).drop("_place")
    )


def cluster_lists(
    items: DataFrame, catalogue: DataFrame, wishes: DataFrame, settings: ContentSettings
) -> DataFrame:
    """The most wanted items of each group, and its newest.

    Args:
        items: What `placed_items` gives.
        catalogue: What `catalogue_of` gives.
        wishes: What `wishes_of` gives.
        settings: How many of either.

    Returns:
        cluster, item_kind, item_id, weight (of all wishes for it).
    """
    wanted = wishes.groupBy(*ITEM).agg(F.round(F.sum("weight"), 9).alias("weight"))
    told = (
        items.select(*ITEM, "cluster")
        .join(catalogue.select(*ITEM, "age"), on=list(ITEM), how="inner")
        .join(wanted, on=list(ITEM), how="left")
        .withColumn("weight", F.coalesce("weight", F.lit(0.0)))
    )
    group = Window.partitionBy("cluster", "item_kind")
    ranked = told.withColumns(
        {
            "_wanted": F.row_number().over(group.orderBy(F.desc("weight"), "age", "item_id")),
            "_new": F.row_number().over(group.orderBy("age", F.desc("weight"), "item_id")),
        }
    )
    is_kept = (F.col("_wanted") <= settings.cluster_items) | (
        F.col("_new") <= settings.cluster_new_items
    )
    return ranked.where(is_kept).select("cluster", *ITEM, "weight")


def candidates_of(
    users: DataFrame, wishes: DataFrame, offers: Offers, settings: ContentSettings
) -> DataFrame:
    """The items to score for each user, `candidates` of a kind at most.

    Those that go with the user's own come before those of the user's groups.

    Args:
        users: What `fold_in` gives.
        wishes: What `wishes_of` gives.
        offers: Where they come from.
        settings: How many.

    Returns:
        user_id, item_kind, item_id, author_id, age, is_with (whether it goes with an item of the
        user's).
    """
    every = (
        _with_own(users, wishes, offers, settings)
        .unionByName(_of_groups(users, offers))
        .groupBy("user_id", *ITEM)
        .agg(F.max("closeness").alias("closeness"), F.max("weight").alias("weight"))
        .join(offers.catalogue.select(*ITEM, "author_id", "age"), on=list(ITEM), how="inner")
    )
    best = Window.partitionBy("user_id", "item_kind").orderBy(
        F.desc("closeness"), F.desc("weight"), "item_id"
    )
    return (
        offers.barred.left_of(every)
        .withColumn("_place", F.row_number().over(best))
        .where(F.col("_place") <= settings.candidates)
        .select("user_id", *ITEM, "author_id", "age", (F.col("closeness") > 0).alias("is_with"))
    )


def _with_own(
    users: DataFrame, wishes: DataFrame, offers: Offers, settings: ContentSettings
) -> DataFrame:
    """Items that go with seeds of users, with the sum of their closeness to them."""
    seeds = seeds_of(wishes, settings).join(users.select("user_id"), on="user_id", how="left_semi")
    return (
        seeds.select("user_id", *ITEM)
        .join(offers.neighbours, on=list(ITEM), how="inner")
        .groupBy("user_id", "other_kind", "other_id")
        .agg(F.round(F.sum("closeness"), 9).alias("closeness"))
        .select(
            "user_id",
            F.col("other_kind").alias("item_kind"),
            F.col("other_id").alias("item_id"),
            "closeness",
            F.lit(0.0).alias("weight"),
        )
        .join(offers.items.select(*ITEM), on=list(ITEM), how="left_semi")
    )


def _of_groups(users: DataFrame, offers: Offers) -> DataFrame:
    """Items of the groups of users, with how much all want them."""
    return (
        users.select("user_id", F.explode("clusters").alias("cluster"))
        .join(offers.lists, on="cluster", how="inner")
        .select("user_id", *ITEM, F.lit(0.0).alias("closeness"), "weight")
    )


def scored(candidates: DataFrame, users: DataFrame, items: DataFrame, mean: float) -> DataFrame:
    """The score of each candidate, by joins on its user and its item.

    Args:
        candidates: What `candidates_of` gives.
        users: What `fold_in` gives.
        items: What `placed_items` gives.
        mean: The mean rating that scores are told from.

    Returns:
        The candidates with score, factors (of the item) and is_from_text.
    """
    products = F.zip_with("user_factors", "factors", lambda x, y: x * y)
    score = F.aggregate(products, F.lit(mean), lambda sum_, one: sum_ + one)
    return (
        candidates.join(users.select("user_id", "user_factors"), on="user_id", how="inner")
        .join(items.select(*ITEM, "factors", "is_from_text"), on=list(ITEM), how="inner")
        .withColumn("score", F.round(score, 6))
        .drop("user_factors")
    )
