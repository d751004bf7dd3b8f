"""Reads the records of Parquet files and Delta tables of others."""

from __future__ import annotations

import re

from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.errors import InputError, in_quotes
from voxlake.ingest.listing import Listing, exactly
from voxlake.ingest.path_patterns import is_pattern, plain_path

_SCHEME = re.compile(r"^([A-Za-z][\w+.-]*:)?/*")
_TIME_FORM = "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX"


def read_parquet(spark: SparkSession, listing: Listing) -> DataFrame:
    """Records of Parquet files, with the columns of `files.PARSED`.

    Of some files alone, columns that they lack are null, as they are beside the others. A payload
    has its columns in the order of their names, whatever files are read together.

    Raises:
        InputError: the files lack columns that the source names.
    """
    reader = spark.read.option("mergeSchema", True)
    only = listing.only
    if only is None or _lie_in_unseen_partitions(listing):
        rows = reader.parquet(listing.path)
    elif is_pattern(listing.path):
        rows = reader.parquet(*exactly(only))
    else:  # from the folder on, names such as day=1 are columns
        rows = reader.option("basePath", plain_path(listing.path)).parquet(*exactly(only))
    return _records(
        rows,
        listing,
        payload=F.struct(*(F.col(f"`{name}`") for name in sorted(rows.columns))),
        file=F.url_decode(F.replace(F.col("_metadata.file_path"), F.lit("+"), F.lit("%2B"))),
        arrived_at=F.col("_metadata.file_modification_time"),
    )


def read_delta(spark: SparkSession, listing: Listing) -> DataFrame:
    """Records of a Delta table at one version, which stands at the end of `file`.

    Raises:
        InputError: the table lacks columns that the source names.
    """
    commit = listing.commit
    if commit is None:
        raise ValueError(f"The listing of {listing.source.name} has no version.")
    rows = spark.read.format("delta").option("versionAsOf", commit.version).load(listing.path)
    return _records(
        rows,
        listing,
        payload=F.struct("*"),
        file=F.lit(f"{listing.path}@{commit.version}"),
        arrived_at=F.timestamp_micros(F.lit(commit.committed_at)),
    )


def _lie_in_unseen_partitions(listing: Listing) -> bool:
    """Whether files lie in folders such as day=1 below what a pattern fits.

    Only where the folder that fits is read whole does Spark take these names for columns.
    """
    depth = len(_steps(listing.path))
    return is_pattern(listing.path) and any(
        "=" in step for path in listing.only or () for step in _steps(path)[depth:-1]
    )


def _steps(path: str) -> list[str]:
    """The folders of a path and its last name, without its scheme."""
    return _SCHEME.sub("", path).split("/")


def _records(
    rows: DataFrame, listing: Listing, payload: Column, file: Column, arrived_at: Column
) -> DataFrame:
    source = listing.source
    types = {field.name: field.dataType for field in rows.schema.fields}
    absent = sorted(source.source_columns - set(types))
    if absent and listing.only is None:
        raise InputError(
            f"Source {source.name}: {source.path} has no columns {in_quotes(absent)}, which the "
            f"source file names; it has {in_quotes(types)}."
        )
    texts = {
        name: _as_text(F.col(f"`{name}`"), types[name])
        if name in types
        else F.lit(None).cast("string")
        for name in sorted(source.source_columns)
    }
    values = F.create_map(*(part for name, text in texts.items() for part in (F.lit(name), text)))
    faulty = [F.when(~_is_utf8(text), F.lit(name)) for name, text in texts.items()]
    detail = F.nullif(F.concat_ws(", ", *faulty), F.lit(""))
    records = rows.select(
        file.alias("file"),
        arrived_at.alias("arrived_at"),
        F.to_json(payload, {"timeZone": "UTC", "timestampFormat": _TIME_FORM}).alias("payload"),
        F.when(detail.isNull(), values).alias("values"),
        F.when(detail.isNotNull(), F.lit("utf8_invalid")).alias("reason"),
        detail.alias("detail"),
        F.lit(None).cast("array<string>").alias("told"),
    )
    return records.coalesce(1) if listing.is_small else records


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
