"""Rows on their way: each task of Spark copies its own into a table that nobody reads.

A task may be done twice: tried again, or by two executors at once. So a task notes itself in the
transaction of its rows, under a lock, and the second to come finds the note and copies nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import psycopg
import pyarrow as pa
from psycopg import sql
from pyspark import TaskContext
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import VoxlakeError
from voxlake.stores.postgres.connection import connect, explained
from voxlake.stores.postgres.lines import FAR, LINE, NULS, PART, checksums, lines_of
from voxlake.stores.postgres.record import Part
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import PublishedTable

_PREFIX = "_voxlake_staging_"
_NOTES = f"{_PREFIX}_tasks"
_COUNTED = "row_count long, nuls long, far long, fault string, code int"
Copy = Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]


@dataclass(frozen=True)
class Staged:
    """How many rows were copied, and how many values of them were left out."""

    row_count: int
    nuls: int
    far: int


def staging_of(settings: PostgresSettings, shape: PublishedTable) -> sql.Identifier:
    """The staging table of a table."""
    return sql.Identifier(settings.schema_name, f"{_PREFIX}{shape.name}"[:63])


def remove_staging(connection: psycopg.Connection, settings: PostgresSettings) -> list[str]:
    """Drop every staging table, such as those of a run that was killed; returns their names."""
    listed = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND starts_with(tablename, %s)",
        (settings.schema_name, _PREFIX),
    )
    names = [str(row[0]) for row in listed.fetchall()]
    for name in names:
        table = sql.Identifier(settings.schema_name, name)
        connection.execute(sql.SQL("DROP TABLE {}").format(table))
    return names


def make_staging(
    connection: psycopg.Connection, settings: PostgresSettings, shape: PublishedTable
) -> None:
    """Make the staging table, and once that of notes; neither outlives a crash of the server."""
    columns = sql.SQL(", ").join(
        sql.SQL("{} {}").format(sql.Identifier(c.name), sql.SQL(c.type)) for c in shape.columns
    )
    statement = sql.SQL("CREATE UNLOGGED TABLE {} ({})")
    connection.execute(statement.format(staging_of(settings, shape), columns))
    notes = sql.SQL(
        "CREATE UNLOGGED TABLE IF NOT EXISTS {} "
        "(name text, task int, row_count bigint, nuls bigint, far bigint, PRIMARY KEY (name, task))"
    )
    connection.execute(notes.format(_notes(settings)))


@dataclass(frozen=True)
class SparkRows:
    """Rows that Spark reads, of all days of a table at one version."""

    shape: PublishedTable
    rows: DataFrame

    def parts(self, days: Days) -> dict[str, Part]:
        """Count and checksum of each of the days that have rows."""
        found = checksums(lines_of(self._of(days), self.shape)).collect()  # a row a day
        return {row[PART]: (row["row_count"], row["checksum"]) for row in found}

    def copy(self, days: Days, settings: PostgresSettings, address: str) -> Staged:
        """Copy the rows of the days into the staging table from where they are.

        Raises:
            PlatformError: the server is down or lost, or refuses a row.
        """
        lines = lines_of(self._of(days), self.shape)
        few = lines.select(F.col(LINE).cast("binary").alias(LINE), NULS, FAR)
        few = few.coalesce(settings.connections)
        copying = _copying(settings, self.shape, address)
        told = few.mapInArrow(copying, _COUNTED).collect()  # a row a task
        for row in told:
            if row["fault"]:
                raise _fault(row["code"], row["fault"])
        return Staged(*(sum(row[name] for row in told) for name in ("row_count", NULS, FAR)))

    def _of(self, days: Days) -> DataFrame:
        if days.is_every:
            return self.rows
        return self.rows.where(F.col(str(self.shape.table.partition)).isin(*days))


def _copying(settings: PostgresSettings, shape: PublishedTable, address: str) -> Copy:
    """What a task does: it tells an error as a row, since Spark would bury it in a trace."""

    def copy(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        context = TaskContext.get()
        task = context.partitionId() if context else 0
        try:
            with connect(address) as connection:
                counts = copy_once(connection, settings, shape, task, batches)
            row: tuple[object, ...] = (*counts, None, 0)
        except psycopg.Error as error:
            ours = explained(error, settings)
            row = (0, 0, 0, str(ours), ours.exit_code)
        names = ["row_count", NULS, FAR, "fault", "code"]
        types = [pa.int64(), pa.int64(), pa.int64(), pa.string(), pa.int32()]
        columns = [pa.array([value], type_) for value, type_ in zip(row, types, strict=True)]
        yield pa.RecordBatch.from_arrays(columns, names=names)

    return copy


def copy_once(
    connection: psycopg.Connection,
    settings: PostgresSettings,
    shape: PublishedTable,
    task: int,
    batches: Iterable[pa.RecordBatch],
) -> tuple[int, int, int]:
    """Copy the lines of a task, once; returns counts of rows and of what was left out."""
    notes, staging = _notes(settings), staging_of(settings, shape)
    lock = f"{settings.schema_name}.{shape.name}.{task}"
    connection.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", (lock,))
    known = sql.SQL("SELECT row_count, nuls, far FROM {} WHERE name = %s AND task = %s")
    if done := connection.execute(known.format(notes), (shape.name, task)).fetchone():
        return done[0], done[1], done[2]
    rows = nuls = far = 0
    columns = sql.SQL(", ").join(sql.Identifier(c.name) for c in shape.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(staging, columns)
    with connection.cursor().copy(statement) as stream:
        for batch in batches:
            listed = batch.column(LINE).to_pylist()
            stream.write(_block(listed))
            rows += len(listed)
            nuls += sum(batch.column(NULS).to_pylist())
            far += sum(batch.column(FAR).to_pylist())
    note = sql.SQL("INSERT INTO {} VALUES (%s, %s, %s, %s, %s)").format(notes)
    connection.execute(note, (shape.name, task, rows, nuls, far))
    return rows, nuls, far


def _block(lines: list[bytes]) -> bytes:
    """The lines, each with its end; bytes that are no UTF-8 become the sign for that."""
    block = b"".join(line + b"\n" for line in lines)
    return block.decode(errors="replace").encode()


def _notes(settings: PostgresSettings) -> sql.Identifier:
    return sql.Identifier(settings.schema_name, _NOTES)


def _fault(code: int, message: str) -> VoxlakeError:
    kinds = {kind.exit_code: kind for kind in VoxlakeError.__subclasses__()}
    return kinds.get(code, VoxlakeError)(message)
