"""Sends tables of a lake to PostgreSQL: what changed into staging, then all in one transaction.

Readers see the tables as the last whole run left them until the transaction commits, and after
that as this run does: rows of two tables always fit together. Rows are deleted and inserted rather
than tables swapped or truncated, so that readers are never made to wait, and views stay
(docs/decisions/postgres-deletes.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Protocol

import psycopg
from psycopg import sql

from voxlake.core.days import Days
from voxlake.core.errors import PlatformError
from voxlake.stores.postgres.connection import connect, foreseen, require_utf8
from voxlake.stores.postgres.ddl import columns_of, finish_table, let_read, shape_table, table_of
from voxlake.stores.postgres.record import Part, Published, make_record, read_record, write_record
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import PublishedTable
from voxlake.stores.postgres.staging import Staged, make_staging, remove_staging, staging_of
from voxlake.stores.postgres.star import make_star


class Rows(Protocol):
    """The rows of a table at one version, wherever they are."""

    def parts(self, days: Days) -> dict[str, Part]:
        """Count and checksum of each of the days that have rows."""

    def copy(self, days: Days, settings: PostgresSettings, address: str) -> Staged:
        """Copy the rows of the days into the staging table, which is there."""


@dataclass(frozen=True)
class Source:
    """A table as the lake has it now."""

    shape: PublishedTable
    version: int | None
    lake_table: str
    """Which table it is: its place and its id in Delta, which no other lake has."""
    rows: Rows


@dataclass(frozen=True)
class Change:
    """What is to be done to a table: the days whose rows go, all where that is None; what comes."""

    shape: PublishedTable
    days: tuple[date, ...] | None
    after: Published
    is_as_declared: bool
    """Whether the table has its columns already."""
    staged: Staged | None = None
    """What waits in staging; None where nothing does."""

    @property
    def is_none(self) -> bool:
        """Whether the rows and columns stay as they are."""
        return self.is_as_declared and self.days == () and self.staged is None


@contextmanager
def open_publisher(
    settings: PostgresSettings, address: str, run_id: str, now: Callable[[], datetime]
) -> Iterator[Publisher]:
    """One that holds the lock of the schema: of two runs at once the second is refused.

    It waits for the lock as long as it would for those of tables, `lock_timeout_s`.

    Raises:
        PlatformError: the server does not answer, or another run publishes.
        ConfigError: the address, or the encoding of the database, is wrong.
    """
    with foreseen(settings), connect(address, autocommit=True) as connection:
        timeout = sql.SQL("SET lock_timeout = {}").format(
            sql.Literal(settings.lock_timeout_s * 1000)
        )
        connection.execute(timeout)
        lock = f"voxlake.{settings.schema_name}"
        try:  # a server may see a moment later that the run before has gone
            connection.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", (lock,))
        except psycopg.errors.LockNotAvailable as error:
            raise PlatformError(
                f"Another run publishes to the schema {settings.schema_name} now; wait for its end."
            ) from error
        require_utf8(connection)
        with connection.transaction():
            make_record(connection, settings)
            remove_staging(connection, settings)
        yield Publisher(connection, settings, address, run_id, now)


class Publisher:
    """Works out what changed, sends it, and puts it in the place of what was there."""

    def __init__(
        self,
        connection: psycopg.Connection,
        settings: PostgresSettings,
        address: str,
        run_id: str,
        now: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._settings = settings
        self._address = address
        self._run_id = run_id
        self._now = now
        self._record = read_record(connection, settings)

    def has(self, source: Source) -> bool:
        """Whether PostgreSQL has this version of the table already."""
        known = self._record.get(source.shape.name)
        told = (source.version, source.lake_table)
        return bool(
            known
            and source.version is not None
            and (known.version, known.lake_table) == told
            and self._is_as_declared(source.shape)
        )

    def not_in(self, shapes: Sequence[PublishedTable]) -> list[str]:
        """Tables that earlier runs published and that are not among these."""
        return sorted(set(self._record) - {shape.name for shape in shapes})

    def staged(self, source: Source, days: Days) -> Change:
        """Copy the days of a table that changed into staging; readers see none of it yet.

        Args:
            source: The table; where PostgreSQL has it in other columns, all of it is sent.
            days: Those that may have changed.
        """
        shape, partition = source.shape, source.shape.table.partition
        as_declared = self._is_as_declared(shape)
        days = days if partition and as_declared else Days.every()
        known = self._record[shape.name].parts if as_declared else {}
        found = source.rows.parts(days)
        before = {
            day: part for day, part in known.items() if days.is_every or day in set(map(str, days))
        }
        changed = sorted(day for day in {*before, *found} if before.get(day) != found.get(day))
        kept = {day: part for day, part in known.items() if day not in before}
        after = Published(
            source.lake_table,
            source.version if days.is_every else None,
            shape.shape,
            {**kept, **found},
        )
        dates = tuple(map(date.fromisoformat, changed)) if partition else ()
        gone = dates if as_declared and (partition or not changed) else None
        change = Change(shape, gone, after, as_declared)
        if not set(changed) & set(found):
            return change
        if partition and not set(found) <= set(changed):  # what stays is not sent a second time
            days = Days.of(dates)
        with self._connection.transaction():
            make_staging(self._connection, self._settings, shape)
        return replace(change, staged=source.rows.copy(days, self._settings, self._address))

    def swap(self, changes: Sequence[Change], shapes: Sequence[PublishedTable]) -> None:
        """Put what is staged in the place of what was there, of all tables at once.

        Args:
            changes: Of the tables that are not known already.
            shapes: All tables that are published, which the views of the star rest on.
        """
        with self.swapping(changes, shapes):
            pass
        for change in changes:
            if not change.is_none:  # of rows that are gone, and so that queries are planned well
                table = table_of(self._settings, change.shape)
                self._connection.execute(sql.SQL("VACUUM (ANALYZE) {}").format(table))

    @contextmanager
    def swapping(
        self, changes: Sequence[Change], shapes: Sequence[PublishedTable]
    ) -> Iterator[None]:
        """The transaction of `swap`, which the end of the block commits."""
        with self._connection.transaction():
            for change in changes:
                self._swap(change)
            if not all(change.is_as_declared for change in changes):
                make_star(self._connection, self._settings, shapes)
            let_read(self._connection, self._settings, shapes)
            remove_staging(self._connection, self._settings)
            yield

    def _is_as_declared(self, shape: PublishedTable) -> bool:
        known = self._record.get(shape.name)
        if known is None or known.shape != shape.shape:
            return False
        there = columns_of(self._connection, self._settings, shape)
        return there == {column.name: column.type for column in shape.columns}

    def _swap(self, change: Change) -> None:
        shape, table = change.shape, table_of(self._settings, change.shape)
        if not change.is_as_declared:
            is_ours = shape.name in self._record
            shape_table(self._connection, self._settings, shape, is_ours=is_ours)
        if change.days is None:
            self._connection.execute(sql.SQL("DELETE FROM {}").format(table))
        elif change.days:
            statement = sql.SQL("DELETE FROM {} WHERE {} = ANY(%s)")
            day = sql.Identifier(str(shape.table.partition))
            self._connection.execute(statement.format(table, day), (list(change.days),))
        if change.staged:
            self._insert(shape, change.staged)
        finish_table(self._connection, self._settings, shape, with_views=not change.is_as_declared)
        stamp = (self._run_id, self._now())
        write_record(self._connection, self._settings, shape.name, change.after, stamp)

    def _insert(self, shape: PublishedTable, staged: Staged) -> None:
        columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in shape.columns)
        statement = sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(
            table_of(self._settings, shape), columns, columns, staging_of(self._settings, shape)
        )
        inserted = self._connection.execute(statement).rowcount
        if inserted != staged.row_count:  # as after a crash of the server, which empties staging
            raise PlatformError(
                f"Of {staged.row_count} rows of {shape.name} that were sent, {inserted} arrived. "
                "Readers see the rows as they were before; run the job again."
            )
