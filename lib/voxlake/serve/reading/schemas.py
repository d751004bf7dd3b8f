"""The Arrow schema of a declared table, and what its types are called in DuckDB."""

from __future__ import annotations

import json
from functools import cache

import pyarrow as pa
from deltalake import Schema

from voxlake.tables import Column, Table

_IN_DUCKDB = {
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "byte": "TINYINT",
    "short": "SMALLINT",
    "integer": "INTEGER",
    "long": "BIGINT",
    "float": "REAL",
    "double": "DOUBLE",
    "date": "DATE",
    "timestamp": "TIMESTAMPTZ",
}


@cache
def arrow_schema(table: Table) -> pa.Schema:
    """The columns of a table as Arrow has them; timestamps are microseconds of UTC."""
    stored = Schema.from_json(json.dumps(table.json_schema))
    return pa.schema([field.remove_metadata() for field in pa.schema(stored.to_arrow())])


def duckdb_type(type_: str) -> str:
    """The type of a plain column in DuckDB.

    Raises:
        KeyError: the type holds others.
    """
    return type_ if type_.startswith("decimal(") else _IN_DUCKDB[type_]


def is_plain(type_: str) -> bool:
    """Whether values of a type have an order: no lists, maps or structs."""
    return type_ in _IN_DUCKDB or type_.startswith("decimal(")


def element_of(type_: str) -> str | None:
    """The type of a list's elements, where these are plain; None for all other types."""
    inner = type_.removeprefix("array<").removesuffix(">")
    return inner if type_.startswith("array<") and is_plain(inner) else None


def quoted(column: Column) -> str:
    """How SQL names a declared column."""
    return '"' + column.name.replace('"', '""') + '"'
