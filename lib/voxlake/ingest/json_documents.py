"""Reads the records of documents of JSON, one at a time; imports no pyspark."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import IO

from voxlake.ingest.file_options import JsonOptions
from voxlake.ingest.json_scanner import BrokenError, Scanner
from voxlake.ingest.record import LEFT_OUT, LIST_EMPTY, Record
from voxlake.ingest.streams import too_long

_NAME_BYTES = 10_000
_NAMES = 10
"""How many keys are named of an object that lacks the one that is looked for."""

Step = str | int | None
Read = Callable[[bytes], Iterator[Record]]


def document_records(
    stream: IO[bytes], start: int, options: JsonOptions, read: Read, limit: int
) -> Iterator[Record]:
    """The records of the documents of a stream, one behind the other.

    A document that is an array has a record in each element; `records` says where another list
    stands. Where the JSON breaks, one more record says at which byte.

    Args:
        stream: The file from the first document on, in UTF-8.
        start: Bytes of the file before it.
        options: Where the records stand.
        read: Makes records of the text of one value.
        limit: Bytes of a record.
    """
    documents = _Documents(Scanner(stream, start), read, limit)
    try:
        while documents.scanner.peek():
            if options.records == "$":
                yield from documents.one()
            else:
                yield from documents.at(options.steps)
            documents.scanner.take(b";,")  # of a script, or of objects in a list without brackets
    except BrokenError as error:
        told = f"{error}; what follows is not read"
        yield Record("", reason="json_broken", detail=told)
        return
    if options.records not in (None, "$") and not documents.is_found:
        reason = LIST_EMPTY if options.optional else "json_records_missing"
        yield Record("", reason=reason, detail=documents.told(options.records))


class _Documents:
    """Goes through documents to the records in them."""

    def __init__(self, scanner: Scanner, read: Read, limit: int) -> None:
        self.scanner = scanner
        self.is_found = False
        """Whether the place of the records was found."""
        self._read = read
        self._limit = limit
        self._seen: dict[str, None] = {}
        """Keys that stand where one was looked for."""

    def told(self, path: str | None) -> str:
        """Says that there are no records at the place."""
        names = ", ".join(self._seen) or "no keys"
        return (
            f"there is no {path} (json.records) in the file; where it leads past there are {names}"
        )

    def at(self, steps: tuple[Step, ...]) -> Iterator[Record]:
        """The records at a place in the next value; behind which the scanner then is."""
        scanner, opened = self.scanner, self.scanner.peek()
        if not steps:
            self.is_found = True
            yield from self._elements() if opened == b"[" else self._sole()
        elif opened == b"{" and not isinstance(steps[0], int):
            yield from self._members(steps)
        elif opened == b"[" and not isinstance(steps[0], str):
            yield from self._places(steps)
        else:
            scanner.value(0)

    def _sole(self) -> Iterator[Record]:
        """The next value as a record; none of a null, which stands for an empty list."""
        begin = self.scanner.offset
        text, size = self.scanner.value(self._limit)
        if text.strip() != b"null":
            yield from self._records(text, size, begin)

    def one(self) -> Iterator[Record]:
        """The next value as a record."""
        self.is_found = True
        begin = self.scanner.offset
        text, size = self.scanner.value(self._limit)
        yield from self._records(text, size, begin)

    def _records(self, text: bytes, size: int, begin: int) -> Iterator[Record]:
        if size > self._limit:
            yield too_long("", size, "bytes", self._limit)
            return
        for record in self._read(text):
            yield _placed(record, begin)

    def _elements(self) -> Iterator[Record]:
        self.scanner.need(b"[")
        if self.scanner.take(b"]"):
            return
        while True:
            yield from self.one()
            if self.scanner.take(b"]"):
                return
            self.scanner.need(b",")

    def _members(self, steps: tuple[Step, ...]) -> Iterator[Record]:
        """Those at a place in the members of an object."""
        self.scanner.need(b"{")
        if self.scanner.take(b"}"):
            return
        while True:
            name = self._name()
            self.scanner.need(b":")
            if steps[0] in (None, name):
                yield from self.at(steps[1:])
            else:
                self._see(name)
                self.scanner.value(0)
            if self.scanner.take(b"}"):
                return
            self.scanner.need(b",")

    def _places(self, steps: tuple[Step, ...]) -> Iterator[Record]:
        """Those at a place in the elements of an array."""
        self.scanner.need(b"[")
        if self.scanner.take(b"]"):
            return
        place = 0
        while True:
            if steps[0] in (None, place):
                yield from self.at(steps[1:])
            else:
                self.scanner.value(0)
            place += 1
            if self.scanner.take(b"]"):
                return
            self.scanner.need(b",")

    def _name(self) -> str:
        if self.scanner.peek() != b'"':
            raise self.scanner.broken("no name of a member")
        text, _ = self.scanner.value(_NAME_BYTES)
        try:
            return str(json.loads(text))
        except ValueError:  # too long, or not of JSON
            return text.decode(errors="replace")

    def _see(self, name: str) -> None:
        if len(self._seen) < _NAMES:
            self._seen[name[:40]] = None


def _placed(record: Record, begin: int) -> Record:
    """The record, with where in the file it begins if it cannot be read."""
    if record.reason is None or record.reason in LEFT_OUT:
        return record
    where = f"in the record at byte {begin:,}"
    detail = f"{where}: {record.detail}" if record.detail else where
    return Record(record.payload, record.values, record.reason, detail, record.told)
