"""Groups of texts that are copies of each other: rows of `near_duplicates`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.spark.persisted import persisted
from voxlake.tables import NEAR_DUPLICATES
from voxlake.text.duplicates.joining import EARLIER, TEXT, is_one_of


@contextmanager
def led_back(joined: DataFrame) -> Iterator[DataFrame]:
    """Joined texts with the text at which their way back ends, for use in the block.

    A text is joined to an earlier one, which may be joined to one before it. Each round makes the
    way that is left half as long, so rounds are few: the logarithm of the longest way. A round
    names the one before it once, in place of a join with itself: a plan that holds each round twice
    doubles with every round, and Spark walks through all of it again whenever a step ends.

    Args:
        joined: What `joined_texts` gives.

    Yields:
        `joined`, with to_date and to_hash of the first text; it is persisted.
    """
    with ExitStack() as kept:
        at = kept.enter_context(persisted(joined.withColumn("is_led", F.lit(True))))
        while not at.where("is_led").isEmpty():
            at = kept.enter_context(persisted(_further(at)))
        yield at.drop("is_led")


def _further(at: DataFrame) -> DataFrame:
    """Joined texts led to where the text that they are led to is led; is_led: they moved."""
    own, other = (
        F.struct(*(F.col(n).alias(k) for k, n in zip(TEXT, c, strict=True)))
        for c in (TEXT, EARLIER)
    )
    stands = F.struct(own.alias("key"), F.struct(*EARLIER).alias("next"))
    asks = F.struct(other.alias("key"), F.lit(None).alias("next"))
    placed = at.withColumn("_place", F.explode(F.array(stands, asks)))
    there = F.max("_place.next").over(Window.partitionBy("_place.key"))
    led = placed.withColumn("_there", there).where(F.col("_place.next").isNull())
    return led.select(
        *TEXT,
        *(F.coalesce(F.col("_there")[name], name).alias(name) for name in EARLIER),
        "similarity",
        F.col("_there").isNotNull().alias("is_led"),
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
