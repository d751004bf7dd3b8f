"""What there is to do for the files of a table, and the doing of it: gather, remove, forget.

Each step is one statement of Delta's own and can be killed at any moment: what was done stays done,
and the next run finds the rest. When all is done there is nothing left to find.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

from py4j.java_gateway import JavaClass
from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake import layout
from voxlake.lake.lake import Lake
from voxlake.lake.maintenance_settings import MaintenanceSettings
from voxlake.lake.place import quoted
from voxlake.lake.stale import Pile, any_retention, expired_log, first_kept, stale_files, vacuum_sql
from voxlake.tables import TABLES, Table

_FEWEST = 2
_FEWEST_BY_ROW = 10
"""Small files from which on gathering is worth a commit; a table of single rows gets one at each
commit, those of the run that maintains it too."""


@dataclass(frozen=True)
class Upkeep:
    """What there is to do for a table: see `look_at`.

    Attributes:
        table: Which.
        is_daily: Whether it has a partition a day.
        file_count: Files that its rows lie in.
        files_after: About how many there would be with the small ones gathered.
        days: Partitions whose files are gathered; None for the whole table.
        stale: Files that no version of the last days needs.
        old_log: Entries and checkpoints of its log that are past their time.
        properties: What the table does not say yet of how long Delta keeps both.
        is_named: Whether a setting names an old version of it, so that nothing is removed.
    """

    table: Table
    is_daily: bool
    file_count: int
    files_after: int
    days: Days | None = None
    stale: Pile = field(default_factory=Pile)
    old_log: Pile = field(default_factory=Pile)
    properties: Mapping[str, str] = field(default_factory=dict)
    is_named: bool = False

    @property
    def is_due(self) -> bool:
        """Whether there is anything to do."""
        piles = self.stale + self.old_log
        return bool(piles.file_count or self.properties or self.gathers)

    @property
    def gathers(self) -> bool:
        """Whether small files become whole ones."""
        return self.files_after < self.file_count

    @property
    def frees(self) -> Pile:
        """Files that are removed."""
        return self.stale + self.old_log

    @property
    def summary(self) -> str:
        """What is done, for people; empty where that is nothing."""
        steps = {
            f"{self.file_count:,} files become about {self.files_after:,}": self.gathers,
            f"keeps {', '.join(self.properties.values())}": self.properties,
            f"removes {self.stale}": self.stale.file_count,
            f"forgets {self.old_log} of its log": self.old_log.file_count,
        }
        return "; ".join(step for step, is_done in steps.items() if is_done)


def look_at(lake: Lake, table: Table, settings: MaintenanceSettings) -> Upkeep | None:
    """What there is to do for a table, which changes nothing; None where there is no such table."""
    version = lake.version(table)
    if version is None:
        return None
    detail = _detail(lake, table, settings)
    daily, location = bool(detail["partitionColumns"]), detail["location"]
    saved, days = _gain(lake, table, daily=daily)
    is_named = _plain(location) in map(_plain, settings.named_paths)
    wanted = {} if is_named else _properties(settings)
    unsaid = {k: v for k, v in wanted.items() if detail["properties"].get(k) != v}
    stale, old_log = Pile(), Pile()
    if detail["is_old"] and not is_named:
        stale = stale_files(lake.spark, lake.name_of(table), settings.keep_days)
        latest = version + bool(saved) + bool(unsaid)  # after what is to be done
        old_log = expired_log(lake.spark, location, latest, settings.log_days)
    files = detail["numFiles"]
    return Upkeep(
        table, daily, files, files - saved, days, stale, old_log, unsaid, is_named=is_named
    )


def maintain_all(lake: Lake, settings: MaintenanceSettings) -> Iterator[Upkeep]:
    """Do what there is to do, table by table, and say what was done."""
    for table in TABLES:
        if done := maintain(lake, table, settings):
            yield done


def maintain(lake: Lake, table: Table, settings: MaintenanceSettings) -> Upkeep | None:
    """Do what there is to do for a table, and say what it was; None where that was nothing.

    Args:
        lake: Whose lock is held.
        table: Any of its tables.
        settings: How long what is kept.
    """
    due = look_at(lake, table, settings)
    if due is None or not due.is_due:
        return None
    name = lake.name_of(table)
    if due.gathers:
        lake.tend(table, layout.gather_sql(lake.spark, table, name, due.days))
        if not settings.keep_days and not due.is_named:  # the small files can go at once
            due = replace(due, stale=stale_files(lake.spark, name, settings.keep_days))
    if due.properties:
        said = ", ".join(f"'{key}' = '{value}'" for key, value in due.properties.items())
        lake.tend(table, f"ALTER TABLE {name} SET TBLPROPERTIES ({said})")
    if due.stale.file_count:
        with any_retention(lake.spark):
            lake.tend(table, vacuum_sql(name, settings.keep_days))
    if due.old_log.file_count:
        _forget_log(lake, table, settings)
    return due


def _detail(lake: Lake, table: Table, settings: MaintenanceSettings) -> Row:
    """What Delta says of a table, and whether it is old enough to have files to remove."""
    age = F.current_timestamp() - F.make_dt_interval(F.lit(settings.keep_days))
    detail = lake.spark.sql(f"DESCRIBE DETAIL {lake.name_of(table)}")
    row: Row = detail.withColumn("is_old", F.col("createdAt") <= age).collect()[0]
    return row


def _gain(lake: Lake, table: Table, *, daily: bool) -> tuple[int, Days | None]:
    """By how many files gathering would lessen a table, about, and in which partitions.

    Gathering is worth it where at least twice as many files are there as their bytes fill, so that
    what was gathered never is again: whole files of the rest come to less than that.
    """
    whole = layout.whole_bytes(lake.spark)
    by_day = [quoted(str(table.partition))] if daily else []
    in_order = table.partition is not None and not daily
    files = _files(lake, table, by_day)
    if not in_order:  # else larger files are written anew too, for the order of their days
        files = files.where(F.col("bytes") < whole)
    fewest = _FEWEST_BY_ROW if table.last_by else _FEWEST
    after = F.ceil(F.col("bytes") / whole)
    found = (
        files.groupBy(*by_day)
        .agg(F.count("*").alias("count"), F.sum("bytes").alias("bytes"))
        .where(F.col("count") >= F.greatest(F.lit(fewest), 2 * after))
        .collect()  # days at most
    )
    saved = sum(row["count"] - ceil(row["bytes"] / whole) for row in found)
    return saved, Days.of(row[str(table.partition)] for row in found) if daily else None


def _files(lake: Lake, table: Table, by: list[str]) -> DataFrame:
    """The files that the rows of a table lie in, with their bytes; no column of rows is read."""
    file, size = F.col("_metadata.file_path"), F.col("_metadata.file_size")
    rows = lake.spark.table(lake.name_of(table))
    return rows.select(*by, file.alias("file"), size.alias("bytes")).distinct()


def _properties(settings: MaintenanceSettings) -> dict[str, str]:
    return {
        "delta.deletedFileRetentionDuration": f"interval {settings.keep_days} days",
        "delta.logRetentionDuration": f"interval {settings.log_days} days",
    }


def _forget_log(lake: Lake, table: Table, settings: MaintenanceSettings) -> None:
    """Write a checkpoint, after which Delta removes older entries than its properties say.

    An earlier checkpoint, of the first entry that stays, lets each later version be read. No
    statement of SQL does this; a platform whose Delta is its own does it without being asked.
    """
    spark: Any = lake.spark
    delta = spark._jvm.org.apache.spark.sql.delta.DeltaLog
    if not isinstance(delta, JavaClass):
        return
    location = _detail(lake, table, settings)["location"]
    log = delta.forTable(spark._jsparkSession, location)
    if (first := first_kept(lake.spark, location, settings.log_days)) is not None:
        log.createCheckpointAtVersion(first)
    log.checkpoint()


def _plain(place: str) -> str:
    """A folder's path however its scheme is written."""
    return place.removeprefix("file:").replace("///", "/").rstrip("/")
