"""Which segment a user was in on a day, by the snapshots of `user_segments`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql.types import DateType, StructType

from voxlake.core.days import Days
from voxlake.spark.frames import frame_of
from voxlake.tables.columns import NO_SEGMENT

_SNAPSHOTS = StructType().add("_day", DateType()).add("_as_of", DateType())


def snapshots_of(days: Days, snapshots: Days) -> dict[date, date]:
    """The snapshot in force on each day: the last by then or, on a day before all, the first.

    So a day that is worked out anew has the segments that it had, since the days before the first
    snapshot had that one when they first had any. Empty without snapshots.

    Args:
        days: The days that are asked for.
        snapshots: Days of snapshots: those in force on the days, and the first of all.
    """
    if not len(snapshots):
        return {}
    return {day: max((s for s in snapshots if s <= day), default=snapshots.first) for day in days}


@dataclass(frozen=True)
class Membership:
    """Rows of `user_segments` of some snapshots, and the snapshot that each day goes by."""

    segments: DataFrame
    as_of: Mapping[date, date]

    def placed(self, rows: DataFrame, day: str) -> DataFrame:
        """The rows with `segment_id`: that of their `user_id` on their day, or of no segment.

        Args:
            rows: With `user_id` and days that `as_of` has, or no day at all.
            day: The column of their day.
        """
        known = frame_of(rows.sparkSession, [*self.as_of.items()], _SNAPSHOTS)
        members = self.segments.select(
            F.col("user_id").alias("_member"), F.col("as_of_date").alias("_in"), "segment_id"
        )
        dated = rows.join(F.broadcast(known), on=F.col(day) == F.col("_day"), how="left")
        is_member = (F.col("user_id") == F.col("_member")) & (F.col("_as_of") == F.col("_in"))
        return dated.join(members, on=is_member, how="left").select(
            *rows.columns, F.coalesce("segment_id", F.lit(NO_SEGMENT)).alias("segment_id")
        )
