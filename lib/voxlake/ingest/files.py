"""Reads the records of CSV and JSON files on the executors.

Python parses them, since Spark's readers lose records without a word: see `csv_records` and
`json_records`. JSON lines, and CSV without quoted line breaks, reach it line by line, so that big
files are read in parts. Other files, and those of a path that ends as packed ones do, reach it
whole, as they are stored, and are unpacked and read as a stream: one task reads one file of at
most 2 GiB, and of one that breaks off it keeps what comes before.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import IO, Any
from urllib.parse import unquote

import pyarrow as pa
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.formats import FORMATS
from voxlake.ingest.csv_records import csv_record, csv_records
from voxlake.ingest.json_records import json_record
from voxlake.ingest.listing import Listing, exactly
from voxlake.ingest.record import Record, printable
from voxlake.ingest.source import Source

PARSED = (
    "file string, arrived_at timestamp, payload string, values map<string,string>, "
    "reason string, detail string"
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
    }
)
_RECORDS_PER_BATCH = 2_000
_CHARACTERS_PER_BATCH = 8_000_000
_UNPACKED: dict[str, Callable[[Any], Any]] = {  # each gives a stream of bytes
    ".gz": lambda packed: gzip.GzipFile(fileobj=packed),
    ".bz2": bz2.BZ2File,
    ".xz": lzma.LZMAFile,
}
_BROKEN = (
    OSError,
    EOFError,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
    RuntimeError,
    UnicodeError,
)

_Found = tuple[str, datetime, Record]


def read_files(spark: SparkSession, listing: Listing) -> DataFrame:
    """Records of the files of a listing, with the columns of `PARSED`."""
    source, path = listing.source, listing.path
    paths = [path] if listing.only is None else exactly(listing.only)
    if _is_read_by_line(source, path):
        rows = spark.read.text(paths, recursiveFileLookup=True)
        content = F.col("value").cast("binary")
        start = F.col("_metadata.file_block_start")
    else:
        rows = spark.read.format("binaryFile").load(paths, recursiveFileLookup=True)
        content = F.col("content")
        start = F.lit(0)
    found = rows.select(
        F.col("_metadata.file_path").alias("file"),
        F.col("_metadata.file_modification_time").alias("arrived_at"),
        start.cast("long").alias("start"),
        content.alias("content"),
    )
    if listing.is_small:
        found = found.coalesce(1)
    parse = _parse_lines if _is_read_by_line(source, path) else _parse_files
    return found.mapInArrow(lambda batches: _batches(parse(batches, source)), PARSED)


def _is_read_by_line(source: Source, path: str) -> bool:
    has_lines = source.format == "json" or not source.csv.multiline
    return has_lines and not path.lower().endswith((".zip", *_UNPACKED))


def _parse_lines(batches: Iterable[pa.RecordBatch], source: Source) -> Iterator[_Found]:
    """Records of lines, each in a row; the lines of a part of a file follow one another."""
    has_header = FORMATS[source.format].is_delimited and source.csv.header
    part = None
    for file, arrived_at, start, line in _rows(batches):
        is_first = (file, start) != part
        part = (file, start)
        if has_header and is_first and start == 0:
            continue
        if source.format == "json":
            record = json_record(line, source.source_columns)
        else:
            record = _csv_line(line, source)
        if record is not None:
            yield file, arrived_at, record


def _csv_line(line: bytes, source: Source) -> Record | None:
    try:
        text = line.decode(source.csv.encoding, errors="surrogateescape")
    except UnicodeError as error:  # of encodings whose characters have bytes of ASCII in them
        return Record(line.decode(errors="replace"), reason="utf8_invalid", detail=str(error))
    return csv_record(text, source.csv, source.source_columns)


def _parse_files(batches: Iterable[pa.RecordBatch], source: Source) -> Iterator[_Found]:
    """Records of files, each in a row, and of the members of archives."""
    for file, arrived_at, _, content in _rows(batches):
        if not file.lower().endswith(".zip"):
            for record in _stream_records(io.BytesIO(content), file, source):
                yield file, arrived_at, record
            continue
        try:
            archive = zipfile.ZipFile(io.BytesIO(content))
        except zipfile.BadZipFile as error:
            yield file, arrived_at, _unreadable(error)
            continue
        for member in archive.infolist():
            if member.is_dir() or member.filename.startswith("__MACOSX/"):
                continue
            name = f"{file}!{printable(member.filename)}"
            for record in _member_records(archive, member, source):
                yield name, arrived_at, record


def _member_records(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source
) -> Iterator[Record]:
    try:
        stream = archive.open(member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        yield _unreadable(error)
        return
    with stream:
        yield from _stream_records(stream, member.filename, source)


def _stream_records(stream: IO[bytes], name: str, source: Source) -> Iterator[Record]:
    """Records of a stream; where it breaks off, one more says so."""
    unpack = next((by for end, by in _UNPACKED.items() if name.lower().endswith(end)), None)
    unpacked = unpack(stream) if unpack else stream
    try:
        if source.format == "json":
            records = (json_record(line, source.source_columns) for line in unpacked)
            yield from (record for record in records if record is not None)
        else:
            encoding = "utf-8-sig" if source.csv.encoding == "utf-8" else source.csv.encoding
            lines = io.TextIOWrapper(
                unpacked, encoding=encoding, errors="surrogateescape", newline=""
            )
            yield from csv_records(lines, source.csv, source.source_columns)
    except _BROKEN as error:
        yield _unreadable(error)


def _unreadable(error: Exception) -> Record:
    """Stands for all that could not be read of a file."""
    return Record("", reason="file_unreadable", detail=f"{type(error).__name__}: {error}")


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
            }
        )
        size += len(record.payload)
        if len(rows) >= _RECORDS_PER_BATCH or size >= _CHARACTERS_PER_BATCH:
            yield pa.RecordBatch.from_pylist(rows, schema=_ARROW)
            rows, size = [], 0
    if rows:
        yield pa.RecordBatch.from_pylist(rows, schema=_ARROW)
