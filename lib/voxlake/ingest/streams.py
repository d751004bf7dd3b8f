"""Unpacks files as streams, to their last byte and within bounds; imports no pyspark.

Python's own readers of bz2 and xz take what follows a stream and is none for the end of the file,
without a word: a damaged head of a second stream loses all behind it.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any

from voxlake.ingest.limits import beyond
from voxlake.ingest.record import Record, printable

HEAD_CHARACTERS = 1_000
"""How much is kept of a line that is too long."""

_CHUNK = 2**16
_XZ_MEMORY = 256 * 2**20  # what xz's largest preset needs, four times over
_NO_TEXT = re.compile(
    rb"(?P<zip>PK(?:\x03\x04|\x05\x06))|(?P<gzip>\x1f\x8b)|(?P<bz2>BZh[1-9]1AY&SY)"
    rb"|(?P<xz>\xfd7zXZ\x00)|(?P<zstd>\x28\xb5\x2f\xfd)|(?P<lz4>\x04\x22\x4d\x18)"
    rb"|(?P<sevenzip>7z\xbc\xaf\x27\x1c)|(?P<rar>Rar!\x1a\x07)|(?P<parquet>PAR1\x15)"
    rb"|(?P<avro>Obj\x01)|(?P<sqlite>SQLite format 3\x00)|(?P<office>\xd0\xcf\x11\xe0)"
    rb"|(?P<pdf>%PDF-\d)|(?P<tar>[\s\S]{257}ustar)"
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
    for end, unpack in UNPACKED.items():
        if name.lower().endswith(end):
            packed = io.BufferedReader(counted, _CHUNK)
            if not packed.peek(1):
                raise EOFError("the file is empty")
            counted = _Counted(unpack(packed), budget)
    return io.BufferedReader(counted, _CHUNK)


def not_text(stream: io.BufferedReader) -> str | None:
    """What a stream is that does not hold lines, by how it begins; None where it may hold them."""
    found = _NO_TEXT.match(stream.peek(_CHUNK))
    return None if found is None else (found.lastgroup or "").replace("seven", "7")


def lines(stream: IO[bytes], limit: int) -> Iterator[bytes | Record]:
    """The lines of a stream; in place of one that exceeds the limit, a record that says so."""
    while line := stream.readline(limit + 2):  # with its end
        if len(line.rstrip(b"\r\n")) <= limit:
            yield line
            continue
        size = len(line)
        while not line.endswith(b"\n") and (line := stream.readline(_CHUNK)):
            size += len(line)
        yield too_long("", size, "bytes", limit)


def too_long(head: str, size: int, unit: str, limit: int) -> Record:
    """Stands for a line that is too long to be a record."""
    detail = beyond(size, unit, "max_record_bytes", limit)
    return Record(printable(head[:HEAD_CHARACTERS]), reason="record_too_long", detail=detail)


class _Streams(io.RawIOBase):
    """The bytes of packed streams, one behind the other, as `cat` and pbzip2 put them.

    Whatever follows a stream must be another, or zeros.
    """

    def __init__(self, packed: IO[bytes], begin: Callable[[], Any]) -> None:
        self._packed = packed
        self._begin = begin
        self._one = begin()

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (whatever has a buffer)
        """Fill the buffer, as `io.RawIOBase` says.

        Raises:
            EOFError: the file ends before the stream does.
            OSError: what follows is no stream; lzma.LZMAError where it is of xz.
        """
        while True:
            packed = b""
            if self._one.eof:
                if not (packed := self._behind()):
                    return 0
                self._one = self._begin()
            elif self._one.needs_input and not (packed := self._packed.read(_CHUNK)):
                raise EOFError("the file ends before its end-of-stream marker")
            if data := self._one.decompress(packed, len(buffer)):
                buffer[: len(data)] = data
                return len(data)

    def _behind(self) -> bytes:
        """What follows the stream that has ended, without zeros before it."""
        rest: bytes = self._one.unused_data.lstrip(b"\0")
        while not rest and (more := self._packed.read(_CHUNK)):
            rest = more.lstrip(b"\0")
        return rest


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


UNPACKED: dict[str, Callable[[IO[bytes]], Any]] = {  # each gives a stream of bytes
    ".gz": lambda packed: gzip.GzipFile(fileobj=packed),
    ".bz2": lambda packed: _Streams(packed, bz2.BZ2Decompressor),
    ".xz": lambda packed: _Streams(packed, lambda: lzma.LZMADecompressor(memlimit=_XZ_MEMORY)),
}
"""What unpacks a file whose name ends so."""
