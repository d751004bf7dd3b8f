"""What was published: a row a table in `_voxlake_published`, and a row a day of it beside that.

A day is sent again where its count of rows or their checksum is another one than these say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from voxlake.stores.postgres.settings import PostgresSettings

_TABLES, _PARTS = "_voxlake_published", "_voxlake_published_days"
Part = tuple[int, str]
"""Count of rows and checksum of a day, or of a table without days."""


@dataclass(frozen=True)
class Published:
    """What PostgreSQL has of a table; `version` is null where only some days are of one version."""

    lake_table: str
    version: int | None
    shape: str
    parts: Mapping[str, Part]


def make_record(connection: psycopg.Connection, settings: PostgresSettings) -> None:
    """Make the schema and the tables of the record where they are not there."""
    schema = sql.Identifier(settings.schema_name)
    there = connection.execute("SELECT to_regnamespace(%s)", (settings.schema_name,)).fetchone()
    if there == (None,):
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    connection.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} (table_name text PRIMARY KEY, lake_table text NOT NULL,"
            " delta_version bigint, days bigint NOT NULL, row_count bigint NOT NULL,"
            " shape text NOT NULL, run_id text NOT NULL, published_at timestamptz NOT NULL)"
        ).format(_name(settings, _TABLES))
    )
    connection.execute(
        sql.SQL(
            "CREATE TABLE IF NOT EXISTS {} (table_name text, day text, row_count bigint NOT NULL,"
            " checksum text NOT NULL, PRIMARY KEY (table_name, day))"
        ).format(_name(settings, _PARTS))
    )


def read_record(connection: psycopg.Connection, settings: PostgresSettings) -> dict[str, Published]:
    """What was published, by table."""
    parts: dict[str, dict[str, Part]] = {}
    statement = sql.SQL("SELECT table_name, day, row_count, checksum FROM {}")
    for name, day, count, checksum in connection.execute(statement.format(_name(settings, _PARTS))):
        parts.setdefault(name, {})[day] = (count, checksum)
    statement = sql.SQL("SELECT table_name, lake_table, delta_version, shape FROM {}")
    return {
        name: Published(lake_table, version, shape, parts.get(name, {}))
        for name, lake_table, version, shape in connection.execute(
            statement.format(_name(settings, _TABLES))
        )
    }


def write_record(
    connection: psycopg.Connection,
    settings: PostgresSettings,
    name: str,
    known: Published,
    stamp: tuple[str, datetime],
) -> None:
    """Note what PostgreSQL has of a table from now on, and by which run and when."""
    _forget(connection, settings, name)
    connection.execute(
        sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s, %s, %s, %s)").format(
            _name(settings, _TABLES)
        ),
        (
            name,
            known.lake_table,
            known.version,
            sum(1 for day in known.parts if day),
            sum(count for count, _ in known.parts.values()),
            known.shape,
            *stamp,
        ),
    )
    statement = sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s)").format(_name(settings, _PARTS))
    rows = [(name, day, *part) for day, part in sorted(known.parts.items())]
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _forget(connection: psycopg.Connection, settings: PostgresSettings, name: str) -> None:
    for table in (_TABLES, _PARTS):
        statement = sql.SQL("DELETE FROM {} WHERE table_name = %s")
        connection.execute(statement.format(_name(settings, table)), (name,))


def _name(settings: PostgresSettings, table: str) -> sql.Identifier:
    return sql.Identifier(settings.schema_name, table)
