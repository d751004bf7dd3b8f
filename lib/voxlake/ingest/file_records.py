"""Reads the records of a CSV or JSON file that is stored packed or plain; imports no pyspark."""

from __future__ import annotations

import codecs
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO

from voxlake.core.formats import FORMATS
from voxlake.ingest.csv_records import csv_record, csv_records, text_lines
from voxlake.ingest.json_records import json_records
from voxlake.ingest.limits import Limits, beyond
from voxlake.ingest.order_rows import OrderRows
from voxlake.ingest.record import Record, printable
from voxlake.ingest.source import Source
from voxlake.ingest.streams import Budget, TooLargeError, lines, not_text, open_stream

_BROKEN = (
    OSError,
    EOFError,
    ValueError,  # of places that are not in the file, and of bytes that are no text
    LookupError,
    ArithmeticError,
    RuntimeError,
    MemoryError,  # of a window that a head of xz asks for
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
"""What Python's readers of packed files raise where one is damaged."""

_MEMBER, _END, _END_BYTES = b"PK\x01\x02", b"PK\x05\x06", 22
"""How an archive's entry of a member begins, and its end, whose comment follows these bytes."""
_COUNTED_ELSEWHERE = 0xFFFF
"""What stands for the number of members where it has no room."""


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
    budget = Budget(limits.max_unpacked_bytes)
    if name.lower().endswith(".zip"):
        yield from _archive_records(content, source, limits, budget)
        return
    for record in _stream_records(io.BytesIO(content), name, source, limits, budget):
        yield "", record


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


def _archive_records(
    content: bytes, source: Source, limits: Limits, budget: Budget
) -> Iterator[tuple[str, Record]]:
    """Records of the members of an archive, one behind the other."""
    if (count := content.count(_MEMBER)) > limits.max_members:  # before each takes memory
        yield "", too_large(beyond(count, "members", "max_members", limits.max_members))
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except _BROKEN as error:
        yield "", _unreadable(error)
        return
    found = archive.infolist()
    for member in found:
        is_folder = member.filename.endswith("/") and not member.file_size
        if is_folder or member.filename.startswith("__MACOSX/"):
            continue
        for record in _member_records(archive, member, source, limits, budget):
            yield printable(member.filename), record
            if record.reason == "file_too_large":
                return
    if told := _beside_members(content, found):
        yield "", Record("", reason="file_unreadable", detail=told)


def _member_records(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    source: Source,
    limits: Limits,
    budget: Budget,
) -> Iterator[Record]:
    try:
        stream = archive.open(member)
    except _BROKEN as error:
        yield _unreadable(error)
        return
    with stream:
        yield from _stream_records(stream, member.filename, source, limits, budget)


def _beside_members(content: bytes, found: list[zipfile.ZipInfo]) -> str | None:
    """What an archive holds beside the members that are found, such as another; None for nothing.

    Where one entry is damaged, Python takes those that follow for its comment, without a word.
    """
    end = content.rfind(_END)
    count = int.from_bytes(content[end + 10 : end + 12], "little")
    comment = int.from_bytes(content[end + 20 : end + _END_BYTES], "little")
    before = min((member.header_offset for member in found), default=0)
    if beside := before + max(len(content) - (end + _END_BYTES + comment), 0):
        return f"{beside:,} bytes before or behind the archive are of no member of it"
    if count not in (len(found), _COUNTED_ELSEWHERE):
        return f"{len(found):,} members are found, of {count:,} that the archive is said to have"
    return None


def _stream_records(
    stream: IO[bytes], name: str, source: Source, limits: Limits, budget: Budget
) -> Iterator[Record]:
    """Records of a stream; where it breaks off, one more says so."""
    try:
        unpacked = open_stream(stream, name, budget)
        if kind := not_text(unpacked):
            told = f"what is in it is {kind}, not lines of {source.format}: unpack or convert it"
            yield Record("", reason="file_unreadable", detail=told)
        elif FORMATS[source.format].is_delimited and source.csv.multiline:
            encoding = "utf-8-sig" if source.csv.encoding == "utf-8" else source.csv.encoding
            text = io.TextIOWrapper(
                unpacked, encoding=encoding, errors="surrogateescape", newline=""
            )
            limit = limits.max_record_bytes
            found = text_lines(text, limit)
            needed, of_orders = source.source_columns, OrderRows.of(source)
            yield from csv_records(found, source.csv, needed, limit, of_orders)
        else:
            yield from _line_records(unpacked, source, limits)
    except TooLargeError as error:
        yield too_large(str(error))
    except _BROKEN as error:
        yield _unreadable(error)


def _line_records(stream: IO[bytes], source: Source, limits: Limits) -> Iterator[Record]:
    has_header = FORMATS[source.format].is_delimited and source.csv.header
    for number, line in enumerate(lines(stream, limits.max_record_bytes)):
        if isinstance(line, Record):
            yield line
        elif number or not has_header:
            first = b"" if number else codecs.BOM_UTF8
            yield from line_records(line.removeprefix(first), source)


def _unreadable(error: Exception) -> Record:
    """Stands for all that could not be read of a file."""
    told = printable(f"{type(error).__name__}: {error}")
    return Record("", reason="file_unreadable", detail=told)
