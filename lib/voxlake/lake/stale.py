"""Files in a table's folder that no version within the retention needs, and old entries of its log.

Files are listed and counted by Spark; only the folders with such files, a table's own or one a
day, are named to it by the driver.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

_SAFETY = "spark.databricks.delta.retentionDurationCheck.enabled"
_FOLDERS = 100
"""Folders that are listed at once, so that the driver never holds the listing of all."""


@dataclass(frozen=True)
class Pile:
    """Files, and the bytes of them."""

    file_count: int = 0
    byte_count: int = 0

    def __add__(self, other: Pile) -> Pile:
        """Both together."""
        return Pile(self.file_count + other.file_count, self.byte_count + other.byte_count)

    def __str__(self) -> str:
        """For people, such as `12 files of 3.4 MB`."""
        return f"{self.file_count:,} files of {self.byte_count / 1e6:,.1f} MB"


def vacuum_sql(name: str, keep_days: int) -> str:
    """The statement that removes what no version of the last days needs."""
    return f"VACUUM {name} RETAIN {24 * keep_days} HOURS"


def stale_files(spark: SparkSession, name: str, keep_days: int) -> Pile:
    """What `vacuum_sql` would remove now, as Delta itself says."""
    with any_retention(spark):
        said = spark.sql(f"{vacuum_sql(name, keep_days)} DRY RUN").where("path LIKE '%.parquet'")
    paths = said.select(
        F.regexp_extract("path", r"^(.*)/[^/]*$", 1).alias("folder"), _file_name().alias("file")
    )
    folders = sorted(row["folder"] for row in paths.select("folder").distinct().collect())
    found = Pile()
    for first in range(0, len(folders), _FOLDERS):
        listed = _listed(spark, folders[first : first + _FOLDERS])
        found += _pile(listed.join(paths, "file", how="left_semi"))
    return found


def expired_log(spark: SparkSession, location: str, version: int, log_days: int) -> Pile:
    """Entries and checkpoints of the log that Delta removes once a version has a checkpoint.

    Args:
        spark: The session.
        location: The table's folder.
        version: That version, which stays.
        log_days: How old an entry becomes; Delta counts whole days of UTC.
    """
    entries = _entries(spark, location)
    return _pile(entries.where(_is_old(log_days) & (F.col("version") < version)))


def first_kept(spark: SparkSession, location: str, log_days: int) -> int | None:
    """The first version whose entry in the log is not past its time; None where all are."""
    entries = _entries(spark, location).where(F.col("file").endswith(".json"))
    first: int | None = entries.where(~_is_old(log_days)).agg(F.min("version")).collect()[0][0]
    return first


def _entries(spark: SparkSession, location: str) -> DataFrame:
    number = F.regexp_extract("file", r"^(\d{20})\.", 1)
    entries = _listed(spark, [f"{location}/_delta_log"]).where(number != "")
    return entries.withColumn("version", number.cast("long"))


def _is_old(log_days: int) -> Column:
    age = F.make_dt_interval(F.lit(log_days))
    return F.col("modified_at") < F.date_trunc("day", F.current_timestamp() - age)


@contextmanager
def any_retention(spark: SparkSession) -> Iterator[None]:
    """Let Delta take a retention that our own settings have checked: see `MaintenanceSettings`."""
    before = spark.conf.get(_SAFETY, "true")
    spark.conf.set(_SAFETY, "false")
    try:
        yield
    finally:
        spark.conf.set(_SAFETY, str(before))


def _listed(spark: SparkSession, folders: list[str]) -> DataFrame:
    """Name, size and time of the files of some folders, each once; none of them is opened."""
    exact = [re.sub(r"([\\*?\[\]{}])", r"\\\1", folder) for folder in folders]
    found = spark.read.format("binaryFile").option("recursiveFileLookup", "true").load(exact)
    return found.select(
        _file_name().alias("file"),
        F.col("length").alias("bytes"),
        F.col("modificationTime").alias("modified_at"),
    ).distinct()


def _file_name() -> Column:
    return F.regexp_extract("path", r"([^/]*)$", 1)


def _pile(files: DataFrame) -> Pile:
    row = files.agg(F.count("*"), F.coalesce(F.sum("bytes"), F.lit(0))).collect()[0]
    return Pile(*row)
