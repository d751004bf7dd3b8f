"""Takes units, such as currencies, out of the names of columns; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from voxlake.ingest.csv_headers import Row

_NAME = re.compile(r"(.*\S)\s*\(([^()]+)\)")


def with_units(
    columns: list[str], rows: Iterator[Row], named: Collection[str]
) -> tuple[list[str], Iterator[Row]]:
    """The columns and rows, with the unit in the name of a column as a column of its own.

    `Amount spent (EUR)` becomes `Amount spent`, and `Amount spent unit` is EUR in each row.

    Args:
        columns: Names as the header has them.
        rows: What stands under it.
        named: Names without their unit; others stay as they are.
    """
    names: list[str] = []
    units: dict[str, str] = {}
    for column in columns:
        found = _NAME.fullmatch(column)
        is_named = found is not None and found[1] in named and found[1] not in columns
        if found is None or not is_named or f"{found[1]} unit" in units:
            names.append(column)
            continue
        names.append(found[1])
        units[f"{found[1]} unit"] = found[2].strip()
    said = list(units.values())
    return [*names, *units], (row + said if isinstance(row, list) else row for row in rows)
