"""Reads the rows of a sheet of a workbook of Excel as texts; imports no pyspark."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from importlib import import_module
from itertools import islice
from typing import Any

from voxlake.ingest.file_options import XlsxOptions
from voxlake.ingest.limits import Limits, beyond
from voxlake.ingest.record import Record, printable
from voxlake.ingest.streams import TooLargeError
from voxlake.ingest.unpacking import NoPackageError


def sheet_rows(
    content: bytes, options: XlsxOptions, skipped: int, limits: Limits
) -> Iterator[list[str] | Record]:
    """The cells of each row as texts, all as many as the first row has; blank rows are none.

    Whole numbers have no decimals, times are written as ISO does, and yes or no as true or false.

    Args:
        content: The workbook.
        options: Which sheet is read.
        skipped: How many rows at its top are none of the table.
        limits: How much of it is read.

    Raises:
        NoPackageError: openpyxl is not installed.
        TooLargeError: more comes out of it than may.
        ValueError: there is no such sheet, or the file is no workbook.
    """
    try:
        excel = import_module("openpyxl")
    except ImportError as error:
        raise NoPackageError(
            "the Python package openpyxl is not installed where Spark runs: "
            "pip install 'voxlake[xlsx]', or save the sheet as CSV"
        ) from error
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = sum(member.file_size for member in archive.infolist())
    if size > limits.max_unpacked_bytes:
        limit = limits.max_unpacked_bytes
        raise TooLargeError(beyond(size, "bytes come out", "max_unpacked_bytes", limit))
    book = excel.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    names = book.sheetnames
    if options.sheet is not None and options.sheet not in names:
        raise ValueError(f"there is no sheet {options.sheet!r} (xlsx.sheet); there are {names}")
    sheet = book[options.sheet] if options.sheet is not None else book.worksheets[0]
    sheet.reset_dimensions()  # which some programs write wrongly
    width = 0
    for cells in islice(sheet.iter_rows(values_only=True), skipped, None):
        row = [_text(cell) for cell in cells]
        while row and not row[-1].strip():
            row.pop()
        width = width or len(row)
        if len(row) > width:
            payload = json.dumps(row, ensure_ascii=False)
            told = f"{len(row)} fields in place of {width}"
            yield Record(printable(payload), reason="csv_field_count", detail=told)
        elif row:
            yield row + [""] * (width - len(row))


def sheet_names(content: bytes) -> list[str]:
    """The sheets of a workbook that `sheet_rows` has read, in order."""
    excel = import_module("openpyxl")
    return list(excel.load_workbook(io.BytesIO(content), read_only=True).sheetnames)


def _text(cell: Any) -> str:  # noqa: ANN401  (whatever a cell holds)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
