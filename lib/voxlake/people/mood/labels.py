"""Reads users whose mood people have told."""

from __future__ import annotations

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.people.mood.settings import MOODS, LabelledUsers
from voxlake.spark.table_files import read_table


def read_moods(spark: SparkSession, source: LabelledUsers) -> DataFrame:
    """One row per labelled user: user_id, mood.

    Raises:
        InputError: the table cannot be read, lacks a column, has other moods, or a user twice.
    """
    columns = {key: value for key, value in source if key.endswith("_column")}
    rows = read_table(spark, source.path, source.format, columns, section="mood.training")
    named = rows.select(
        F.col(source.user_column).cast("string").alias("user_id"),
        F.col(source.mood_column).cast("string").alias("mood"),
    )
    unknown = named.where(~F.col("mood").isin(*MOODS)).select("mood").distinct().limit(6).collect()
    if unknown:
        names = ", ".join(sorted(row["mood"] for row in unknown))
        raise InputError(
            f"{source.path} has unknown moods: {names}; known are {', '.join(MOODS)}.",
            kept=f"{source.path} has unknown moods.",
        )
    twice = named.groupBy("user_id").count().where("count > 1").limit(6).collect()
    if twice:
        names = ", ".join(sorted(str(row["user_id"]) for row in twice))
        raise InputError(
            f"{source.path} has users more than once: {names}.",
            kept=f"{source.path} has users more than once.",
        )
    return named
