"""Rows of declared tables in DuckDB, as Arrow has them: no Spark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import duckdb
import pyarrow as pa
from pyspark.sql.pandas.types import to_arrow_schema

from voxlake.tables import Table

_SAMPLE = {"string": "x", "date": date(2024, 1, 1), "timestamp": datetime(2024, 1, 1)}


def arrow_table(table: Table, rows: list[dict[str, Any]]) -> pa.Table:
    """The rows; a column that one leaves out is null, or a sample where it is of the key."""
    schema = to_arrow_schema(table.schema)
    needed = {*table.keys, table.partition}
    sample = {c.name: _SAMPLE.get(c.type) for c in table.columns if c.name in needed}
    full = [
        {field.name: _value(field.type, {**sample, **row}.get(field.name)) for field in schema}
        for row in rows
    ]
    return pa.Table.from_pylist(full, schema=schema)


def connect() -> duckdb.DuckDBPyConnection:
    """A database in memory, whose times are those of UTC."""
    database = duckdb.connect()
    database.execute("SET timezone = 'UTC'")
    return database


def _value(type_: pa.DataType, value: Any) -> Any:
    if pa.types.is_struct(type_) and isinstance(value, tuple):
        return {f.name: _value(f.type, v) for f, v in zip(type_, value, strict=True)}
    if pa.types.is_list(type_) and value is not None:
        return [_value(type_.value_type, one) for one in value]
    return list(value.items()) if isinstance(value, Mapping) and pa.types.is_map(type_) else value
