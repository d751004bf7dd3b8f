"""Keeps choices and rewards in a sqlite file: each is on the disk before it is answered.

The file is a log of events in the order in which they were kept. Its keys let one user have one
choice a day of an experiment, and a choice one reward, however many processes and threads ask.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from voxlake.core.errors import PlatformError

_MADE = """
CREATE TABLE IF NOT EXISTS events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    choice_id TEXT NOT NULL,
    experiment_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    day TEXT NOT NULL,
    occurred_at TEXT NOT NULL,
    arm TEXT,
    propensity REAL,
    context TEXT,
    metric TEXT,
    value REAL
);
CREATE UNIQUE INDEX IF NOT EXISTS one_of_a_choice ON events (choice_id, kind);
CREATE UNIQUE INDEX IF NOT EXISTS one_a_day
    ON events (experiment_id, user_id, day) WHERE kind = 'assignment';
"""
_COLUMNS = (
    "seq, kind, choice_id, experiment_id, user_id, day, occurred_at, arm, propensity, context, "
    "metric, value"
)
_KEEP = (
    f"INSERT OR IGNORE INTO events ({_COLUMNS.removeprefix('seq, ')}) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_PATIENCE_S = 10.0
"""How long a writer waits for another."""
ASSIGNMENT, OUTCOME = "assignment", "outcome"


@dataclass(frozen=True)
class Event:
    """A choice that was made, or the reward that it brought; columns as in `experiment_events`.

    `seq` is its place in the log, 0 before it is kept; `day` is of the lake's zone.
    """

    kind: str
    choice_id: str
    experiment_id: str
    user_id: str
    day: date
    occurred_at: datetime
    arm: str | None = None
    propensity: float | None = None
    context: dict[str, float] | None = None
    metric: str | None = None
    value: float | None = None
    seq: int = 0


class Store:
    """The log of a file; several threads and processes may use it at once."""

    def __init__(self, path: Path) -> None:
        """Open the file, and make it where it is not there.

        Raises:
            PlatformError: it cannot be opened or written.
        """
        self._path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection().executescript(_MADE)
        except (OSError, sqlite3.Error) as error:
            raise PlatformError(
                f"Choices of bandits cannot be kept in {path}: {error}. Set api.bandits.state_dir "
                "to a folder of this machine that may be written."
            ) from error

    def choice(self, experiment_id: str, user_id: str, day: date) -> Event | None:
        """What was chosen for a user on a day; None before."""
        return self._one(
            "experiment_id = ? AND user_id = ? AND day = ? AND kind = ?",
            (experiment_id, user_id, str(day), ASSIGNMENT),
        )

    def of_choice(self, choice_id: str, kind: str) -> Event | None:
        """The choice of an id, or its reward."""
        return self._one("choice_id = ? AND kind = ?", (choice_id, kind))

    def keep(self, event: Event) -> tuple[Event, bool]:
        """Keep an event, on the disk when this returns; what is kept, and whether it is new.

        Where one of its keys was kept before, that event is given, and this one is not kept.
        """
        connection = self._connection()
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            is_new = connection.execute(_KEEP, tuple(_values(event))).rowcount == 1
        if event.kind == ASSIGNMENT:
            found = self.choice(event.experiment_id, event.user_id, event.day)
        else:
            found = self.of_choice(event.choice_id, event.kind)
        if found is None:
            raise PlatformError(f"{self._path} does not hold what was written into it.")
        return found, is_new

    def after(self, seq: int, most: int) -> list[Event]:
        """The next events behind a place of the log, in order."""
        rows = self._connection().execute(
            f"SELECT {_COLUMNS} FROM events WHERE seq > ? ORDER BY seq LIMIT ?", (seq, most)
        )
        return [_event(row) for row in rows]

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
            self._local = threading.local()

    def _one(self, where: str, values: tuple[str, ...]) -> Event | None:
        sql = f"SELECT {_COLUMNS} FROM events WHERE {where}"
        row = self._connection().execute(sql, values).fetchone()
        return None if row is None else _event(row)

    def _connection(self) -> sqlite3.Connection:
        """The connection of this thread."""
        known: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if known is not None:
            return known
        made = sqlite3.connect(
            self._path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        made.execute("PRAGMA journal_mode = WAL")
        made.execute("PRAGMA synchronous = FULL")  # the log is on the disk when a commit returns
        with self._lock:
            self._opened.append(made)
        self._local.connection = made
        return made


def _values(event: Event) -> Iterator[object]:
    yield from (event.kind, event.choice_id, event.experiment_id, event.user_id)
    yield str(event.day)
    yield event.occurred_at.astimezone(UTC).isoformat()
    yield from (event.arm, event.propensity)
    yield None if event.context is None else json.dumps(event.context)
    yield from (event.metric, event.value)


def _event(row: tuple[object, ...]) -> Event:
    seq, kind, choice_id, experiment_id, user_id, day, at, arm, chance, context, metric, value = row
    return Event(
        kind=str(kind),
        choice_id=str(choice_id),
        experiment_id=str(experiment_id),
        user_id=str(user_id),
        day=date.fromisoformat(str(day)),
        occurred_at=datetime.fromisoformat(str(at)),
        arm=None if arm is None else str(arm),
        propensity=None if chance is None else float(str(chance)),
        context=None if context is None else json.loads(str(context)),
        metric=None if metric is None else str(metric),
        value=None if value is None else float(str(value)),
        seq=int(str(seq)),
    )
