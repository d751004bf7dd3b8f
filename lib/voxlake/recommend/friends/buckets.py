"""Pairs of people who share a language or a topic, found by joins on what both have.

Those of a language or a topic are split in parts of about `per_bucket` people, and a user looks at
one part of each: the pairs of a user are bounded however many people there are, and each
person is looked at by about as many users as any other.
"""

from __future__ import annotations

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

_BUCKET = ["wish", "bucket"]
_PART = [*_BUCKET, "part"]
_MOST_OF_PART = 2  # times per_bucket; parts are by hash, and seldom larger


def in_parts(
    asking: DataFrame, offering: DataFrame, per_bucket: int
) -> tuple[DataFrame, DataFrame]:
    """Where users look, and who is there.

    Args:
        asking: user_id, wish (what the user looks for), language, top_topics.
        offering: The same, of those who may be offered: wish is what they are.
        per_bucket: People of a part, about.

    Returns:
        wish, bucket, part and user_id, of `asking`; and with item (the user) of `offering`, where
        twice `per_bucket` of a part are kept at most.
    """
    held = _in_buckets(offering)
    sizes = held.groupBy(*_BUCKET).agg(F.ceil(F.count("*") / per_bucket).alias("_parts"))
    part = F.pmod(F.xxhash64("user_id", "bucket"), "_parts").alias("part")
    looked, placed = (
        rows.join(F.broadcast(sizes), _BUCKET).select(*_BUCKET, part, "user_id")
        for rows in (_in_buckets(asking), held)
    )
    order = Window.partitionBy(*_PART).orderBy(F.xxhash64("user_id"), "user_id")
    kept = (
        placed.withColumn("_place", F.row_number().over(order))
        .where(F.col("_place") <= _MOST_OF_PART * per_bucket)
        .select(*_PART, F.col("user_id").alias("item"))
    )
    return looked, kept


def who_look_at(items: DataFrame, looked: DataFrame, kept: DataFrame) -> DataFrame:
    """`user_id` of those who look at one of some people; may be repeated.

    Args:
        items: item.
        looked: The first of `in_parts`.
        kept: The second.
    """
    places = kept.join(items, "item", "left_semi").select(*_PART)
    return looked.join(places, _PART, "left_semi").select("user_id")


def pairs_in_parts(looked: DataFrame, kept: DataFrame) -> DataFrame:
    """`user_id` and `item` of those in the same part; may be repeated.

    Args:
        looked: The first of `in_parts`, or some of its rows.
        kept: The second.
    """
    return looked.join(kept, _PART).select("user_id", "item")


def _in_buckets(people: DataFrame) -> DataFrame:
    none = F.array().cast("array<string>")
    topics = F.coalesce(F.array_distinct("top_topics").cast("array<string>"), none)
    names = F.concat(
        F.transform(topics, lambda topic: F.concat(F.lit("topic "), topic)),
        F.array(F.concat(F.lit("language "), F.col("language"))),
    )
    buckets = F.explode(F.array_compact(names)).alias("bucket")
    return people.where(F.col("wish").isNotNull()).select("user_id", "wish", buckets)
