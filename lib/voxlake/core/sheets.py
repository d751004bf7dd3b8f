"""Sheets that people fill: CSV files with a header."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType

from voxlake.core.errors import InputError, in_quotes

_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Sheet:
    """The rows of a sheet.

    Attributes:
        columns: Those of the header, in its order.
        rows: Of each that is not empty, its number, the header being row 1, and its cells by
            column, as they stand; an empty text where there is none.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[int, Mapping[str, str]], ...]


def read_rows(
    text: str, path: str, needed: Sequence[str], renamed: Mapping[str, str] = _NOTHING
) -> Sheet:
    """The rows of a sheet.

    Args:
        text: What the file holds; a byte order mark before it is passed over.
        path: Its name, for errors.
        needed: Columns that it has to have.
        renamed: Columns of before, and what they are called now.

    Raises:
        InputError: a column is missing.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    columns = tuple(reader.fieldnames or ())
    if missing := [name for name in needed if name not in columns]:
        found = [f"{old} is now {new}" for old, new in renamed.items() if old in columns]
        hint = f": {', '.join(found)}" if found else ""
        raise InputError(f"{path} has no columns {in_quotes(missing)}{hint}.")
    rows = [{name: cells[name] or "" for name in columns} for cells in reader]
    return Sheet(columns, tuple(enumerate(rows, start=2)))


def moment_in(cell: str, where: str, column: str) -> datetime:
    """A time of a sheet, in UTC; one without a zone is UTC.

    Args:
        cell: ISO 8601.
        where: The file and the row, for errors.
        column: The column, for errors.

    Raises:
        InputError: it is no time.
    """
    try:
        moment = datetime.fromisoformat(cell.strip())
    except ValueError as error:
        raise InputError(
            f"{where}: {column} {cell!r} is no time like 2024-05-01T09:00+02:00."
        ) from error
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
