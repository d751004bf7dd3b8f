"""Who is in another segment than before."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.tables import SEGMENT_MOVES


def last_day(rows: DataFrame) -> date | None:
    """The last `as_of_date` of these rows; None of none."""
    last: date | None = rows.agg(F.max("as_of_date")).collect()[0][0]
    return last


def of_day(rows: DataFrame, day: date | None) -> DataFrame:
    """The rows of the snapshot of a day."""
    return rows.where(F.col("as_of_date") == F.lit(day))


def find_moves(now: DataFrame, before: DataFrame) -> DataFrame:
    """Rows of `segment_moves`: users of both snapshots whose segments differ.

    Args:
        now: Rows of `user_segments` of one day.
        before: Those of the snapshot before it.
    """
    earlier = before.select(
        "user_id",
        F.col("as_of_date").alias("earlier_date"),
        F.col("segment_id").alias("from_segment_id"),
        F.col("model_version").alias("earlier_version"),
    )
    both = now.withColumnRenamed("segment_id", "to_segment_id").join(
        earlier, "user_id", how="inner"
    )
    moved = both.where(F.col("from_segment_id") != F.col("to_segment_id"))
    is_other = F.col("model_version") != F.col("earlier_version")
    return moved.withColumn("is_other_model", is_other).select(*SEGMENT_MOVES.column_names)
