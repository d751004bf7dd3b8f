"""Reads big files of lines in parts, and tells the files and lines that are too large to read.

Hadoop's reader of lines leaves one out that exceeds its bound, without a word. It is told by the
bytes of its file that are in no line.
"""

from __future__ import annotations

from collections.abc import Collection

from pyspark.sql import Column, DataFrame, DataFrameReader
from pyspark.sql import functions as F

from voxlake.core.formats import FORMATS
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source
from voxlake.ingest.unpacking import ENDS

BIG_BYTES = 32 * 2**20
"""Size from which on a file of lines is read in parts."""

_PACKED = rf"(?i)\.({'|'.join(end.lstrip('.') for end in ENDS)})\z"
_LONGEST = "mapreduce.input.linerecordreader.line.maxlength"


def with_facts(files: DataFrame) -> DataFrame:
    """What is read of files, with `file`, `arrived_at` and `size` of each."""
    facts = {
        "file": F.col("_metadata.file_path"),
        "arrived_at": F.col("_metadata.file_modification_time"),
    }
    return files.withColumns(facts)


def is_of_lines(source: Source) -> bool:
    """Whether each record is a line, so that a file may be read in parts."""
    if source.format == "json":
        return source.json_options.records is None and source.json_options.prefix is None
    return FORMATS[source.format].is_delimited and not source.csv.multiline


def is_big(whole: Collection[str] = ()) -> Column:
    """Whether a file is read in parts. Spark opens no file that a condition on it leaves out.

    Args:
        whole: Those that hold no lines, as `_metadata.file_path` names them.
    """
    is_packed = F.col("_metadata.file_name").rlike(_PACKED)
    is_large = ~is_packed & (F.col("_metadata.file_size") > BIG_BYTES)
    return is_large & ~F.col("_metadata.file_path").isin(list(whole)) if whole else is_large


def lines_of(
    reader: DataFrameReader, paths: list[str], limits: Limits, is_big: Column
) -> DataFrame:
    """The lines of the big files at paths: `file`, `arrived_at`, `start` of the part, `content`."""
    bounded = reader.option("lineSep", "\n").option(_LONGEST, limits.max_record_bytes + 1)
    rows = bounded.text(paths, recursiveFileLookup=True).where(is_big)
    return with_facts(rows).select(
        "file",
        "arrived_at",
        F.col("_metadata.file_block_start").cast("long").alias("start"),
        F.col("value").cast("binary").alias("content"),
    )


def left_out(files: DataFrame, lines: DataFrame, limits: Limits) -> DataFrame:
    """A record for each big file some lines of which were too long, with how many bytes they have.

    Args:
        files: The big files.
        lines: Their lines, as `lines_of` gives them.
        limits: Say how long a line may be.
    """
    seen = lines.groupBy("file").agg(F.sum(F.octet_length("content") + 1).alias("seen"))
    size = F.col("_metadata.file_size").alias("size")
    big = with_facts(files).select("file", "arrived_at", size)
    unseen = F.col("size") - F.coalesce("seen", F.lit(0))
    is_missing = unseen >= limits.max_record_bytes
    setting = f"ingest.max_record_bytes, {limits.max_record_bytes:,}"
    told = F.concat(F.format_number(unseen, 0), F.lit(f" bytes, in lines longer than {setting}"))
    missing = big.join(seen, on="file", how="left").where(is_missing)
    return _rejected(missing, "record_too_long", told)


def too_large(files: DataFrame, limits: Limits) -> DataFrame:
    """A record for each of the files, which are not opened: it is too large."""
    size = F.format_number(F.col("_metadata.file_size"), 0)
    setting = f"ingest.max_file_bytes, {limits.max_file_bytes:,}"
    told = F.concat(size, F.lit(f" bytes, more than {setting}"))
    return _rejected(with_facts(files), "file_too_large", told)


def _rejected(files: DataFrame, reason: str, detail: Column) -> DataFrame:
    """One record for each file, with the columns of `files.PARSED`."""
    return files.select(
        F.url_decode(F.replace(F.col("file"), F.lit("+"), F.lit("%2B"))).alias("file"),
        "arrived_at",
        F.lit("").alias("payload"),
        F.lit(None).cast("map<string,string>").alias("values"),
        F.lit(reason).alias("reason"),
        detail.alias("detail"),
        F.lit(None).cast("array<string>").alias("told"),
    )
