"""Finds where values of JSON begin and end in a stream, without reading them; imports no pyspark.

A document of hundreds of megabytes so takes no more memory than the largest of its records.
"""

from __future__ import annotations

import re
from typing import IO

from voxlake.ingest.unpacking import CHUNK

_BLANK = b" \t\r\n"
_RUN = re.compile(rb'(?:[^\[\]{}"]++|"(?:[^"\\]++|\\.)*+")*+', re.DOTALL)
"""What is no bracket: whole strings, and all else outside of them."""
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_SCALAR = re.compile(rb"[^\s,\]}:]*+")
_DEPTHS = {b"[": 1, b"{": 1, b"]": -1, b"}": -1}


class BrokenError(ValueError):
    """What stands in a stream cannot be of JSON; says what, and at which byte."""


class Scanner:
    """A place in a stream, which goes from value to value."""

    def __init__(self, stream: IO[bytes], start: int = 0) -> None:
        self._stream = stream
        self._buffer = b""
        self._at = 0
        self._before = start
        """Bytes before the buffer."""

    @property
    def offset(self) -> int:
        """How many bytes of the file lie before the place."""
        return self._before + self._at

    def peek(self) -> bytes:
        """The next byte that is no blank, at which the place then is; none at the end."""
        while True:
            rest = self._buffer[self._at : self._at + 1]
            if rest and rest not in _BLANK:
                return rest
            if rest:
                left = self._buffer[self._at :].lstrip(_BLANK)
                self._at = len(self._buffer) - len(left)
            elif not self._more():
                return b""

    def take(self, wanted: bytes) -> bool:
        """Go behind the next byte where it is one of those that are wanted."""
        found = self.peek()
        if is_one := bool(found) and found in wanted:
            self._at += 1
        return is_one

    def need(self, wanted: bytes) -> None:
        """Go behind the next byte.

        Raises:
            BrokenError: it is none of those that are wanted.
        """
        if not self.take(wanted):
            raise self.broken(f"no {wanted.decode()}")

    def broken(self, what: str) -> BrokenError:
        """The error that something else stands at the place, or nothing."""
        found = self.peek()
        seen = f", but {found.decode(errors='replace')!r}" if found else ", but the end of the file"
        return BrokenError(f"{what} at byte {self.offset:,}{seen}")

    def value(self, limit: int) -> tuple[bytes, int]:
        """The next value and its size; of one that exceeds the limit, as much as that.

        Raises:
            BrokenError: there is none, or the file ends within it.
        """
        first, begin = self.peek(), self.offset
        if first in (b"{", b"["):
            return self._enclosed(limit, begin)
        if first == b'"':
            self._at += 1
            kept = self._string_end(limit)
            return b'"' + kept[0], kept[1] + 1
        return self._scalar(limit)

    def _scalar(self, limit: int) -> tuple[bytes, int]:
        kept = _Kept(limit)
        while found := _SCALAR.match(self._buffer, self._at):
            kept.add(found[0])
            self._at = found.end()
            if self._at < len(self._buffer) or not self._more():
                break
        text, size = kept.whole()
        if not size:
            raise self.broken("no value")
        return text, size

    def _enclosed(self, limit: int, begin: int) -> tuple[bytes, int]:
        """A value within brackets."""
        kept = _Kept(limit)
        depth = 0
        while True:
            run = _RUN.match(self._buffer, self._at)
            end = self._at if run is None else run.end()
            kept.add(self._buffer[self._at : end])
            self._at = end
            sign = self._buffer[end : end + 1]
            if sign in _DEPTHS:
                kept.add(sign)
                self._at += 1
                depth += _DEPTHS[sign]
                if not depth:
                    return kept.whole()
            elif sign:  # a string that the buffer does not hold to its end
                kept.add(sign)
                self._at += 1
                text, size = self._string_end(limit)
                kept.add(text, size)
            elif not self._more():
                raise BrokenError(f"the file ends within the record that begins at byte {begin:,}")

    def _string_end(self, limit: int) -> tuple[bytes, int]:
        """What is left of a string, with its quote."""
        begin, kept = self.offset, _Kept(limit)
        while True:
            found = _IN_STRING.match(self._buffer, self._at)
            end = self._at if found is None else found.end()
            kept.add(self._buffer[self._at : end])
            self._at = end
            if self._buffer[end : end + 1] == b'"':
                kept.add(b'"')
                self._at += 1
                return kept.whole()
            if not self._more():
                raise BrokenError(f"the file ends within a text, from byte {begin:,} on")

    def _more(self) -> bool:
        """Read on; the buffer keeps what is not behind the place."""
        data = self._stream.read(CHUNK)
        self._before += self._at
        self._buffer = self._buffer[self._at :] + data
        self._at = 0
        return bool(data)


class _Kept:
    """The first bytes of a value, and how many it has."""

    def __init__(self, limit: int) -> None:
        self._parts: list[bytes] = []
        self._limit = limit
        self._size = 0

    def add(self, part: bytes, size: int | None = None) -> None:
        """Keep what there is room for."""
        if (room := self._limit - self._size) > 0:
            self._parts.append(part[:room])
        self._size += len(part) if size is None else size

    def whole(self) -> tuple[bytes, int]:
        """What is kept, and the size of all."""
        return b"".join(self._parts), self._size
