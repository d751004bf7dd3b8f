"""A PostgreSQL for the tests of a process, and what publishes to a schema of the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pyarrow as pa
import pytest
from servers import PostgresServer

from voxlake.core.days import Days
from voxlake.stores.postgres.connection import address_of, connect
from voxlake.stores.postgres.publish import Change, Publisher, Source, open_publisher
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import PublishedTable, published
from voxlake.stores.postgres.staging import SparkRows, Staged, copy_once
from voxlake.tables import Table

NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)
_numbers = count()


@pytest.fixture
def settings(postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch) -> PostgresSettings:
    """Of a schema of the test's own."""
    monkeypatch.setenv("PASSWORD_OF_TESTS", postgres.password)
    return PostgresSettings(
        address=postgres.address,
        password_env="PASSWORD_OF_TESTS",
        tls="disable",
        schema_name=f"s{next(_numbers)}",
        lock_timeout_s=1,
        connections=2,
        personal=True,
    )


@pytest.fixture
def ask(
    postgres: PostgresServer, settings: PostgresSettings
) -> Iterator[Callable[[str], list[tuple[Any, ...]]]]:
    """Runs a statement in the schema of the test, as another session, and gives its rows."""
    with postgres.connect() as session:
        session.execute(f"SET search_path = {settings.schema_name}")
        session.execute("SET timezone = 'UTC'")

        def asked(statement: str) -> list[tuple[Any, ...]]:
            cursor = session.execute(statement)
            return cursor.fetchall() if cursor.description else []

        yield asked


@pytest.fixture
def publisher(settings: PostgresSettings) -> Callable[..., Any]:
    """Opens a publisher; other settings of it may be given."""

    def opened(**changes: object) -> Any:
        changed = settings.model_copy(update=changes)
        return open_publisher(changed, address_of(changed, os.environ.__getitem__), "run", _now)

    return opened


def _now() -> datetime:
    return NOON


@pytest.fixture
def send(settings: PostgresSettings, publisher: Callable[..., Any]) -> Callable[..., list[Change]]:
    """Publishes rows of tables, as of a version, and tells the changes."""

    def sent(
        rows: dict[Table, Any], version: int = 1, lake: str = "lake", **changes: Any
    ) -> list[Change]:
        days = changes.pop("days", Days.every())
        sources = sources_of(rows, version, lake, settings.model_copy(update=changes))
        with publisher(**changes) as opened:
            return publish(opened, sources, days)

    return sent


def publish(opened: Publisher, sources: list[Source], days: Days) -> list[Change]:
    found = [opened.staged(source, days) for source in sources if not opened.has(source)]
    opened.swap(found, [source.shape for source in sources])
    return found


class HeldRows:
    """Rows without Spark, each the values of some columns."""

    def __init__(self, shape: PublishedTable, rows: list[dict[str, Any]]) -> None:
        self._shape = shape
        self._rows = rows

    def parts(self, days: Days) -> dict[str, tuple[int, str]]:
        found: dict[str, list[str]] = {}
        for row in self._of(days):
            day = str(row[self._shape.table.partition]) if self._shape.table.partition else ""
            found.setdefault(day, []).append(self._line(row))
        return {day: (len(lines), "".join(sorted(lines))) for day, lines in found.items()}

    def copy(self, days: Days, settings: PostgresSettings, address: str) -> Staged:
        lines = [self._line(row).encode() for row in self._of(days)]
        columns = [pa.array(lines, pa.binary()), *[pa.array([0] * len(lines))] * 2]
        batch = pa.RecordBatch.from_arrays(columns, names=["line", "nuls", "far"])
        with connect(address) as connection:
            batches = [batch.slice(n, 1) for n in range(len(lines))]
            return Staged(*copy_once(connection, settings, self._shape, 0, batches))

    def _of(self, days: Days) -> list[dict[str, Any]]:
        return [r for r in self._rows if days.is_every or r[self._shape.table.partition] in days]

    def _line(self, row: dict[str, Any]) -> str:
        values = (row.get(column.name) for column in self._shape.columns)
        return "\t".join("\\N" if value is None else str(value) for value in values)


def sources_of(
    rows: dict[Table, Any], version: int, lake: str, settings: PostgresSettings
) -> list[Source]:
    """Tables as a lake has them, without a lake: lists of rows, or frames of Spark."""
    found = []
    for table, held in rows.items():
        shape = published(table, settings.takes)
        of = HeldRows if isinstance(held, list) else SparkRows
        found.append(Source(shape, version, lake, of(shape, held)))
    return found


@pytest.fixture
def sources(settings: PostgresSettings) -> Callable[..., list[Source]]:
    """Tables as a lake has them, without a lake."""
    return lambda rows, version: sources_of(rows, version, "lake", settings)
