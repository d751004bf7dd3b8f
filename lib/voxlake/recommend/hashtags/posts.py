"""Which posts tell of hashtags, and their hashtags in one form."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.language.language_id import language_code
from voxlake.text.handles import folded_hashtag
from voxlake.text.wording import encoder_text, wording


def hashtag_posts(posts: DataFrame, most: int) -> DataFrame:
    """Posts that count, with their hashtags in one form: each wording once, in its first post.

    Usable posts with a hashtag that repeat nobody's. Of equal wordings, links and handles aside,
    the first counts, so that neither a robot's daily text nor a copied campaign makes hashtags.

    Args:
        posts: Rows of `posts`, with the detected language where the source tells none.
        most: How many hashtags of a post count, the first of it.

    Returns:
        post_id, post_date, author (one who is unknown is told by the text), language (ISO 639
        code), text_hash, hashtags (different ones, in order; at least one).
    """
    is_own = F.col("is_usable") & ~F.coalesce("is_repost", F.lit(False))
    of_wording = Window.partitionBy(F.coalesce(wording(encoder_text(F.col("text"))), "post_id"))
    first = of_wording.orderBy("post_date", F.asc_nulls_last("posted_at"), "post_id")
    once = (
        posts.where(is_own & (F.size("hashtags") > 0))
        .withColumn("_place", F.row_number().over(first))
        .where(F.col("_place") == 1)
    )
    return once.select(
        "post_id",
        "post_date",
        author(),
        "text_hash",
        language_code(F.col("language")).alias("language"),
        "hashtags",
    ).transform(_in_one_form, most)


def author() -> Column:
    """Who wrote a post; of a post without an author, the text stands for one."""
    return F.coalesce("user_id", "text_hash", "post_id").alias("author")


def _in_one_form(posts: DataFrame, most: int) -> DataFrame:
    each = posts.select("post_id", F.posexplode("hashtags").alias("place", "_written"))
    placed = F.sort_array(F.collect_list(F.struct("place", "hashtag")))
    folded = (
        each.withColumn("hashtag", folded_hashtag(F.col("_written")))
        .where(F.col("hashtag").isNotNull())
        .groupBy("post_id", "hashtag")
        .agg(F.min("place").alias("place"))
        .groupBy("post_id")
        .agg(F.slice(placed["hashtag"], 1, most).alias("hashtags"))
    )
    return posts.drop("hashtags").join(folded, on="post_id", how="inner")
