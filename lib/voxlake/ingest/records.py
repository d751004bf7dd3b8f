"""Reads the records of a source, whatever its form."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from voxlake.ingest.columnar import read_delta, read_parquet
from voxlake.ingest.files import read_files
from voxlake.ingest.listing import Listing, beside_root
from voxlake.ingest.selection import left_out
from voxlake.spark.local_time import local_date
from voxlake.tables import RECORDS


def read_records(spark: SparkSession, listing: Listing, zone: str) -> DataFrame:
    """The records of a source as they arrived, those that cannot be read included.

    Columns: those of bronze's `records` (file starts from the data's folder); `record_hash`,
    the SHA-256 of the payload; `values`, a map of the columns that mappings name, null with a
    `reason` and perhaps a `detail` where the record cannot be read; `left_out`, why it is none of
    the source, or null; `told`, what is to be said of its file.

    Args:
        spark: The session.
        listing: What to read, as `list_files` found it.
        zone: The lake's, by which the day of a file is told.

    Raises:
        InputError: columns are missing there.
    """
    readers = {"delta": read_delta, "parquet": read_parquet}
    read = readers.get(listing.source.format, read_files)(spark, listing)
    records = read.withColumns(
        {
            "source": F.lit(listing.source.name),
            "file": beside_root(F.col("file"), listing.root),
            "arrived_date": local_date("arrived_at", zone),
            "record_hash": F.sha2("payload", 256),
            "left_out": left_out(listing.source),
        }
    )
    equal = Window.partitionBy("file", "record_hash").orderBy("file")
    numbered = records.withColumn("occurrence", F.row_number().over(equal))
    return numbered.withColumn(
        "record_id", record_key("source", "file", "record_hash", "occurrence")
    )


def bronze_records(records: DataFrame) -> DataFrame:
    """The records as bronze keeps them, without those that are none of the source."""
    return records.where(F.col("left_out").isNull()).select(*RECORDS.column_names)


def record_key(*parts: Column | str) -> Column:
    """Hash of what sets a record apart: its source and file, its hash, its number among equals."""
    texts = [(F.col(p) if isinstance(p, str) else p).cast("string") for p in parts]
    return F.sha2(F.to_json(F.array(*texts)), 256)
