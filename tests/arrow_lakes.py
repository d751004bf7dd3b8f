"""Small lakes written without Spark: rows of declared tables from only what a test is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from voxlake.lake.place import Root
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.tables import Table

_SAMPLE = {"string": "x", "date": date(2024, 1, 1), "timestamp": datetime(2024, 1, 1, tzinfo=UTC)}


def arrow_rows(table: Table, *rows: Mapping[str, Any]) -> pa.Table:
    """Rows of a table; what a row leaves out is null, or a sample value of a key or a day."""
    needed = {*table.keys, table.partition}
    sample = {c.name: _SAMPLE.get(c.type, 0) for c in table.columns if c.name in needed}
    for row in rows:
        if unknown := sorted(set(row) - set(table.column_names)):
            raise ValueError(f"{table.name} has no columns {unknown}")
    return pa.Table.from_pylist([{**sample, **row} for row in rows], arrow_schema(table))


def write(lake: Path | str, table: Table, *rows: Mapping[str, Any], **options: Any) -> None:
    """Write rows of a table into the lake in a folder, in the place of those before."""
    place = Root(str(lake)).path_of(table)
    if "://" not in place:
        Path(place).parent.mkdir(parents=True, exist_ok=True)
    write_deltalake(place, arrow_rows(table, *rows), **{"mode": "overwrite", **options})
