"""What stands above the records of a table: lines to skip, and a header of several rows.

Imports no pyspark.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain, islice

from voxlake.ingest.file_options import CsvOptions
from voxlake.ingest.record import BYTE_ORDER_MARK, Record

Row = list[str] | Record

_SEPARATOR = re.compile(r'"?sep=(.)"?\r?\n?', re.IGNORECASE)
_NUMBER = re.compile(r"[-+(]*[^\w\s]?\d[\d.,'\s]*[%)]?")
_ABOVE = 50
"""Among so many lines the header is looked for."""
_DESCRIBED = "a second header row of descriptions is passed over (csv.header_rows: 1 reads it)"


def begun(
    lines: Iterable[str], options: CsvOptions, told: list[str], needed: Collection[str] = ()
) -> tuple[Iterator[str], CsvOptions]:
    """The lines from the header on, and how they are written.

    A first line such as `sep=;`, as Excel takes it, says what the delimiter is.

    Args:
        lines: Those of the file.
        options: How the source says that it is written.
        told: Gets what was found.
        needed: Columns that are looked for.
    """
    taken = iter(lines)
    first = next(taken, None)
    if first is not None and (found := _SEPARATOR.fullmatch(first.removeprefix(BYTE_ORDER_MARK))):
        told.append(f"its first line says that {found[1]!r} is the delimiter")
        options = options.model_copy(update={"delimiter": found[1]})
    elif first is not None:
        taken = chain([first], taken)
    if options.finds_header:
        return _from_header(taken, options, told, needed), options
    return islice(taken, options.lines_above, None), options


def _from_header(
    lines: Iterator[str], options: CsvOptions, told: list[str], needed: Collection[str]
) -> Iterator[str]:
    """The lines from the first of those on that name most of the columns."""
    first = list(islice(lines, _ABOVE))
    named = [_count_named(line, options, needed) for line in first]
    start = named.index(max(named)) if any(named) else 0
    if start:
        told.append(f"{start} lines above the header are passed over")
    return chain(first[start:], lines)


def _count_named(line: str, options: CsvOptions, needed: Collection[str]) -> int:
    """How many of the columns a line names."""
    read = csv.reader([line], delimiter=options.delimiter, quotechar=options.quote or None)
    try:
        fields = next(read, [])
    except csv.Error:
        return 0
    names = {name.removeprefix(BYTE_ORDER_MARK).strip() for name in fields}
    return len(names.intersection(needed))


def header_of(rows: Iterator[Row], options: CsvOptions) -> list[str] | Record | None:
    """The names of the columns; the record that is broken where one is; None of an empty file."""
    found: list[list[str]] = []
    for row in islice(rows, options.header_rows):
        if isinstance(row, Record):
            return row
        found.append([name.strip() for name in row])
    if not found:
        return None
    if options.header_names == "joined":
        return _joined(found)
    return found[0] if options.header_names == "first" else found[-1]


def undescribed(
    rows: Iterator[Row], header: Sequence[str], options: CsvOptions, told: list[str]
) -> Iterator[Row]:
    """The rows under a header, without a second row of it that describes columns.

    Such is one whose first field is blank and whose texts stand in columns in which the row below
    it has numbers or nothing, and somewhere a number.

    Args:
        rows: Those below the header.
        header: Names of the columns.
        options: Say whether it is looked for.
        told: Gets that one was found.
    """
    if not options.may_be_described or len(header) == 1:
        yield from rows
        return
    first = next(rows, None)
    second = next(rows, None) if isinstance(first, list) and _may_describe(first) else None
    if isinstance(first, list) and isinstance(second, list) and _describes(first, second):
        told.append(_DESCRIBED)
        first = None
    yield from (row for row in (first, second) if row is not None)
    yield from rows


def _may_describe(row: Sequence[str]) -> bool:
    texts = [text.strip() for text in row if text.strip()]
    return not row[0].strip() and bool(texts) and not any(map(_NUMBER.fullmatch, texts))


def _describes(row: Sequence[str], below: Sequence[str]) -> bool:
    described = [below[place].strip() for place, text in enumerate(row) if text.strip()]
    are_numbers = [_NUMBER.fullmatch(text) is not None for text in described if text]
    return bool(below[0].strip()) and any(are_numbers) and all(are_numbers)


def _joined(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of each column one behind the other.

    A blank one above takes what stands left of it, as cells of spreadsheets do that were merged.
    """
    above: list[list[str]] = []
    for row in rows[:-1]:
        filled: list[str] = []
        for place, name in enumerate(row):
            has_below = bool(rows[-1][place])
            filled.append(name or (filled[-1] if filled and has_below else ""))
        above.append(filled)
    parts = zip(*above, rows[-1], strict=True)
    return [" ".join(dict.fromkeys(filter(None, names))) for names in parts]
