"""Finds the encoding of a file by how it begins, and reads it as UTF-8; imports no pyspark."""

from __future__ import annotations

import codecs
import io
from typing import IO, Any

from voxlake.ingest.unpacking import BROKEN, CHUNK

HEAD_BYTES = 4_096
"""How much of a file is looked at before it is read."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins as this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MOST, _LEAST = 0.4, 0.1
"""Share of zeros among every other byte that tells UTF-16 of letters of Latin, and of the rest."""


class Ahead(io.RawIOBase):
    """The bytes of a stream, of which the first are known before they are read."""

    def __init__(self, stream: IO[bytes], size: int = HEAD_BYTES) -> None:
        self._stream = stream
        self._broken: Exception | None = None
        read = getattr(stream, "read1", stream.read)
        parts: list[bytes] = []
        try:
            while sum(map(len, parts)) < size and (part := read(CHUNK)):
                parts.append(part)
        except BROKEN as error:  # raised when what comes before was read
            self._broken = error
        self.head = b"".join(parts)
        self._left = memoryview(self.head)

    def skip(self, size: int) -> None:
        """Leave out the first bytes of the head."""
        self._left = memoryview(self.head)[size:]

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (whatever has a buffer)
        """Fill the buffer, as `io.RawIOBase` says."""
        if self._left:
            data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        elif self._broken is not None:
            raise self._broken
        else:
            read = getattr(self._stream, "read1", self._stream.read)
            data = memoryview(read(len(buffer)))
        buffer[: len(data)] = data
        return len(data)


def encoding_of(head: bytes) -> tuple[str, int] | None:
    """The encoding that a file shows, and how many bytes its mark has; None where it shows none."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    pairs = len(head[:HEAD_BYTES]) // 2
    if not pairs:
        return None
    even, odd = (head[start : 2 * pairs : 2].count(0) / pairs for start in (0, 1))
    if odd > _MOST and even < _LEAST:
        return "utf-16-le", 0
    if even > _MOST and odd < _LEAST:
        return "utf-16-be", 0
    return None


def as_utf8(stream: Ahead) -> tuple[io.BufferedReader, str | None]:
    """The bytes of a file in UTF-8, and the encoding that it showed, which None stands for none.

    A byte-order mark is left out. What a file shows is told as `utf-8`, `utf-16-le` and so on.
    """
    found = encoding_of(stream.head)
    if found is None:
        return io.BufferedReader(stream, CHUNK), None
    encoding, size = found
    stream.skip(size)
    raw: io.RawIOBase = stream if encoding == "utf-8" else _Recoded(stream, encoding)
    return io.BufferedReader(raw, CHUNK), encoding


class _Recoded(io.RawIOBase):
    """The bytes of a stream in UTF-8; halves of surrogate pairs stay, for readers to tell."""

    def __init__(self, stream: io.RawIOBase, encoding: str) -> None:
        self._stream = io.BufferedReader(stream, CHUNK)
        self._decoder = codecs.getincrementaldecoder(encoding)("surrogatepass")
        self._left = memoryview(b"")
        self._is_over = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  (whatever has a buffer)
        """Fill the buffer, as `io.RawIOBase` says.

        Raises:
            UnicodeDecodeError: the file ends within a character.
        """
        while not self._left and not self._is_over:
            packed = self._stream.read1(CHUNK)
            self._is_over = not packed
            text = self._decoder.decode(packed, final=self._is_over)
            self._left = memoryview(text.encode("utf-8", "surrogatepass"))
        data, self._left = self._left[: len(buffer)], self._left[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)
