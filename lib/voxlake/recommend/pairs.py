"""Counts how often two things stand together, over baskets of bounded size."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F


def pair_counts(held: DataFrame, least: int) -> DataFrame:
    """Pairs of items that at least `least` baskets hold, either way round.

    A basket of n items gives n² rows, of which n (n - 1) / 2 are kept: whoever calls bounds n.
    Items in fewer baskets than `least` are dropped before.

    Args:
        held: `basket` and `item`, each pair once; nulls are none.
        least: Fewest baskets of a pair.

    Returns:
        item, other, count and other_count (baskets with each), both (with both).
    """
    whole = held.where(F.col("basket").isNotNull() & F.col("item").isNotNull())
    counts = whole.groupBy("item").agg(F.count("*").alias("count"))
    kept = whole.join(counts.where(F.col("count") >= least), on="item", how="inner")
    each = F.struct("item", "count")
    # Pairs are made within the row of a basket, and turned within theirs: a join of the frame with
    # itself, and a union with it, would each have all the steps that lead to it once more.
    pairs = (
        kept.groupBy("basket")
        .agg(F.collect_list(each).alias("_items"))
        .select("_items", F.explode("_items").alias("_one"))
        .select("_one", F.explode("_items").alias("_other"))
        .where(F.col("_one.item") < F.col("_other.item"))
    )
    # The counts hang on the items alone: grouped by them too, they need no second join.
    once = pairs.groupBy("_one", "_other").agg(F.count("*").alias("both"))
    ways = F.array(_pair("_one", "_other"), _pair("_other", "_one"))
    return once.where(F.col("both") >= least).select(F.inline(ways), "both")


def _pair(one: str, other: str) -> Column:
    return F.struct(
        F.col(f"{one}.item").alias("item"),
        F.col(f"{other}.item").alias("other"),
        F.col(f"{one}.count").alias("count"),
        F.col(f"{other}.count").alias("other_count"),
    )
