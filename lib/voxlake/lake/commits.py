"""How a table's version is found, and a commit signed and tried again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from py4j.protocol import Py4JError, Py4JJavaError
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

_SIGNATURE = "spark.databricks.delta.commitInfo.userMetadata"
_signing = threading.Lock()
_signers: list[str] = []
_before: list[str] = []
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


def commit(spark: SparkSession, run_id: str, write: Callable[[], object]) -> None:
    """Do a write that carries the run's id, again where another commit got in its way."""
    with _signed(spark, run_id):
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


@contextmanager
def _signed(spark: SparkSession, run_id: str) -> Iterator[None]:
    """Have the session sign its commits; when no thread is left in the block, as before it."""
    with _signing:
        if not _signers:
            _before.append(spark.conf.get(_SIGNATURE, "") or "")
        _signers.append(run_id)
        spark.conf.set(_SIGNATURE, run_id)
    try:
        yield
    finally:
        with _signing:
            _signers.remove(run_id)
            if not _signers:
                if before := _before.pop():
                    spark.conf.set(_SIGNATURE, before)
                else:
                    spark.conf.unset(_SIGNATURE)
