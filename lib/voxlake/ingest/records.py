"""Reads the records of a source, whatever its form."""

from __future__ import annotations

import re
from pathlib import Path

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.errors import InputError
from voxlake.ingest.columnar import read_delta, read_parquet
from voxlake.ingest.files import PARSED, read_files
from voxlake.ingest.source import Source
from voxlake.tables import RECORDS

_DAY = "{day}"
_ANY_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_SECONDS_PER_DAY = 86_400
_NOTHING_THERE = {"PATH_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA"}


def read_records(spark: SparkSession, source: Source, data: str, days: Days) -> DataFrame:
    """The records of a source as they arrived, those that cannot be read included.

    Columns: those of bronze's `records` (file starts from the data's folder); `record_hash`,
    the SHA-256 of the payload; `values`, a map of the columns that mappings name, null with a
    `reason` and perhaps a `detail` where the record cannot be read.

    Args:
        spark: The session.
        source: What to read.
        data: Folder that a relative path starts from.
        days: Which days a path with `{day}` names.

    Raises:
        InputError: there is nothing at the path, or columns are missing there.
    """
    root = _absolute(data)
    path = source.path if _is_whole(source.path) else f"{root}/{source.path}"
    read = _read(spark, source, path, days)
    records = read.withColumns(
        {
            "source": F.lit(source.name),
            "file": F.regexp_replace("file", _root_pattern(root), ""),
            "arrived_date": utc_date(F.col("arrived_at")),
            "record_hash": F.sha2("payload", 256),
        }
    )
    equal = Window.partitionBy("file", "record_hash").orderBy("file")
    numbered = records.withColumn("occurrence", F.row_number().over(equal))
    return numbered.withColumn(
        "record_id", record_key("source", "file", "record_hash", "occurrence")
    )


def _read(spark: SparkSession, source: Source, path: str, days: Days) -> DataFrame:
    """Records with the columns of `PARSED`; none where only other days than asked for have some."""
    readers = {"delta": read_delta, "parquet": read_parquet}
    try:
        return readers.get(source.format, read_files)(spark, source, _of_days(path, days))
    except AnalysisException as error:
        if error.getErrorClass() not in _NOTHING_THERE:
            raise
        if has_days(source) and not days.is_every:
            _read(spark, source, path, Days.every())  # where no day has any, it is a mistake
            return spark.createDataFrame([], PARSED)
        raise InputError(
            f"Source {source.name}: there is nothing at {path}; a relative path starts from the "
            "setting ingest.data."
        ) from error


def bronze_records(records: DataFrame) -> DataFrame:
    """The records as bronze keeps them."""
    return records.select(*RECORDS.column_names)


def record_key(*parts: Column | str) -> Column:
    """Hash of what sets a record apart: its source and file, its hash, its number among equals."""
    texts = [(F.col(p) if isinstance(p, str) else p).cast("string") for p in parts]
    return F.sha2(F.to_json(F.array(*texts)), 256)


def utc_date(time: Column) -> Column:
    """Day of a time in UTC, whatever the session's time zone."""
    return F.date_from_unix_date(F.floor(F.unix_seconds(time) / _SECONDS_PER_DAY).cast("int"))


def has_days(source: Source) -> bool:
    """Whether the path itself says which day its records belong to."""
    return _DAY in source.path


def _of_days(path: str, days: Days) -> str:
    """The path with the days, or any day, in the place of `{day}`."""
    named = _ANY_DAY if days.is_every else "{" + ",".join(day.isoformat() for day in days) + "}"
    return path.replace(_DAY, named)


def _is_whole(path: str) -> bool:
    return path.startswith("/") or re.match(r"[A-Za-z][\w+.-]*:", path) is not None


def _absolute(folder: str) -> str:
    whole = folder if _is_whole(folder) else str(Path(folder).absolute())
    return whole.rstrip("/")


def _root_pattern(root: str) -> str:
    """Matches the folder at the start of a path, however many slashes follow the scheme."""
    scheme, slashes, rest = root.rpartition(":/")
    start = re.escape(scheme + ":") + "/+" if slashes else "^(file:)?/+"
    return f"^{start.removeprefix('^')}{re.escape(rest.lstrip('/'))}/+"
