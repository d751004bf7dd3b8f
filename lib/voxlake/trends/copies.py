"""Counts posts that are copies of each other once."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

_PLACE = "_place_among_copies"


def once(posts: DataFrame, copies: DataFrame, *order: Column | str) -> DataFrame:
    """Of the posts of a day with one text, or with texts of one group, the first in an order.

    Reposts stay: each is an act of its own. So do posts without a text.

    Args:
        posts: post_id, post_date, text_hash, is_repost.
        copies: Rows of `near_duplicates` of the same days.
        order: What puts copies in their order; `post_id` decides among equals.
    """
    groups = copies.select("post_date", "text_hash", "group_hash")
    told = posts.join(groups, on=["post_date", "text_hash"], how="left")
    stands_alone = F.coalesce("is_repost", F.lit(False)) | F.col("text_hash").isNull()
    group = F.when(stands_alone, F.concat(F.lit("post:"), "post_id")).otherwise(
        F.coalesce("group_hash", "text_hash")
    )
    among = Window.partitionBy("post_date", group).orderBy(*order, "post_id")
    return (
        told.withColumn(_PLACE, F.row_number().over(among))
        .where(F.col(_PLACE) == 1)
        .select(*posts.columns)
    )
