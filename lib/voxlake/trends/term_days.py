"""Who says which words of a day: counts that stand for its texts in the weeks after it."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.tables import TERM_DAYS
from voxlake.topics.words.phrases import EVERY_TEXT, GRAMS


def term_days(texts: DataFrame, kept_terms: int) -> DataFrame:
    """Rows of `term_days`: authors and texts of each gram of a day, and of all that have one.

    Who is not known is told by the text: copies of one text are one author then.

    Args:
        texts: post_date, user_id, text_hash and `topic_grams`, as `with_grams` gives them.
        kept_terms: How many grams of a day are kept, at most.
    """
    counted = (
        texts.where(F.size(GRAMS) > 1)  # EVERY_TEXT, and a word
        .select(
            "post_date", "text_hash", _author().alias("_author"), F.explode(GRAMS).alias("stem")
        )
        .groupBy("post_date", "stem")
        .agg(
            F.countDistinct("_author").alias("author_count"),
            F.countDistinct("text_hash").alias("text_count"),
        )
    )
    return _kept(counted, kept_terms).select(*TERM_DAYS.column_names)


def _kept(counted: DataFrame, kept_terms: int) -> DataFrame:
    """Those from so many authors on that no more are kept than may be; EVERY_TEXT always."""
    is_all = F.col("stem") == EVERY_TEXT
    up_to = Window.partitionBy("post_date").orderBy(F.desc("author_count"))
    fewest = (
        counted.where(~is_all)
        .groupBy("post_date", "author_count")
        .agg(F.count("*").alias("_terms"))
        .withColumn("_terms", F.sum("_terms").over(up_to))
        .where(F.col("_terms") <= kept_terms)
        .groupBy("post_date")
        .agg(F.min("author_count").alias("_fewest"))
    )
    is_kept = is_all | (F.col("author_count") >= F.col("_fewest"))
    return counted.join(F.broadcast(fewest), on="post_date", how="left").where(is_kept)


def _author() -> Column:
    return F.coalesce(F.concat(F.lit("user:"), "user_id"), F.concat(F.lit("text:"), "text_hash"))
