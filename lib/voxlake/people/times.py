"""Which times of posts, orders and events tell an hour, and which only the day."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

_HOUR_SECONDS, _DAY_SECONDS = 3_600, 86_400


def with_known_times(rows: DataFrame, day: str, time: str) -> DataFrame:
    """The rows with their time, which is null where the source tells only the day.

    A date without an hour is kept as midnight, UTC. Where all that a source has of a day stands at
    midnight, it tells no hours; one row of others at midnight does.

    Args:
        rows: Rows with `source`.
        day: Their column of days, UTC.
        time: Their column of times.
    """
    tells = F.bool_or(_seconds(F.col(time)) > 0).alias("_tells")
    told = rows.groupBy(F.col("source").alias("_source"), F.col(day).alias("_day")).agg(tells)
    same = F.col("source").eqNullSafe(F.col("_source")) & (F.col(day) == F.col("_day"))
    joined = rows.join(F.broadcast(told), same, how="left")  # a row a source and day: small
    return joined.withColumn(time, F.when(F.col("_tells"), F.col(time))).select(*rows.columns)


def utc_hour(time: str) -> Column:
    """Hour of the day, 0 to 23, UTC in every session time zone; null where the time is."""
    return F.floor(_seconds(F.col(time)) / _HOUR_SECONDS)


def _seconds(time: Column) -> Column:
    """Since midnight, UTC."""
    return F.pmod(F.unix_seconds(time), F.lit(_DAY_SECONDS))
