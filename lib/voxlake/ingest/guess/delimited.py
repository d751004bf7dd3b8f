"""Guesses how a delimited file is written, by its first rows; imports no pyspark."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from voxlake.ingest.guess.columns import MOST, NEARLY_ALL
from voxlake.ingest.guess.header_rows import header_of

_DELIMITERS = (",", ";", "\t", "|")
_WHITE_SPACE = "whitespace"
_ROWS = 400
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)


@dataclass(frozen=True)
class Delimited:
    """How a delimited file is written: the keys of `csv` that are not the default, with reasons."""

    format: Literal["csv", "tsv"]
    options: dict[str, Any] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Dialect:
    delimiter: str
    quote: str = '"'
    escape: str = ""

    def rows(self, lines: Sequence[str]) -> list[tuple[int, list[str]]]:
        """The fields of each row that is not blank, and the number of its first line, from 0."""
        if self.delimiter == _WHITE_SPACE:
            return [(n, line.split()) for n, line in enumerate(lines) if line.strip()]
        reader = csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=self.escape or None,
            doublequote=not self.escape,
        )
        found, start = [], 0
        for row in reader:
            if any(text.strip() for text in row):
                found.append((start, row))
            start = reader.line_num
            if len(found) == _ROWS:
                break
        return found


def delimited(text: str) -> Delimited:
    """How the begin of a delimited file is written.

    Args:
        text: The first rows, whole.
    """
    lines = text.splitlines(keepends=True)
    options: dict[str, Any] = {}
    why: dict[str, str] = {}
    said = _SEPARATOR.match(lines[0]) if lines else None
    if said:
        lines = lines[1:]
    dialect, rows, width, share = _best(lines, said[1] if said else None)
    if dialect.delimiter != ",":
        options["delimiter"] = dialect.delimiter
        signs = "runs of blanks" if dialect.delimiter == _WHITE_SPACE else repr(dialect.delimiter)
        why["delimiter"] = (
            "the first line says so"
            if said
            else f"{signs}: {share:.0%} of the rows then have {width} fields"
        )
    if dialect.escape:
        options["escape"] = dialect.escape
        why["escape"] = 'quotes within quotes are written \\"'
    options_of_header, why_of_header = header_of(rows, width)
    is_tsv = dialect.delimiter == "\t" and not dialect.quote
    if is_tsv:
        options.pop("delimiter")
        why["format"] = why.pop("delimiter", "tabs")
    return Delimited(
        "tsv" if is_tsv else "csv", {**options, **options_of_header}, {**why, **why_of_header}
    )


def _best(
    lines: Sequence[str], said: str | None
) -> tuple[_Dialect, list[tuple[int, list[str]]], int, float]:
    """The dialect by which most rows have as many fields, its rows, how many, and their share."""
    text = "".join(lines)
    tried = [_Dialect(said)] if said else [_Dialect(sign) for sign in _DELIMITERS if sign in text]
    if "\t" in text and not said:
        tried = [one for one in tried if one.delimiter != "\t"]
        tried += [_Dialect("\t", quote="")] if not _has_quoted(text) else [_Dialect("\t")]
    if '\\"' in text:
        tried = [
            one for each in tried for one in (each, _Dialect(each.delimiter, each.quote, "\\"))
        ]
    found = [_judged(dialect, lines) for dialect in tried]
    best = max(found, key=lambda one: one[0], default=None)
    if said is None and (best is None or best[4] < MOST or best[3] == 1):
        blanks = _judged(_Dialect(_WHITE_SPACE), lines)
        if blanks[4] >= NEARLY_ALL and blanks[3] > 1 and _is_aligned(lines):
            best = blanks
    if best is None:
        best = _judged(_Dialect(","), lines)
    return best[1:]


def _judged(
    dialect: _Dialect, lines: Sequence[str]
) -> tuple[float, _Dialect, list[tuple[int, list[str]]], int, float]:
    rows = dialect.rows(lines)
    counts = Counter(len(row) for _, row in rows)
    width, count = max(
        counts.items(), key=lambda one: (one[1] * min(one[0], 2), one[0]), default=(1, 0)
    )
    share = count / len(rows) if rows else 0.0
    score = (share + 0.02 * min(width, 10)) if width > 1 else 0.0
    return score, dialect, rows, width, share


def _has_quoted(text: str) -> bool:
    """Whether fields between tabs are in quotes."""
    quoted = re.findall(r'(?:^|\t)"[^\t\n]*"(?=\t|\r?$)', text, re.MULTILINE)
    return len(quoted) > 2 * text.count("\n") / 10


def _is_aligned(lines: Sequence[str]) -> bool:
    """Whether columns are set apart by several blanks, or rows begin with one."""
    full = [line for line in lines if line.strip()]
    odd = sum(line.startswith(" ") or "  " in line.strip() for line in full)
    return odd > len(full) / 2
