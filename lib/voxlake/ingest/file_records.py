"""Reads the records of a CSV or JSON file that is stored packed or plain; imports no pyspark."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import IO

from voxlake.core.formats import FORMATS
from voxlake.ingest.archives import Opened, tar_records, unreadable, zip_records
from voxlake.ingest.csv_lines import text_lines
from voxlake.ingest.csv_records import csv_record, csv_records, row_records
from voxlake.ingest.encodings import Ahead, as_utf8
from voxlake.ingest.json_documents import document_records
from voxlake.ingest.json_layout import json_start
from voxlake.ingest.json_records import json_records
from voxlake.ingest.limits import Limits, beyond
from voxlake.ingest.order_rows import OrderRows
from voxlake.ingest.record import Record
from voxlake.ingest.sheet_rows import sheet_rows
from voxlake.ingest.source import Source
from voxlake.ingest.streams import Budget, TooLargeError, lines, not_text, open_stream
from voxlake.ingest.unpacking import BROKEN, CHUNK, is_tar, refused
from voxlake.ingest.xml_records import element_records


def file_records(
    content: bytes, name: str, source: Source, limits: Limits
) -> Iterator[tuple[str, Record]]:
    """The records of a file, each with the name of the member that it is of, empty for none.

    What cannot be read, or exceeds a limit, is one record with the reason.

    Args:
        content: The file as it is stored.
        name: Its name, whose end says how it is packed.
        source: How it is written, and which columns are wanted.
        limits: How much of it is read.
    """
    if (size := len(content)) > limits.max_file_bytes:
        yield "", too_large(beyond(size, "bytes", "max_file_bytes", limits.max_file_bytes))
        return

    def read(stream: IO[bytes], opened: Opened) -> Iterator[Record]:
        return _with_told(_stream_records(stream, opened, source, limits), opened.told)

    try:
        if name.lower().endswith(".zip"):
            yield from zip_records(content, source, limits, read)
        elif is_tar(name):
            yield from tar_records(content, name, source, limits, read)
        else:
            opened = Opened(name, Budget(limits.max_unpacked_bytes))
            for record in read(io.BytesIO(content), opened):
                yield "", record
    except TooLargeError as error:
        yield "", too_large(str(error))
    except BROKEN as error:
        yield "", unreadable(error)


def line_records(line: bytes, source: Source) -> Iterator[Record]:
    """The records of one line of JSON, or of CSV without line breaks; none of an empty line."""
    if not FORMATS[source.format].is_delimited:
        yield from json_records(line, source.source_columns, source.exploding)
        return
    try:
        text = line.decode(source.csv.encoding, errors="surrogateescape")
    except UnicodeError as error:  # of encodings whose characters have bytes of ASCII in them
        yield Record(line.decode(errors="replace"), reason="utf8_invalid", detail=str(error))
        return
    if (record := csv_record(text, source.csv, source.source_columns)) is not None:
        yield record


def too_large(detail: str) -> Record:
    """Stands for all of a file that is not read since it is too large."""
    return Record("", reason="file_too_large", detail=detail)


def _with_told(records: Iterator[Record], told: list[str]) -> Iterator[Record]:
    """The records, of which the last has what was found of the file."""
    last: Record | None = None
    for record in records:
        if last is not None:
            yield last
        last = record
    if last is not None:
        yield replace(last, told=(*told, *last.told))


def _stream_records(
    stream: IO[bytes], opened: Opened, source: Source, limits: Limits
) -> Iterator[Record]:
    """Records of a stream; where it breaks off, one more says so."""
    try:
        if packed := refused(opened.name):
            yield _unread(f"{packed} files are not unpacked here: unpack the file")
            return
        unpacked = Ahead(open_stream(stream, opened.name, opened.budget))
        content = io.BufferedReader(unpacked)
        if source.format == "xlsx":
            rows = sheet_rows(content.read(), source.xlsx, source.csv.lines_above, limits)
            yield from row_records(
                rows, source.csv, source.source_columns, OrderRows.of(source), opened.told
            )
        elif kind := not_text(unpacked.head):
            yield _unread(
                f"what is in it is {kind}, not lines of {source.format}: unpack or convert it"
            )
        elif source.format == "xml":
            yield from element_records(content, source.xml, source.source_columns, limits)
        else:
            yield from _text_records(unpacked, source, limits, opened.told)
    except TooLargeError as error:
        yield too_large(str(error))
    except BROKEN as error:
        yield unreadable(error)


def _text_records(
    stream: Ahead, source: Source, limits: Limits, told: list[str]
) -> Iterator[Record]:
    """Records of CSV or JSON, in the encoding that the file shows, or else the source says."""
    text, shown = as_utf8(stream)
    if shown is not None:
        told.append(f"encoding {shown}, as its begin shows")
        csv = source.csv.model_copy(update={"encoding": "utf-8"})
        source = source.model_copy(update={"csv": csv})
    limit = limits.max_record_bytes
    if source.format == "json":
        ahead = Ahead(text)
        start = json_start(ahead.head, source.json_options)
        if start is not None:
            ahead.skip(start)
            documents = io.BufferedReader(ahead, CHUNK)
            read = partial(line_records, source=source)
            yield from document_records(documents, start, source.json_options, read, limit)
            return
        yield from _line_records(io.BufferedReader(ahead, CHUNK), source, limits)
    elif source.csv.multiline:
        decoded = io.TextIOWrapper(
            text, encoding=source.csv.encoding, errors="surrogateescape", newline=""
        )
        found = text_lines(decoded, limit)
        needed, of_orders = source.source_columns, OrderRows.of(source)
        yield from csv_records(found, source.csv, needed, limit, of_orders, told=told)
    else:
        yield from _line_records(text, source, limits)


def _line_records(stream: IO[bytes], source: Source, limits: Limits) -> Iterator[Record]:
    has_header = FORMATS[source.format].is_delimited and source.csv.header
    for number, line in enumerate(lines(stream, limits.max_record_bytes)):
        if isinstance(line, Record):
            yield line
        elif number or not has_header:
            yield from line_records(line, source)


def _unread(detail: str) -> Record:
    return Record("", reason="file_unreadable", detail=detail)
