"""How a table is created, its version found, and a commit signed and tried again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

from voxlake.place import quoted
from voxlake.tables import Table

_SIGNATURE = "spark.databricks.delta.commitInfo.userMetadata"
_WAITS = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each further try
_CONFLICTS = ("DELTA_CONCURRENT_", "DELTA_METADATA_CHANGED", "DELTA_PROTOCOL_CHANGED")
_NOT_THERE = {
    "DELTA_MISSING_DELTA_TABLE",
    "DELTA_TABLE_NOT_FOUND",
    "DELTA_TABLE_ONLY_OPERATION",
    "PATH_NOT_FOUND",
    "SCHEMA_NOT_FOUND",
    "TABLE_OR_VIEW_NOT_FOUND",
}

_PROPERTIES = {  # what the weakest reader of the tables (Athena) understands
    "delta.enableDeletionVectors": "false",
    "delta.columnMapping.mode": "none",
}
# Gathers the rows of a partition into one file, and into several of some hundred MB where it is
# large; or, where rows are added one at a time, the files of many commits into one. There a
# checkpoint after ten commits, which is the default, takes as long as four of them.
_WHOLE_FILES = {"delta.autoOptimize.optimizeWrite": "true"}
_GATHERED_FILES = {"delta.autoOptimize.autoCompact": "true", "delta.checkpointInterval": "50"}


def latest_version(spark: SparkSession, name: str) -> int | None:
    """The table's latest Delta version; None where there is no such table."""
    try:
        rows = spark.table(name)
        try:
            return planned_version(rows)
        except (AttributeError, Py4JError):  # another Delta, or Spark Connect
            latest = spark.sql(f"DESCRIBE HISTORY {name} LIMIT 1").first()
    except AnalysisException as error:
        if error.getErrorClass() in _NOT_THERE:
            return None
        raise
    return int(latest["version"]) if latest else None


def planned_version(rows: DataFrame) -> int:
    """The Delta version that a read of one table is planned for.

    No documented call of Delta tells it but `DESCRIBE HISTORY`, which is a job of Spark each time:
    half a second, some ten times in each job of ours.
    """
    relation = rows._jdf.queryExecution().analyzed().collectLeaves().head().relation()
    return int(relation.location().version())


def create_sql(table: Table, name: str) -> str:
    """The statement that creates a table, with its comments, partition and properties."""
    columns = ", ".join(
        f"{quoted(f.name)} {f.dataType.simpleString()} COMMENT {_text(f.metadata['comment'])}"
        for f in table.schema
    )
    statistics = [quoted(c) for c in table.statistics_columns if c != table.partition]
    files = _GATHERED_FILES if table.last_by else _WHOLE_FILES
    properties = {
        **_PROPERTIES,
        **files,
        "delta.dataSkippingStatsColumns": ",".join(statistics),
    }
    listed = ", ".join(f"{_text(key)} = {_text(value)}" for key, value in properties.items())
    partition = f"PARTITIONED BY ({quoted(table.partition)}) " if table.partition else ""
    return (
        f"CREATE TABLE IF NOT EXISTS {name} ({columns}) USING delta {partition}"
        f"COMMENT {_text(table.comment)} TBLPROPERTIES ({listed})"
    )


def commit(spark: SparkSession, run_id: str, write: Callable[[], object]) -> None:
    """Do a write that carries the run's id, again where another commit got in its way."""
    spark.conf.set(_SIGNATURE, run_id)
    for wait in _WAITS:
        try:
            write()
        except (PySparkException, Py4JJavaError) as error:
            if not any(conflict in str(error) for conflict in _CONFLICTS):
                raise
            time.sleep(wait * (1 + random.random()))
        else:
            return
    write()


def _text(value: str) -> str:
    """A string as SQL takes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"
