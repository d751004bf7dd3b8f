"""The lines of a CSV file, which are given back where they made no record; imports no pyspark."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterable, Iterator

from voxlake.ingest.record import Record, printable
from voxlake.ingest.streams import HEAD_CHARACTERS, too_long


class LongLine(str):
    """The first characters of a line that is too long to be read, and how many it has."""

    size = 0


def text_lines(file: io.TextIOWrapper, limit: int) -> Iterator[str]:
    """The lines of a file with their ends; a `LongLine` in place of one that exceeds the limit."""
    while line := file.readline(limit + 2):  # with its end
        if len(line.rstrip("\r\n")) <= limit:
            yield line
            continue
        head, size = LongLine(line[:HEAD_CHARACTERS]), len(line)
        while not line.endswith(("\n", "\r")) and (line := file.readline(2**16)):
            size += len(line)
        head.size = size
        yield head


class Lines:
    """Lines of a file, which can be given back when they did not make a record."""

    def __init__(self, lines: Iterable[str], limit: int) -> None:
        self._lines = iter(lines)
        self._limit = limit
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0

    def begin_record(self) -> None:
        """Forget the lines of the record before."""
        self._taken = []
        self._size = 0

    @property
    def is_one_line(self) -> bool:
        """Whether the record began and ended on one line."""
        return len(self._taken) == 1

    def reject(self, reason: str, detail: str) -> Record:
        """Make a record of the first line taken, and give back the lines after it."""
        first, *rest = self._taken
        self._again.extendleft(reversed(rest))
        return Record(printable(first.rstrip("\r\n")), reason=reason, detail=detail)

    def reject_long(self) -> Record | None:
        """Make a record of the first line taken where it is too long to be read."""
        first = self._taken[0] if self._taken else None
        if not isinstance(first, LongLine):
            return None
        return too_long(first, first.size, "characters", self._limit)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > self._limit:
            raise csv.Error(f"a field is not closed within {self._limit:,} characters")
        line = self._again.popleft() if self._again else next(self._lines)
        if isinstance(line, LongLine):
            if self._taken:
                self._again.appendleft(line)
            else:
                self._taken.append(line)
            raise csv.Error(f"a field is not closed before a line of {line.size:,} characters")
        self._taken.append(line)
        self._size += len(line)
        return line
