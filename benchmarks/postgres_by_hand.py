"""A PostgreSQL on loopback, and tables of a lake sent there by a script of a few lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg
from deltalake import DeltaTable
from figures import CHECKOUT
from psycopg import sql

from voxlake.stores.postgres.shape import PublishedTable

if TYPE_CHECKING:
    from servers import PostgresServer

OURS, BY_HAND = "voxlake", "by_hand"
"""Schemas: of the job, and of the script."""


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A server as Debian sets it up, which ends with the block."""
    sys.path.append(str(CHECKOUT / "tests"))  # no package
    from servers import PostgresServer  # noqa: PLC0415

    server = PostgresServer().make().start(settings={})
    try:
        yield server
    finally:
        server.stop()
        server.remove()


def copy_by_hand(connection: psycopg.Connection, table: DeltaTable, shape: PublishedTable) -> None:
    """Copy a table as a script of a few lines does, then make its key and indexes."""
    columns = [column.name for column in shape.columns]
    name = sql.Identifier(BY_HAND, shape.name)
    with connection.transaction(), connection.cursor() as cursor:
        like = sql.SQL("CREATE TABLE {} (LIKE {})")
        cursor.execute(like.format(name, sql.Identifier(OURS, shape.name)))
        copying = sql.SQL("COPY {} ({}) FROM STDIN").format(name, _names(columns))
        with cursor.copy(copying) as copy:
            for batch in table.to_pyarrow_dataset().to_batches(columns=columns):
                for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                    copy.write_row(row)
        add = sql.SQL("ALTER TABLE {} ADD PRIMARY KEY ({})")
        cursor.execute(add.format(name, _names(shape.key)))
        for column in shape.indexed:
            cursor.execute(sql.SQL("CREATE INDEX ON {} ({})").format(name, _names([column])))


def _names(columns: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, columns))


def counted(connection: psycopg.Connection, table: str) -> tuple[int, int]:
    """Rows of a table in our schema, and how many of one schema the other has not."""
    statement = (
        "SELECT (SELECT count(*) FROM {ours}), "
        "(SELECT count(*) FROM (TABLE {ours} EXCEPT ALL TABLE {others}) AS more) "
        "+ (SELECT count(*) FROM (TABLE {others} EXCEPT ALL TABLE {ours}) AS less)"
    )
    names = {"ours": sql.Identifier(OURS, table), "others": sql.Identifier(BY_HAND, table)}
    return connection.execute(sql.SQL(statement).format(**names)).fetchone()
