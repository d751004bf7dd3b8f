"""Groups of texts that are copies of each other: rows of `near_duplicates`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.spark.persisted import persisted
from voxlake.tables import NEAR_DUPLICATES
from voxlake.text.duplicates.joining import EARLIER, TEXT, is_one_of


@contextmanager
def led_back(joined: DataFrame) -> Iterator[DataFrame]:
    """Joined texts with the text at which their way back ends, for use in the block.

    A text is joined to an earlier one, which may be joined to one before it. Each round makes the
    way that is left half as long, so rounds are few: the logarithm of the longest way.

    Args:
        joined: What `joined_texts` gives.

    Yields:
        `joined`, with to_date and to_hash of the first text; it is persisted.
    """
    with ExitStack() as kept:
        at = kept.enter_context(persisted(joined))
        while not at.join(_ways(at), on=list(EARLIER), how="left_semi").isEmpty():
            at = kept.enter_context(persisted(_further(at)))
        yield at


def _ways(at: DataFrame) -> DataFrame:
    """From each joined text to the one that it is led to."""
    return at.select(
        F.col("post_date").alias("to_date"),
        F.col("text_hash").alias("to_hash"),
        F.struct(*EARLIER).alias("next"),
    )


def _further(at: DataFrame) -> DataFrame:
    led = at.join(_ways(at), on=list(EARLIER), how="left")
    return led.select(
        *TEXT,
        *(F.coalesce(F.col("next")[name], name).alias(name) for name in EARLIER),
        "similarity",
    )


def duplicate_rows(
    texts: DataFrame, joined: DataFrame, earlier: DataFrame, days: Days
) -> DataFrame:
    """Rows of `near_duplicates`: the texts of the days that have copies.

    Args:
        texts: `campaign_texts` of the days, and perhaps of others.
        joined: What `led_back` gives.
        earlier: Rows of `near_duplicates` of the days before that are not written.
        days: Those whose rows are wanted.
    """
    known = earlier.select(
        F.col("post_date").alias("to_date"), F.col("text_hash").alias("to_hash"), "group_hash"
    )
    copies = joined.join(known, on=list(EARLIER), how="left").select(
        *TEXT, F.coalesce("group_hash", "to_hash").alias("group_hash"), "similarity"
    )
    heads = copies.select("post_date", F.col("group_hash").alias("text_hash")).distinct()
    firsts = (
        texts.where(is_one_of(days))
        .join(copies, on=list(TEXT), how="left_anti")
        .join(heads.withColumn("is_head", F.lit(True)), on=list(TEXT), how="left")
        .where((F.col("post_count") > 1) | F.col("is_head"))
        .select(*TEXT, F.col("text_hash").alias("group_hash"), F.lit(1.0).alias("similarity"))
    )
    return copies.unionByName(firsts).select(*NEAR_DUPLICATES.column_names)
