"""Reads the elements of an XML file that are records, one at a time; imports no pyspark.

No document type is read, so that nothing in a file stands for more than it shows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import IO
from xml.parsers import expat

from voxlake.core.errors import in_quotes
from voxlake.ingest.file_options import XmlOptions
from voxlake.ingest.limits import Limits
from voxlake.ingest.record import Record
from voxlake.ingest.streams import too_long
from voxlake.ingest.unpacking import CHUNK

_NAMES = 10
_OWN_TEXT = "#text"

Value = str | list["Value"] | dict[str, "Value"]


class _DoctypeError(ValueError):
    """The file has a document type, which is not read."""


def element_records(
    stream: IO[bytes], options: XmlOptions, columns: Collection[str], limits: Limits
) -> Iterator[Record]:
    """The records of a stream: of each such element its attributes and children, by name.

    What has children or attributes of its own is an object of JSON, and what stands several times
    a list; the text beside them is `#text`. Where the XML breaks, one more record says where.

    Args:
        stream: The file.
        options: Which elements are records.
        columns: Names of the values that are wanted.
        limits: Say how many characters a record may have.
    """
    rows = _Rows(options.row, limits.max_record_bytes)
    is_over = False
    fed = 0
    try:
        while not is_over:
            data = stream.read(CHUNK)
            is_over = not data
            fed += len(data)
            rows.parser.Parse(data, is_over)
            for record in rows.take():
                yield _record(record, columns, rows.limit)
            if fed - rows.parser.CurrentByteIndex > limits.max_record_bytes + CHUNK:
                yield too_long("", fed - rows.parser.CurrentByteIndex, "bytes", rows.limit)
                return
    except (expat.ExpatError, _DoctypeError) as error:
        for record in rows.take():
            yield _record(record, columns, rows.limit)
        where = f"at byte {rows.parser.CurrentByteIndex:,}"
        told = f"{error}, {where}; what follows is not read"
        yield Record("", reason="xml_broken", detail=told)
        return
    if not rows.count:
        told = f"there is no element {options.row} (xml.row); there are {in_quotes(rows.seen)}"
        yield Record("", reason="xml_rows_missing", detail=told)


def _record(values: dict[str, Value] | int, columns: Collection[str], limit: int) -> Record:
    if isinstance(values, int):
        return too_long("", values, "characters", limit)
    payload = json.dumps(values, ensure_ascii=False)
    return Record(payload, {name: _as_text(values.get(name)) for name in columns})


def _as_text(value: Value | None) -> str | None:
    return value if isinstance(value, str | None) else json.dumps(value, ensure_ascii=False)


class _Rows:
    """Keeps the elements that are records until they are taken."""

    def __init__(self, row: str, limit: int) -> None:
        self.limit = limit
        self.count = 0
        """How many there were."""
        self.seen: dict[str, None] = {}
        """Names of other elements."""
        self._row = row
        self._open: list[tuple[dict[str, Value], list[str]]] = []
        """What is known of the record that is open, and of the elements in it: values, texts."""
        self._size = 0
        self._whole: list[dict[str, Value] | int] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def take(self) -> list[dict[str, Value] | int]:
        """The records that are whole; of one that is too long its size."""
        whole, self._whole = self._whole, []
        return whole

    def _doctype(self, *_: object) -> None:
        raise _DoctypeError("the file has a document type (<!DOCTYPE ...>), which is not read")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if not self._open and name != self._row:
            if len(self.seen) < _NAMES:
                self.seen[name] = None
            return
        if not self._open:
            self._size = 0
        self._size += len(name) + sum(len(key) + len(text) for key, text in attributes.items())
        values: dict[str, Value] = {} if self._is_too_long else {**attributes}
        self._open.append((values, []))

    def _text(self, text: str) -> None:
        if self._open:
            self._size += len(text)
            if not self._is_too_long:
                self._open[-1][1].append(text)

    def _end(self, name: str) -> None:
        if not self._open:
            return
        values, texts = self._open.pop()
        text = "".join(texts)
        if values and text.strip():
            values[_OWN_TEXT] = text
        if self._open:
            _add(self._open[-1][0], name, values or text)
            return
        self.count += 1
        if not values and text:
            values[_OWN_TEXT] = text
        self._whole.append(self._size if self._is_too_long else values)

    @property
    def _is_too_long(self) -> bool:
        return self._size > self.limit


def _add(values: dict[str, Value], name: str, value: Value) -> None:
    """Give an element a child; several of a name are a list."""
    before = values.get(name)
    if before is None:
        values[name] = value
    elif isinstance(before, list):
        before.append(value)
    else:
        values[name] = [before, value]
