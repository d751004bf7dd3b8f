"""The analyses that were asked for, kept in a file so that none is lost or done twice."""

from __future__ import annotations

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from voxlake.serve.errors import RefusedError

State = Literal["waiting", "running", "done", "failed"]
_MOST_TRIES = 3
_BUSY_S = 10
_TABLE = """
CREATE TABLE IF NOT EXISTS analyses (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL, versions TEXT NOT NULL, state TEXT NOT NULL,
  steps_done INTEGER NOT NULL DEFAULT 0, result TEXT, error TEXT, asked_at REAL NOT NULL,
  ended_at REAL, worker TEXT, leased_until REAL, tries INTEGER NOT NULL DEFAULT 0
)
"""


@dataclass(frozen=True)
class Analysis:
    """One analysis, as it stands."""

    id: str
    user_id: str
    state: State
    steps_done: int
    result: dict[str, Any] | None
    error: str | None
    asked_at: float
    ended_at: float | None


class Queue:
    """Takes analyses, and hands each to one worker; several processes may share the file.

    A worker that takes one has it for `lease_s`, and longer while it says that it lives. What a
    killed one left goes to the next; what broke off three times has failed.
    """

    def __init__(
        self,
        file: Path,
        *,
        most_waiting: int,
        lease_s: float,
        keep_s: float,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Open the file, or make it; only this user reads it.

        Args:
            file: Where it is; on a disk of this machine.
            most_waiting: How many may wait or run.
            lease_s: Seconds after which a worker that says nothing is taken to be dead.
            keep_s: Seconds for which one that ended is kept.
            clock: Seconds since 1970.
        """
        self._file, self._most, self._keep_s = file, most_waiting, keep_s
        self.lease_s = lease_s
        self._clock = clock
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
        with closing(self._open()) as database:
            database.execute("PRAGMA journal_mode=WAL")
            database.execute(_TABLE)

    def ask(self, user_id: str, versions: str) -> Analysis:
        """The analysis of a user: the one there is, where it still tells what is known, or anew.

        Args:
            user_id: Whose.
            versions: Of the tables that it would read.

        Raises:
            RefusedError: too many wait (503).
        """
        with self._changing() as database:
            kept_from = self._clock() - self._keep_s
            database.execute("DELETE FROM analyses WHERE ended_at <= ?", (kept_from,))
            found = database.execute(
                "SELECT id FROM analyses WHERE user_id = ? AND (state IN ('waiting', 'running') "
                "OR (state = 'done' AND versions = ?)) ORDER BY asked_at DESC LIMIT 1",
                (user_id, versions),
            ).fetchone()
            if found is None:
                found = (self._added(database, user_id, versions),)
        return self.of(found[0])

    def of(self, id_: str) -> Analysis:
        """An analysis.

        Raises:
            RefusedError: there is none of the id, or no more (404).
        """
        with closing(self._open()) as database:
            row = database.execute(
                "SELECT id, user_id, state, steps_done, result, error, asked_at, ended_at "
                "FROM analyses WHERE id = ? AND coalesce(ended_at, ?) > ?",
                (id_, self._clock(), self._clock() - self._keep_s),
            ).fetchone()
        if row is None:
            raise RefusedError(
                404, "unknown_analysis", "There is no such analysis, or no more: ask for it again."
            )
        return _analysis(row)

    def take(self, worker: str) -> Analysis | None:
        """The next analysis for a worker, the longest asked for first; None where there is none."""
        now = self._clock()
        with self._changing() as database:
            database.execute(
                "UPDATE analyses SET state = 'failed', ended_at = ?, error = ? "
                "WHERE state = 'running' AND leased_until < ? AND tries >= ?",
                (now, f"It broke off {_MOST_TRIES} times: ask an operator.", now, _MOST_TRIES),
            )
            found = database.execute(
                "UPDATE analyses SET state = 'running', steps_done = 0, worker = ?, "
                "leased_until = ?, tries = tries + 1 WHERE id = (SELECT id FROM analyses "
                "WHERE state = 'waiting' OR (state = 'running' AND leased_until < ?) "
                "ORDER BY asked_at LIMIT 1) RETURNING id",
                (worker, now + self.lease_s, now),
            ).fetchone()
        return self.of(found[0]) if found else None

    def lives(self, id_: str, worker: str, steps_done: int | None = None) -> bool:
        """Say that a worker still has an analysis, and how far it is; False where it has not."""
        return self._changed(
            "UPDATE analyses SET leased_until = ?, steps_done = coalesce(?, steps_done)",
            (self._clock() + self.lease_s, steps_done),
            (id_, worker),
        )

    def done(self, id_: str, worker: str, result: dict[str, Any], steps: int) -> bool:
        """Keep the result of a worker; False where another has the analysis by now."""
        return self._changed(
            "UPDATE analyses SET state = 'done', steps_done = ?, result = ?, ended_at = ?",
            (steps, json.dumps(result), self._clock()),
            (id_, worker),
        )

    def failed(self, id_: str, worker: str, why: str) -> bool:
        """Keep why a worker could not; False where another has the analysis by now."""
        return self._changed(
            "UPDATE analyses SET state = 'failed', error = ?, ended_at = ?",
            (why, self._clock()),
            (id_, worker),
        )

    def _changed(self, change: str, values: tuple[Any, ...], whose: tuple[str, str]) -> bool:
        with self._changing() as database:
            done = database.execute(
                f"{change} WHERE id = ? AND worker = ? AND state = 'running'", (*values, *whose)
            )
            return done.rowcount == 1

    def _added(self, database: sqlite3.Connection, user_id: str, versions: str) -> str:
        (count,) = database.execute(
            "SELECT count(*) FROM analyses WHERE state IN ('waiting', 'running')"
        ).fetchone()
        if count >= self._most:
            raise RefusedError(
                503, "too_many_analyses", f"{count} analyses wait already: ask again in a while."
            )
        id_ = uuid.uuid4().hex
        database.execute(
            "INSERT INTO analyses (id, user_id, versions, state, asked_at) "
            "VALUES (?, ?, ?, 'waiting', ?)",
            (id_, user_id, versions, self._clock()),
        )
        return id_

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=_BUSY_S, isolation_level=None)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """One change, which nobody else changes meanwhile; on the disk when it is left."""
        with closing(self._open()) as database:
            database.execute("PRAGMA synchronous=FULL")
            database.execute("BEGIN IMMEDIATE")
            try:
                yield database
            except BaseException:
                database.execute("ROLLBACK")
                raise
            database.execute("COMMIT")


def _analysis(row: tuple[Any, ...]) -> Analysis:
    id_, user_id, state, steps_done, result, error, asked_at, ended_at = row
    told = json.loads(result) if result else None
    return Analysis(id_, user_id, state, steps_done, told, error, asked_at, ended_at)
