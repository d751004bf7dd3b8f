"""Reads the records of Parquet files and Delta tables of others."""

from __future__ import annotations

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.errors import InputError
from voxlake.ingest.source import Source

_TIME_FORM = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"


def read_parquet(spark: SparkSession, source: Source, path: str) -> DataFrame:
    """Records of Parquet files, with the columns of `files.PARSED`."""
    rows = spark.read.parquet(path, mergeSchema=True)
    return _records(
        rows,
        source,
        file=F.url_decode(F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B"))),
        arrived_at=F.col("_metadata.file_modification_time"),
    )


def read_delta(spark: SparkSession, source: Source, path: str) -> DataFrame:
    """Records of a Delta table at one version, which stands at the end of `file`.

    Raises:
        InputError: there is no such table or version.
    """
    name = path.replace("`", "``")
    try:
        history = spark.sql(f"DESCRIBE HISTORY delta.`{name}`").select(
            "version", F.unix_micros("timestamp").alias("committed_at")
        )
        if source.version is not None:
            history = history.where(F.col("version") == source.version)
        commit = history.orderBy(F.col("version").desc()).first()
    except AnalysisException as error:
        raise InputError(f"Source {source.name}: {path} is no Delta table: {error}") from error
    if commit is None:
        raise InputError(
            f"Source {source.name}: {path} has no version {source.version}; name one that "
            "DESCRIBE HISTORY shows, or none for the current one."
        )
    version = commit["version"]
    rows = spark.read.format("delta").option("versionAsOf", version).load(path)
    return _records(
        rows,
        source,
        file=F.lit(f"{path}@{version}"),
        arrived_at=F.timestamp_micros(F.lit(commit["committed_at"])),
    )


def _records(rows: DataFrame, source: Source, file: Column, arrived_at: Column) -> DataFrame:
    types = {field.name: field.dataType for field in rows.schema.fields}
    if absent := sorted(source.source_columns - set(types)):
        raise InputError(
            f"Source {source.name}: {source.path} has no columns {', '.join(absent)}, which the "
            f"source file names; it has {', '.join(types)}."
        )
    texts = {
        name: _as_text(F.col(f"`{name}`"), types[name]) for name in sorted(source.source_columns)
    }
    values = F.create_map(*(part for name, text in texts.items() for part in (F.lit(name), text)))
    faulty = [F.when(~_is_utf8(text), F.lit(name)) for name, text in texts.items()]
    detail = F.nullif(F.concat_ws(", ", *faulty), F.lit(""))
    payload = F.to_json(F.struct("*"), {"timeZone": "UTC", "timestampFormat": _TIME_FORM})
    return rows.select(
        file.alias("file"),
        arrived_at.alias("arrived_at"),
        payload.alias("payload"),
        F.when(detail.isNull(), values).alias("values"),
        F.when(detail.isNotNull(), F.lit("utf8_invalid")).alias("reason"),
        detail.alias("detail"),
    )


def _is_utf8(text: Column) -> Column:
    """Whether the bytes are of UTF-8: a text of Spark may hold any, and Python fails on them."""
    return text == F.decode(text.cast("binary"), "UTF-8")


def _as_text(value: Column, kind: T.DataType) -> Column:
    """A value as the text that a CSV file would hold."""
    if isinstance(kind, T.TimestampType):
        return F.date_format(value, _TIME_FORM)
    if isinstance(kind, T.StructType | T.ArrayType | T.MapType):
        return F.to_json(value)
    if isinstance(kind, T.BinaryType):
        return F.base64(value)
    return value.cast("string")
