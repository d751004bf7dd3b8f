"""Leaves one post of each group of copies, for what counts them once."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def counted_once(
    posts: DataFrame,
    duplicates: DataFrame,
    per: Sequence[str] = ("post_date",),
    most: str | None = None,
) -> DataFrame:
    """The posts without copies, but for one of each group: a post of its first text, if there is.

    Posts that are copies of none stay, however alike short ones are. So do reposts: each is an
    act of its own.

    Args:
        posts: post_id, post_date, posted_at, text_hash, is_repost, the columns of `per` and
            `most`, and any others.
        duplicates: Rows of `near_duplicates` of the same days.
        per: Within what one post is left: of each day; with user_id, of each author and day; with
            nothing, of all the posts.
        most: Column of which the post with the most of a group is left, rather than the first.

    Returns:
        Rows of `posts`, with the same columns.
    """
    of_texts = duplicates.select("post_date", "text_hash", "group_hash")
    # A first text has no row on a day on which nobody had copied it yet.
    heads = duplicates.select(F.col("group_hash").alias("text_hash"), F.lit(True).alias("is_head"))
    keys = ["post_id", "post_date", "posted_at", "text_hash"]
    named = dict.fromkeys([*keys, *per, *filter(None, [most])])
    copies = (
        posts.where(~F.coalesce("is_repost", F.lit(False)))
        .select(*named)
        .join(of_texts, on=["post_date", "text_hash"], how="left")
        .join(heads.distinct(), on="text_hash", how="left")
        .withColumn("group", F.coalesce("group_hash", F.when(F.col("is_head"), F.col("text_hash"))))
        .where(F.col("group").isNotNull())
    )
    first = (F.col("text_hash") != F.col("group"), F.asc_nulls_last("posted_at"), "post_id")
    order = (F.desc_nulls_last(most), *first) if most else first
    place = F.row_number().over(Window.partitionBy(*per, "group").orderBy(*order))
    repeated = copies.withColumn("place", place).where(F.col("place") > 1).select("post_id")
    return posts.join(repeated, on="post_id", how="left_anti")
