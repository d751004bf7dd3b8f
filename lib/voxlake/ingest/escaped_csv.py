"""Splits lines of CSV in which a character stands before quotes, as Spark writes a backslash.

Within quotes it stands before a quote, or before itself; outside of them, and before all else, it
is what it is. Python's own reader takes it out wherever it stands. Imports no pyspark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from voxlake.ingest.file_options import CsvOptions


class EscapedRows:
    """The fields of each record; goes on behind an error, as a generator would not."""

    def __init__(self, lines: Iterator[str], options: CsvOptions) -> None:
        self._lines = lines
        self._quote, self._delimiter = options.quote, options.delimiter
        quote, escape, delimiter = map(
            re.escape, (options.quote, options.escape, options.delimiter)
        )
        if options.quote:
            self._inside = re.compile(rf"(?:[^{quote}{escape}]++|{escape}.|{quote}{quote})*+", re.S)
            self._escaped = re.compile(f"{escape}([{escape}{quote}])|{quote}({quote})")
            self._plain = re.compile(rf"[^{delimiter}\r\n]*+")
        else:  # nothing encloses fields: it stands before delimiters and line breaks
            self._escaped = re.compile(rf"{escape}({delimiter}|{escape}|\r\n|\n|\r)()")
            self._plain = re.compile(
                rf"(?:[^{delimiter}{escape}\r\n]++|{escape}(?:\r\n|.))*+", re.S
            )

    def __iter__(self) -> EscapedRows:
        return self

    def __next__(self) -> list[str]:
        """The fields of the next record; none of an empty line.

        Raises:
            StopIteration: there is no further line.
            csv.Error: a quote is not closed, or something follows one that is.
        """
        line, place = next(self._lines), 0
        fields: list[str] = []
        if not line.strip("\r\n"):
            return fields
        while True:
            if self._quote and line.startswith(self._quote, place):
                text, line, place = self._quoted(line, place + 1)
            else:
                text, line, place = self._bare(line, place)
            fields.append(self._escaped.sub(r"\1\2", text) if self._is_unescaped else text)
            if not line[place:].rstrip("\r\n"):
                return fields
            if not line.startswith(self._delimiter, place):
                raise csv.Error(f"{self._delimiter!r} expected after {self._quote!r}")
            place += 1

    def _quoted(self, line: str, place: int) -> tuple[str, str, int]:
        """The text up to the quote that closes it, and where in which line it goes on behind."""
        parts = []
        self._is_unescaped = True
        while True:
            found = self._inside.match(line, place)
            end = found.end() if found else place
            parts.append(line[place:end])
            if line.startswith(self._quote, end):
                return "".join(parts), line, end + 1
            parts.append(line[end:])
            try:
                line, place = next(self._lines), 0
            except StopIteration:
                raise csv.Error("unexpected end of data") from None

    def _bare(self, line: str, place: int) -> tuple[str, str, int]:
        """The text up to the next delimiter or the end of the record."""
        parts = []
        self._is_unescaped = not self._quote
        while True:
            found = self._plain.match(line, place)
            end = found.end() if found else place
            parts.append(line[place:end])
            is_open = not self._quote and end == len(line) and parts[-1].endswith(("\n", "\r"))
            more = next(self._lines, None) if is_open else None
            if more is None:
                return "".join(parts), line, end
            line, place = more, 0
