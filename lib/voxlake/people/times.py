"""Which times of posts, orders and events tell an hour, and which only the day."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.spark.local_time import start_of_day


def with_known_times(rows: DataFrame, day: str, time: str, zone: str) -> DataFrame:
    """The rows with their time, which is null where the source tells only the day.

    A date without an hour is kept as the instant at which the day begins. Where all that a source
    has of a day stands there, it tells no hours; one row of others at midnight does.

    Args:
        rows: Rows with `source`.
        day: Their column of days.
        time: Their column of instants.
        zone: The lake's, by which the days are cut.
    """
    tells = F.bool_or(F.col(time) != start_of_day(day, zone)).alias("_tells")
    told = rows.groupBy(F.col("source").alias("_source"), F.col(day).alias("_day")).agg(tells)
    same = F.col("source").eqNullSafe(F.col("_source")) & (F.col(day) == F.col("_day"))
    joined = rows.join(F.broadcast(told), same, how="left")  # a row a source and day: small
    return joined.withColumn(time, F.when(F.col("_tells"), F.col(time))).select(*rows.columns)
