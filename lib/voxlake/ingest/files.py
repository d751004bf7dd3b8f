"""Reads the records of CSV and JSON files on the executors.

Python parses them, since Spark's readers lose records without a word: see `csv_records` and
`json_records`. A file reaches it whole, as it is stored, and is unpacked and read as a stream: one
task reads it, and of one that breaks off it keeps what comes before. Big files of JSON lines, or of
CSV without quoted line breaks, reach it line by line, so that they are read in parts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.formats import FORMATS
from voxlake.ingest import big_files
from voxlake.ingest.file_heads import not_of_lines
from voxlake.ingest.file_records import file_records, line_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.listing import Listing, exactly
from voxlake.ingest.record import Record
from voxlake.ingest.source import Source

PARSED = (
    "file string, arrived_at timestamp, payload string, values map<string,string>, "
    "reason string, detail string, told array<string>"
)
"""Columns of parsed records; arrived_at is when the file was last changed."""

_ARROW = pa.schema(
    {
        "file": pa.string(),
        "arrived_at": pa.timestamp("us", tz="UTC"),
        "payload": pa.string(),
        "values": pa.map_(pa.string(), pa.string()),
        "reason": pa.string(),
        "detail": pa.string(),
        "told": pa.list_(pa.string()),
    }
)
_RECORDS_PER_BATCH = 2_000
_CHARACTERS_PER_BATCH = 8_000_000
_Found = tuple[str, datetime, Record]


_OF_COLONS = {
    "fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "fs.file.impl.disable.cache": "true",
}
"""Hadoop's other reader of this machine's files looks for checksums, and fails at such names."""


def read_files(spark: SparkSession, listing: Listing) -> DataFrame:
    """Records of the files of a listing, with the columns of `PARSED`."""
    source, limits = listing.source, listing.limits
    paths = [listing.path] if listing.addresses is None else exactly(listing.addresses)
    options = _OF_COLONS if listing.has_colons else {}
    files = spark.read.options(**options).format("binaryFile").load(paths, recursiveFileLookup=True)
    found = []
    if listing.may_hold(big_files.BIG_BYTES) and big_files.is_of_lines(source):
        is_big = big_files.is_big(not_of_lines(spark, files.where(big_files.is_big()), source))
        lines = big_files.lines_of(spark.read.options(**options), paths, limits, is_big)
        found += [
            lines.mapInArrow(lambda batches: _batches(_parse_lines(batches, source)), PARSED),
            big_files.left_out(files.where(is_big), lines, limits),
        ]
        files = files.where(~is_big)
    if listing.may_hold(limits.max_file_bytes):
        is_too_large = F.col("_metadata.file_size") > limits.max_file_bytes
        found.append(big_files.too_large(files.where(is_too_large), limits))
        files = files.where(~is_too_large)
    # Where none can be so large, no condition keeps one out: whatever is left is looked at here.
    whole = big_files.with_facts(files).select(
        "file", "arrived_at", F.lit(0).cast("long").alias("start"), "content"
    )
    if listing.is_small:
        whole = whole.coalesce(1)
    found.append(
        whole.mapInArrow(lambda batches: _batches(_parse_files(batches, source, limits)), PARSED)
    )
    return reduce(DataFrame.unionByName, found)


def _parse_lines(batches: Iterable[pa.RecordBatch], source: Source) -> Iterator[_Found]:
    """Records of lines, each in a row; the lines of a part of a file follow one another."""
    has_header = FORMATS[source.format].is_delimited and source.csv.header
    part = None
    for file, arrived_at, start, line in _rows(batches):
        is_first = (file, start) != part
        part = (file, start)
        if has_header and is_first and start == 0:
            continue
        for record in line_records(line, source):
            yield file, arrived_at, record


def _parse_files(
    batches: Iterable[pa.RecordBatch], source: Source, limits: Limits
) -> Iterator[_Found]:
    """Records of files, each in a row, and of the members of archives."""
    for file, arrived_at, _, content in _rows(batches):
        for member, record in file_records(content, file, source, limits):
            yield f"{file}!{member}" if member else file, arrived_at, record


def _rows(batches: Iterable[pa.RecordBatch]) -> Iterator[tuple[str, datetime, int, bytes]]:
    for batch in batches:
        for file, arrived_at, start, content in zip(*map(_as_list, batch.columns), strict=True):
            yield unquote(file), arrived_at, start, content


def _as_list(column: pa.Array) -> list[Any]:
    values: list[Any] = column.to_pylist()
    return values


def _batches(found: Iterator[_Found]) -> Iterator[pa.RecordBatch]:
    """The records in batches, so that memory holds some thousands at a time."""
    rows: list[dict[str, object]] = []
    size = 0
    for file, arrived_at, record in found:
        values = None if record.values is None else list(record.values.items())
        rows.append(
            {
                "file": file,
                "arrived_at": arrived_at,
                "payload": record.payload,
                "values": values,
                "reason": record.reason,
                "detail": record.detail,
                "told": record.told,
            }
        )
        size += len(record.payload)
        if len(rows) >= _RECORDS_PER_BATCH or size >= _CHARACTERS_PER_BATCH:
            yield pa.RecordBatch.from_pylist(rows, schema=_ARROW)
            rows, size = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=_ARROW)
