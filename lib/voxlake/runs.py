"""Keeps `job_runs`: what ran, and which days each job has still to do."""

from __future__ import annotations

import logging
import platform
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.lake import Lake
from voxlake.pipeline import Job
from voxlake.tables import JOB_RUNS

HEARTBEAT_SECONDS = 60.0

_log = logging.getLogger(__name__)


class JobRun:
    """One row of `job_runs`, kept up to date while its job runs."""

    def __init__(self, lake: Lake, run_id: str, job: str, days: Days, code_version: str) -> None:
        self._lake = lake
        self._lock = threading.Lock()
        self._row: dict[str, Any] = {
            "run_id": run_id,
            "job": job,
            "status": "running",
            "started_at": _now(),
            "days": None if days.is_every else list(days),
            "code_version": code_version,
            "host": platform.node(),
        }

    @contextmanager
    def alive(self) -> Iterator[JobRun]:
        """Write the row, and its heartbeat every minute until the end of the block."""
        self._write()
        stopped = threading.Event()

        def beat() -> None:
            while not stopped.wait(HEARTBEAT_SECONDS):
                self._write()

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield self
        finally:
            stopped.set()
            thread.join()

    def touch(self, days: Days) -> None:
        """Record the days whose rows the job is about to change."""
        self._write(days_touched=list(days))

    def finish(self, status: str, facts: Mapping[str, Any]) -> float:
        """Record how the job ended, and give the seconds it took."""
        ended = _now()
        seconds = (ended - self._row["started_at"]).total_seconds()
        self._write(status=status, ended_at=ended, seconds=seconds, **facts)
        return float(seconds)

    def _write(self, **changes: Any) -> None:  # noqa: ANN401  (columns of job_runs)
        with self._lock:
            self._row |= {**changes, "heartbeat_at": _now()}
            row = tuple(self._row.get(name) for name in JOB_RUNS.column_names)
            rows = self._lake.spark.createDataFrame([row], JOB_RUNS.schema)
            self._lake.merge(rows, JOB_RUNS)


def outstanding(lake: Lake, job: Job) -> Days:
    """Days that ingest touched and the job has not done since; the latest for an as-of job.

    A run of ingest that died counts with the days it had set out to change.
    """
    runs = lake.read(JOB_RUNS)
    touched = (
        runs.where((F.col("job") == "ingest") & F.col("days_touched").isNotNull())
        .select(
            F.explode("days_touched").alias("day"),
            F.coalesce("ended_at", "heartbeat_at").alias("touched_at"),
        )
        .groupBy("day")
        .agg(F.max("touched_at").alias("touched_at"))
    )
    own = runs.where((F.col("job") == job.name) & (F.col("status") == "done"))
    if job.takes_as_of:
        last = touched.agg(F.max("day").alias("day"), F.max("touched_at").alias("at")).first()
        done = own.agg(F.max("started_at").alias("at")).first()
        if last is None or last["day"] is None:
            return Days.of([])
        is_done = done is not None and done["at"] is not None and done["at"] > last["at"]
        return Days.of([] if is_done and not job.fits else [last["day"]])
    done_days = own.select(F.explode("days").alias("day"), "started_at").groupBy("day")
    left = touched.join(
        done_days.agg(F.max("started_at").alias("done_at")), on="day", how="left"
    ).where(F.col("done_at").isNull() | (F.col("done_at") <= F.col("touched_at")))
    return Days.of(row["day"] for row in left.select("day").collect())


def _now() -> datetime:
    """The time in UTC, as Spark takes it in a UTC session: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
