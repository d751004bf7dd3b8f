"""Joins each text to the earlier one that it is most like."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.text.duplicates.minhash import buckets, runs_of_words
from voxlake.text.duplicates.settings import DuplicateSettings

TEXT = ("post_date", "text_hash")
"""What names a text of a day."""
EARLIER = ("to_date", "to_hash")
"""What names the text that a text is joined to."""


def campaign_texts(posts: DataFrame, settings: DuplicateSettings) -> DataFrame:
    """The distinct texts of each day that are long enough to be copied, of the usable posts.

    Reposts are left out: they say themselves what they repeat.

    Returns:
        post_date, text_hash, posted_at (of its first post of the day), post_count, runs.
    """
    is_own = (
        F.col("is_usable") & F.col("text_hash").isNotNull() & ~F.coalesce("is_repost", F.lit(False))
    )
    return (
        posts.where(is_own)
        .groupBy(*TEXT)
        .agg(
            F.min("posted_at").alias("posted_at"),
            F.count("*").alias("post_count"),
            F.min("text").alias("text"),
        )
        .withColumn("runs", runs_of_words(F.col("text"), settings.run_words))
        .where(F.size("runs") >= settings.min_words)
        .drop("text")
    )


def joined_texts(texts: DataFrame, days: Days, settings: DuplicateSettings) -> DataFrame:
    """Texts of the days, each with the earlier text that it is most like, if one is like enough.

    The earlier text is one of the day itself, posted before, or of the `lookback_days` before it;
    of several that are as like, the first.

    Args:
        texts: `campaign_texts` of the days and of those before them.
        days: Those whose texts are joined.
        settings: What is like enough.

    Returns:
        post_date, text_hash, to_date, to_hash, similarity (the true Jaccard index).
    """
    pairs = candidates(texts, days, settings)
    runs = texts.select(*TEXT, "runs")
    of_earlier = texts.select(
        F.col("post_date").alias("to_date"),
        F.col("text_hash").alias("to_hash"),
        F.col("runs").alias("to_runs"),
    )
    compared = (
        pairs.join(runs, on=list(TEXT), how="inner")
        .join(of_earlier, on=list(EARLIER), how="inner")
        .withColumn("similarity", jaccard(F.col("runs"), F.col("to_runs")))
        .where(F.col("similarity") >= settings.similarity)
    )
    most_like = F.min(F.struct((-F.col("similarity")).alias("distance"), *EARLIER))
    return (
        compared.groupBy(*TEXT)
        .agg(most_like.alias("found"))
        .select(
            *TEXT, "found.to_date", "found.to_hash", (-F.col("found.distance")).alias("similarity")
        )
    )


def candidates(texts: DataFrame, days: Days, settings: DuplicateSettings) -> DataFrame:
    """Pairs of a text of the days and an earlier one that may be like it, each pair once.

    Each text is compared with the first text of each of its buckets within `lookback_days`, and
    with itself where it was there in these days: at most `bands` + 1 pairs a text, however many
    share a bucket.

    Returns:
        post_date, text_hash, to_date, to_hash.
    """
    back = settings.lookback_days
    since = Window.partitionBy("bucket").orderBy(F.unix_date("post_date"))
    first = F.min(F.struct("post_date", "posted_at", "text_hash")).over(
        since.rangeBetween(-back, 0)
    )
    of_buckets = buckets(texts, settings).withColumn("first", first)
    firsts = of_buckets.select(
        *TEXT, F.col("first.post_date").alias("to_date"), F.col("first.text_hash").alias("to_hash")
    )
    of_text = Window.partitionBy("text_hash").orderBy(F.unix_date("post_date"))
    before = F.max("post_date").over(of_text.rangeBetween(-back, -1))
    again = texts.select(*TEXT, before.alias("to_date"), F.col("text_hash").alias("to_hash"))
    is_other = (F.col("post_date") != F.col("to_date")) | (F.col("text_hash") != F.col("to_hash"))
    return (
        firsts.unionByName(again).where(is_one_of(days) & is_other).distinct()
    )  # without an earlier day, `again` is null and goes


def jaccard(runs: Column, others: Column) -> Column:
    """The share of the different runs of two texts that both have, 0 to 1."""
    both = F.size(F.array_intersect(runs, others))
    return both / (F.size(runs) + F.size(others) - both)


def is_one_of(days: Days) -> Column:
    """Whether a row's post_date is one of the days."""
    return F.col("post_date").isin(*days)
