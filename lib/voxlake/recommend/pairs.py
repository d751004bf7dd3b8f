"""Counts how often two things stand together, over baskets of bounded size."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def pair_counts(held: DataFrame, least: int) -> DataFrame:
    """Pairs of items that at least `least` baskets hold, either way round.

    Baskets are joined with themselves by their name, so that one of n items gives n (n - 1) / 2
    rows: whoever calls bounds n. Items in fewer baskets than `least` are dropped before.

    Args:
        held: `basket` and `item`, each pair once; nulls are none.
        least: Fewest baskets of a pair.

    Returns:
        item, other, both (baskets with both), count and other_count (with each).
    """
    whole = held.where(F.col("basket").isNotNull() & F.col("item").isNotNull())
    counts = whole.groupBy("item").agg(F.count("*").alias("count"))
    kept = whole.join(counts.where(F.col("count") >= least), on="item", how="inner")
    others = kept.select(
        F.col("basket").alias("_basket"),
        F.col("item").alias("other"),
        F.col("count").alias("other_count"),
    )
    is_pair = (F.col("basket") == F.col("_basket")) & (F.col("item") < F.col("other"))
    # The counts hang on the items alone: grouped by them too, they need no second join.
    once = (
        kept.join(others, on=is_pair, how="inner")
        .groupBy("item", "other", "count", "other_count")
        .agg(F.count("*").alias("both"))
        .where(F.col("both") >= least)
    )
    turned = once.select(
        F.col("other").alias("item"),
        F.col("item").alias("other"),
        F.col("other_count").alias("count"),
        F.col("count").alias("other_count"),
        "both",
    )
    return once.unionByName(turned)
