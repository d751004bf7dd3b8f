"""Reads files as streams, to their last byte and within bounds; imports no pyspark."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from voxlake.ingest.limits import beyond
from voxlake.ingest.record import Record, printable
from voxlake.ingest.unpacking import CHUNK, UNPACKED, packing

HEAD_CHARACTERS = 1_000
"""How much is kept of a line that is too long."""

_NO_TEXT = re.compile(
    rb"(?P<zip>PK(?:\x03\x04|\x05\x06))|(?P<gzip>\x1f\x8b)|(?P<bz2>BZh[1-9]1AY&SY)"
    rb"|(?P<xz>\xfd7zXZ\x00)|(?P<zstd>\x28\xb5\x2f\xfd)|(?P<lz4>\x04\x22\x4d\x18)"
    rb"|(?P<sevenzip>7z\xbc\xaf\x27\x1c)|(?P<rar>Rar!\x1a\x07)|(?P<parquet>PAR1\x15)"
    rb"|(?P<avro>Obj\x01)|(?P<sqlite>SQLite format 3\x00)|(?P<office>\xd0\xcf\x11\xe0)"
    rb"|(?P<pdf>%PDF-\d)|(?P<snappy>\xff\x06\x00\x00sNaPpY)|(?P<tar>[\s\S]{257}ustar)"
)
"""How files begin that are not of lines."""


class TooLargeError(Exception):
    """More comes out of a packed file than may be read of it; says how much is allowed."""


@dataclass
class Budget:
    """How many bytes may still come out of a packed file, all its members together."""

    limit: int
    used: int = 0

    def take(self, size: int) -> None:
        """Count bytes that came out.

        Raises:
            TooLargeError: they are more than the limit.
        """
        self.used += size
        if self.used > self.limit:
            raise TooLargeError(f"more than ingest.max_unpacked_bytes, {self.limit:,}, come out")


def open_stream(stream: IO[bytes], name: str, budget: Budget) -> io.BufferedReader:
    """The bytes of a file or member, unpacked where its name says that it is packed.

    Raises:
        EOFError: it says so, and there is not a byte.
    """
    counted = _Counted(stream, budget)
    if kind := packing(name):
        packed = io.BufferedReader(counted, CHUNK)
        if not packed.peek(1):
            raise EOFError("the file is empty")
        counted = _Counted(UNPACKED[kind](packed), budget)
    return io.BufferedReader(counted, CHUNK)


def not_text(head: bytes) -> str | None:
    """What a file is that does not hold lines, by how it begins; None where it may hold them."""
    found = _NO_TEXT.match(head)
    return None if found is None else (found.lastgroup or "").replace("seven", "7")


def lines(stream: IO[bytes], limit: int) -> Iterator[bytes | Record]:
    """The lines of a stream; in place of one that exceeds the limit, a record that says so."""
    while line := stream.readline(limit + 2):  # with its end
        if len(line.rstrip(b"\r\n")) <= limit:
            yield line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := stream.readline(CHUNK)):
            size += len(line)
        yield too_long("", size, "bytes", limit)


def too_long(head: str, size: int, unit: str, limit: int) -> Record:
    """Stands for a line that is too long to be a record."""
    detail = beyond(size, unit, "max_record_bytes", limit)
    return Record(printable(head[:HEAD_CHARACTERS]), reason="record_too_long", detail=detail)


class _Counted(io.RawIOBase):
    """The bytes of a stream, as long as the budget lasts."""

    def __init__(self, stream: IO[bytes], budget: Budget) -> None:
        # In parts, since a stream that breaks off in the midst of a read gives nothing of it.
        self._read: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._budget = budget

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (whatever has a buffer)
        """Fill the buffer, as `io.RawIOBase` says."""
        data = self._read(len(buffer))
        self._budget.take(len(data))
        buffer[: len(data)] = data
        return len(data)
