"""Reads CSV with quoted line breaks, strictly and one record at a time; imports no pyspark.

A quote that is never closed would make all that follows one field. Here such a record is given
back as its first line, with the reason, and reading goes on with the next line.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from voxlake.ingest.csv_columns import other_delimiter, places_of
from voxlake.ingest.csv_headers import Row, begun, header_of, undescribed
from voxlake.ingest.csv_lines import Lines
from voxlake.ingest.csv_units import with_units
from voxlake.ingest.escaped_csv import EscapedRows
from voxlake.ingest.file_options import WHITE_SPACE, CsvOptions
from voxlake.ingest.limits import Limits
from voxlake.ingest.order_rows import Filler, OrderRows, Watch
from voxlake.ingest.record import BYTE_ORDER_MARK, Record, is_valid_text, printable

_LIMITS = Limits()
_NO_ORDERS = OrderRows()
_NAME_CHARACTERS = 1_000
"""Longest name of a column: each payload holds them all."""


def csv_records(
    lines: Iterable[str],
    options: CsvOptions,
    needed: Collection[str],
    limit: int = _LIMITS.max_record_bytes,
    of_orders: OrderRows = _NO_ORDERS,
    *,
    told: list[str] | None = None,
) -> Iterator[Record]:
    """The records of a file, in order; empty lines are none.

    Args:
        lines: Lines of the file with their ends; bytes that are not of the encoding are escaped
            as surrogates.
        options: How the file is written.
        needed: Columns whose values are wanted.
        limit: A quoted field that runs on for more characters counts as never closed.
        of_orders: What is filled into the rows of an order.
        told: Gets what was found of how the file is written.
    """
    told = [] if told is None else told
    begin, options = begun(lines, options, told, needed)
    yield from row_records(_rows(begin, options, limit), options, needed, of_orders, told)


def row_records(
    rows: Iterator[Row],
    options: CsvOptions,
    needed: Collection[str],
    of_orders: OrderRows,
    told: list[str],
) -> Iterator[Record]:
    """The records of rows, the first of which are the header.

    Args:
        rows: Their fields, or why there are none.
        options: How the header is written.
        needed: Columns whose values are wanted.
        of_orders: What is filled into the rows of an order.
        told: Gets what was found of the header.
    """
    columns = list(options.columns or ())
    if options.header:
        header = header_of(rows, options)
        if header is None:
            return
        names = [] if isinstance(header, Record) else header
        text = header.payload if isinstance(header, Record) else _joined(header, options)
        if not columns and (fault := other_delimiter(text, names, options, needed)):
            yield from _of_other_delimiter(rows, fault)
            return
        if isinstance(header, Record):
            yield Record(header.payload, reason="file_unreadable", detail="the header is broken")
            return
        if (longest := max(map(len, header))) > _NAME_CHARACTERS:
            fault = f"a name in the header has {longest:,} characters"
            yield Record("", reason="file_unreadable", detail=fault)
            return
        columns = columns or _unique(names)
        rows = undescribed(rows, header, options, told)
    if options.units:
        columns, rows = with_units(columns, rows, options.units)
    yield from _records(rows, columns, needed, of_orders)


def csv_record(line: str, options: CsvOptions, needed: Collection[str]) -> Record | None:
    """The record of one line of a file whose columns are named; None for an empty line."""
    columns = options.columns or ()
    rows = _rows([line], options, max(len(line), 1))
    return next(_records(rows, columns, needed, _NO_ORDERS), None)


def _records(
    rows: Iterator[Row],
    columns: Sequence[str],
    needed: Collection[str],
    of_orders: OrderRows,
) -> Iterator[Record]:
    """The records of rows; the last has what is to be told of the file."""
    places = places_of(columns, needed)
    filler, watch = Filler(of_orders, columns), Watch(of_orders, columns, needed)
    last: Record | None = None
    try:
        for row in rows:
            if last is not None:
                yield last
            if isinstance(row, Record):
                last = row
            elif len(row) > 1 and not any(map(str.strip, row)):
                last = Record(printable(_payload(columns, row)), reason="row_empty")
            elif filler.fault:
                payload = printable(_payload(columns, row))
                last = Record(payload, reason="column_missing", detail=filler.fault)
            else:
                watch.see(row)
                last = _record(columns, row, filler.fill(row), places)
    except Exception:  # of a file that breaks off, whose records before that are kept
        if last is not None:
            yield replace(last, told=watch.told())
        raise
    if last is not None:
        yield replace(last, told=watch.told())


def _record(
    columns: Sequence[str], row: list[str], full: list[str], places: Mapping[str, int]
) -> Record:
    payload = _payload(columns, row)
    if not is_valid_text(payload):
        return Record(printable(payload), reason="utf8_invalid")
    return Record(payload, {name: full[place] for name, place in places.items()})


def _payload(columns: Sequence[str], row: list[str]) -> str:
    return json.dumps(dict(zip(columns, row, strict=False)), ensure_ascii=False)


def _joined(header: list[str], options: CsvOptions) -> str:
    """The fields of a header as they stood on its line, without quotes."""
    return (" " if options.delimiter == WHITE_SPACE else options.delimiter).join(header)


def _of_other_delimiter(rows: Iterator[Row], fault: str) -> Iterator[Record]:
    """The records of a file whose fields are set apart otherwise than is said: none can be read."""
    for row in rows:
        payload = row.payload if isinstance(row, Record) else json.dumps(row, ensure_ascii=False)
        yield Record(printable(payload), reason="csv_other_delimiter", detail=fault)


def _rows(lines: Iterable[str], options: CsvOptions, limit: int) -> Iterator[Row]:
    """The fields of each record, or a record that says why there are none.

    The first row says how many fields the others must have, unless the columns are named.
    """
    taken = Lines(lines, limit)
    rows = _blank_rows(taken) if options.delimiter == WHITE_SPACE else _quoted_rows(taken, options)
    width = len(options.columns) if options.columns else None
    while True:
        taken.begin_record()
        try:
            fields = _next(rows, limit)
        except StopIteration:
            return
        except csv.Error as error:
            yield taken.reject_long() or taken.reject("csv_unbalanced_quote", str(error))
            continue
        if not fields:
            continue
        if width is not None and len(fields) != width:
            reason = "csv_field_count" if taken.is_one_line else "csv_unbalanced_quote"
            yield taken.reject(reason, f"{len(fields)} fields in place of {width}")
            continue
        width = len(fields)
        yield fields


def _next(rows: Iterator[list[str]], limit: int) -> list[str]:
    """The next row; the limit of fields is the process's, where others read CSV too."""
    before = csv.field_size_limit(2 * limit + 2)
    try:
        return next(rows)
    finally:
        csv.field_size_limit(before)


def _quoted_rows(lines: Iterator[str], options: CsvOptions) -> Iterator[list[str]]:
    if options.has_escape:
        return EscapedRows(lines, options)
    return csv.reader(
        lines,
        strict=True,
        delimiter=options.delimiter,
        quotechar=options.quote or None,
        quoting=csv.QUOTE_MINIMAL if options.quote else csv.QUOTE_NONE,
    )


def _blank_rows(lines: Iterable[str]) -> Iterator[list[str]]:
    return map(str.split, lines)  # which goes on behind an error, as a generator would not


def _unique(names: list[str]) -> list[str]:
    """The names of a header, each once: a second `a` becomes `a_2`, a blank third `column_3`."""
    unique: dict[str, None] = {}
    given_names = set(names)
    counts: dict[str, int] = {}  # where the search for a free number goes on
    for place, given in enumerate(names, start=1):
        name = given.removeprefix(BYTE_ORDER_MARK) or f"column_{place}"
        count = counts.get(name, 1)
        candidate = name if count == 1 else f"{name}_{count}"
        while candidate in unique or (count > 1 and candidate in given_names):
            count += 1
            candidate = f"{name}_{count}"
        unique[candidate] = None
        counts[name] = count
    return list(unique)
