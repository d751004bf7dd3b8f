"""What a published table looks like in PostgreSQL: worked out of its declaration alone."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from voxlake.tables import Table

_TYPES = {
    "boolean": "boolean",
    "byte": "smallint",
    "short": "smallint",
    "integer": "integer",
    "long": "bigint",
    "float": "real",
    "double": "double precision",
    "string": "text",
    "binary": "bytea",
    "date": "date",
    "timestamp": "timestamp with time zone",
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_ARRAY = re.compile(r"array<([^<>]+)>")
JSON = "jsonb"


@dataclass(frozen=True)
class PublishedColumn:
    """A column: its name, its type in PostgreSQL and in Spark, and what it means."""

    name: str
    type: str
    spark_type: str
    comment: str


@dataclass(frozen=True)
class PublishedTable:
    """A table as PostgreSQL is given it.

    The key is empty where a column of it is left out as personal: rows are then no longer told
    apart, and the table has no primary key.
    """

    table: Table
    columns: tuple[PublishedColumn, ...]
    key: tuple[str, ...]
    indexed: tuple[str, ...]
    """Columns with an index each: the day, and those of the key that no other index begins with."""

    @property
    def name(self) -> str:
        """The table's name: that of the view which SQL users of the lake read."""
        return self.table.view

    @property
    def shape(self) -> str:
        """A text that is another one as soon as a column, a type or the key is."""
        told = json.dumps([[(c.name, c.type) for c in self.columns], self.key])
        return hashlib.sha256(told.encode()).hexdigest()


def published(table: Table, takes: Callable[[Table, str], bool]) -> PublishedTable:
    """How a table is published.

    Args:
        table: Its declaration.
        takes: Whether a column of it that is marked personal goes along.
    """
    kept = [c for c in table.columns if not c.is_personal or takes(table, c.name)]
    names = [c.name for c in kept]
    key = table.keys if set(table.keys) <= set(names) else ()
    wanted = dict.fromkeys([*filter(None, [table.partition]), *table.keys])
    return PublishedTable(
        table,
        tuple(PublishedColumn(c.name, postgres_type(c.type), c.type, c.comment) for c in kept),
        key,
        tuple(name for name in wanted if name in names and name != next(iter(key), None)),
    )


def postgres_type(spark_type: str) -> str:
    """The type of PostgreSQL that holds a declared type; jsonb for maps, structs and the like."""
    if plain := _TYPES.get(spark_type):
        return plain
    if decimal := _DECIMAL.fullmatch(spark_type):
        return f"numeric({decimal[1]},{decimal[2]})"
    if array := _ARRAY.fullmatch(spark_type):
        return f"{postgres_type(array[1])}[]"
    return JSON
