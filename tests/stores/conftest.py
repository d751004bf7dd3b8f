"""A PostgreSQL for the tests of a process, and what publishes to a schema of the test's own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from itertools import count
from typing import Any

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from servers import PostgresServer

from voxlake.core.days import Days
from voxlake.stores.postgres.connection import address_of
from voxlake.stores.postgres.publish import Change, Publisher, Source, open_publisher
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import published
from voxlake.tables import Table

NOON = datetime(2024, 3, 4, 12, tzinfo=UTC)
_numbers = count()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One server; each test takes a schema of its own."""
    server = PostgresServer()
    try:
        yield server.make().start()
    finally:
        server.stop()
        server.remove()


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
        rows: dict[Table, DataFrame], version: int = 1, lake: str = "lake", **changes: Any
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


def sources_of(
    rows: dict[Table, DataFrame], version: int, lake: str, settings: PostgresSettings
) -> list[Source]:
    """Tables as a lake has them, without a lake."""
    return [
        Source(published(table, settings.takes), version, lake, partial(_of_days, table, held))
        for table, held in rows.items()
    ]


def _of_days(table: Table, rows: DataFrame, days: Days) -> DataFrame:
    return rows if days.is_every else rows.where(F.col(str(table.partition)).isin(*days))


@pytest.fixture
def sources(settings: PostgresSettings) -> Callable[..., list[Source]]:
    """Tables as a lake has them, without a lake."""
    return lambda rows, version: sources_of(rows, version, "lake", settings)
