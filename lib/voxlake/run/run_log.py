"""Keeps `job_runs`: what runs, what ran and how it ended."""

from __future__ import annotations

import logging
import platform
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from voxlake.core.days import Days
from voxlake.core.errors import said
from voxlake.lake.lake import Lake
from voxlake.run.order import LOG, NO_LOG
from voxlake.spark.frames import frame_of
from voxlake.tables import JOB_RUNS

HEARTBEAT_SECONDS = 60.0
_TICK = timedelta(microseconds=1)

_log = logging.getLogger(__name__)


class RunLog:
    """Says in `job_runs` how the jobs of one run go.

    The row of a job that ended is written together with that of the next one, or by `flush`.
    """

    def __init__(self, lake: Lake, code_version: str) -> None:
        self._lake = lake
        self._always = {
            "run_id": lake.run_id,
            "code_version": code_version,
            "host": platform.node(),
        }
        self._ended: list[tuple[object, ...]] = []
        self._lock = threading.Lock()

    @contextmanager
    def job(self, name: str, days: Days, settings_id: str = "") -> Iterator[JobRun]:
        """Keep a row for a job: written at once, then every minute until the end of the block."""
        asked = None if days.is_every else list(days)
        about = {"job": name, "days": asked, "settings_id": settings_id}
        run = JobRun(self, {**self._always, **about})
        stopped = threading.Event()

        def beat() -> None:
            while not stopped.wait(HEARTBEAT_SECONDS):
                with errors_logged("the job's heartbeat could not be written"):
                    run.write()

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        run.write()
        thread.start()
        try:
            yield run
        finally:
            stopped.set()
            thread.join()

    @contextmanager
    def to_the_end(self) -> Iterator[None]:
        """Write what has ended when the block ends; its own error goes before one of the log."""
        try:
            yield
        except BaseException:
            with errors_logged("how the last jobs ended could not be written"):
                self.flush()
            raise
        self.flush()

    def version(self) -> int:
        """The latest version of `job_runs`: its commits are what orders runs."""
        version = self._lake.version(JOB_RUNS)
        return NO_LOG if version is None else version

    def keep(self, row: Mapping[str, object], *, ended: bool) -> None:
        """Add the row of a job to the table, with those that ended before; or when others come."""
        values = tuple(row.get(name) for name in JOB_RUNS.column_names)
        with self._lock:
            if ended:
                self._ended.append(values)
            else:
                self._append(values)

    def flush(self) -> None:
        """Write what has ended."""
        with self._lock:
            if self._ended:
                self._append()

    def _append(self, *more: tuple[object, ...]) -> None:
        """Write what has ended, and more; what has ended is kept until it is written."""
        rows = [*self._ended, *more]
        self._lake.append(frame_of(self._lake.spark, rows, JOB_RUNS.schema), JOB_RUNS)
        self._ended.clear()


@contextmanager
def errors_logged(what: str) -> Iterator[None]:
    """Log an error of the block, with what could not be done, and go on after it."""
    try:
        yield
    except Exception as error:
        _log.warning("%s: %s", what, said(error))


class JobRun:
    """The row of a job that runs; each write adds the whole of it, and the last one counts."""

    def __init__(self, log: RunLog, row: Mapping[str, Any]) -> None:
        self._log = log
        self._began = log.version()
        self._started = self._heard = _now()
        self._row = {**row, "status": "running", "started_at": self._started}
        self._lock = threading.Lock()

    def touch(self, days: Days) -> None:
        """Record the days whose rows the job is about to change."""
        self.write(days_touched=list(days))

    def finish(self, status: str, facts: Mapping[str, Any]) -> float:
        """Record how the job ended, and give the seconds it took."""
        ended = _now()
        seconds = (ended - self._started).total_seconds()
        self.write(status=status, ended_at=ended, seconds=seconds, **facts)
        return seconds

    def write(self, **changes: Any) -> None:  # noqa: ANN401  (columns)
        """Lay changes over the row and keep it, as a sign of life."""
        with self._lock:
            self._heard = max(_now(), self._heard + _TICK)  # also where the clock is set back
            self._row |= {**changes, "heartbeat_at": self._heard}
            self._log.keep(self._row | self._versions(), ended="ended_at" in changes)

    def _versions(self) -> dict[str, Any]:
        """What was read and written, with the versions of the log that `run.order` goes by."""
        now = {"input_versions": self._began, "output_versions": self._log.version()}
        return {name: {**(self._row.get(name) or {}), LOG: log} for name, log in now.items()}


def _now() -> datetime:
    """The time in UTC, as Spark takes it in a UTC session: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
