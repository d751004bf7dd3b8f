"""Which items, and which posts, are wanted by the same users."""

from __future__ import annotations

from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.recommend.content.interactions import ITEM, SEEN
from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.pairs import pair_counts
from voxlake.spark.columns import wilson_ends
from voxlake.tables import SIMILAR_ITEMS

_DIGITS = 9
"""Digits that are kept, so that order and partitions change nothing."""


def similar_items(actions: DataFrame, as_of: date, settings: ItemSettings) -> DataFrame:
    """Rows of `similar_items`: of each item the others of its kind that are most alike.

    cosine = n_ab / sqrt(n_a n_b) over the sets of users (Linden, Smith and York 2003, "Amazon.com
    recommendations: item-to-item collaborative filtering", IEEE Internet Computing 7), ranked by
    cosine · n_ab / (n_ab + shrinkage), since what few users have in common may be chance (Bell and
    Koren 2007, "Improved neighborhood-based collaborative filtering", KDD Cup).

    The cosine is the geometric mean of the two shares n_ab / n_a and n_ab / n_b. Its interval has
    the geometric means of their ends: each of Wilson's, of so high a confidence that both hold at
    once with the one that is asked for at least (Bonferroni), whatever the two have to do with
    each other.

    Args:
        actions: What `actions_of` gives; what was only seen does not count.
        as_of: The day of the snapshot; later actions do not count.
        settings: How many of a user count, and what is told.
    """
    counted = pair_counts(_held(actions, as_of, settings), settings.min_common)
    both = F.col("both")
    cosine = both / F.sqrt(F.col("count") * F.col("other_count"))
    low, high = cosine_interval(settings.confidence)
    best = Window.partitionBy("item").orderBy(F.desc("score"), "other")
    return (
        counted.withColumn("score", F.round(cosine * both / (both + settings.shrinkage), _DIGITS))
        .withColumn("rank", F.row_number().over(best))
        .where(F.col("rank") <= settings.top)
        .select(
            F.lit(as_of).alias("as_of_date"),
            F.col("item.item_kind").alias("item_kind"),
            F.col("item.item_id").alias("item_id"),
            F.col("other.item_id").alias("other_item_id"),
            "rank",
            both.alias("user_count"),
            F.round(cosine, _DIGITS).alias("cosine"),
            F.round(low, _DIGITS).alias("low"),
            F.round(high, _DIGITS).alias("high"),
            "score",
        )
        .select(*SIMILAR_ITEMS.column_names)
    )


def cosine_interval(confidence: float) -> tuple[Column, Column]:
    """Ends of the interval of a cosine of sets, from both, count and other_count."""
    of_each = (1 + confidence) / 2
    ends = [
        wilson_ends(F.col("both") / F.col(whole), F.col(whole), of_each)
        for whole in ("count", "other_count")
    ]
    (one_low, one_high), (other_low, other_high) = ends
    return F.sqrt(one_low * other_low), F.sqrt(one_high * other_high)


def _held(actions: DataFrame, as_of: date, settings: ItemSettings) -> DataFrame:
    """The latest items of each user and kind: `basket` is the user and kind, `item` both names."""
    is_wish = (F.col("action") != SEEN) & (F.col("day") <= F.lit(as_of))
    each = (
        actions.where(is_wish & F.col("user_id").isNotNull() & F.col("item_id").isNotNull())
        .groupBy("user_id", *ITEM)
        .agg(F.max("day").alias("day"))
    )
    latest = Window.partitionBy("user_id", "item_kind").orderBy(F.desc("day"), "item_id")
    return (
        each.withColumn("_place", F.row_number().over(latest))
        .where(F.col("_place") <= settings.user_items)
        .select(
            F.struct("user_id", "item_kind").alias("basket"),
            F.struct(*ITEM).alias("item"),
        )
    )
