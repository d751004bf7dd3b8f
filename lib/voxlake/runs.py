"""Keeps `job_runs`: what ran, and which days each job has still to do."""

from __future__ import annotations

import platform
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.frames import frame_of
from voxlake.lake import Lake
from voxlake.pipeline import Job
from voxlake.tables import JOB_RUNS

HEARTBEAT_SECONDS = 60.0


class RunLog:
    """Says in `job_runs` how the jobs of one run go."""

    def __init__(self, lake: Lake, code_version: str) -> None:
        self._lake = lake
        self._always = {
            "run_id": lake.run_id,
            "code_version": code_version,
            "host": platform.node(),
        }

    @contextmanager
    def job(self, name: str, days: Days) -> Iterator[JobRun]:
        """Keep a row for a job: written at once, then every minute until the end of the block."""
        asked = None if days.is_every else list(days)
        run = JobRun(self._lake, {**self._always, "job": name, "days": asked})
        stopped = threading.Event()

        def beat() -> None:
            while not stopped.wait(HEARTBEAT_SECONDS):
                run.write()

        thread = threading.Thread(target=beat, name="heartbeat", daemon=True)
        run.write()
        thread.start()
        try:
            yield run
        finally:
            stopped.set()
            thread.join()


class JobRun:
    """The row of a job that runs; each write adds the whole of it, and the last one counts."""

    def __init__(self, lake: Lake, row: Mapping[str, Any]) -> None:
        self._lake = lake
        self._started = _now()
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
        """Lay changes over the row and add it to the table, as a sign of life."""
        with self._lock:
            self._row |= {**changes, "heartbeat_at": _now()}
            values = tuple(self._row.get(name) for name in JOB_RUNS.column_names)
            self._lake.append(frame_of(self._lake.spark, [values], JOB_RUNS.schema), JOB_RUNS)


def outstanding(lake: Lake, job: Job) -> Days:
    """Days that ingest touched and the job has not done since; the latest for an as-of job.

    A run of ingest that died counts with the days it had set out to change.
    """
    runs = lake.read(JOB_RUNS)
    is_touching = (F.col("job") == "ingest") & (F.size("days_touched") > 0)
    touched_at = F.coalesce("ended_at", "heartbeat_at")
    is_done = (F.col("job") == job.name) & (F.col("status") == "done")
    if job.takes_as_of:
        last = runs.agg(
            F.max(F.when(is_touching, F.array_max("days_touched"))).alias("day"),
            F.max(F.when(is_touching, touched_at)).alias("touched_at"),
            F.max(F.when(is_done, F.col("started_at"))).alias("done_at"),
        ).collect()[0]
        if last["day"] is None:
            return Days.of([])
        is_left = last["done_at"] is None or last["done_at"] <= last["touched_at"]
        return Days.of([last["day"]] if is_left or job.fits else [])
    touched = (
        runs.where(is_touching)
        .select(F.explode("days_touched").alias("day"), touched_at.alias("touched_at"))
        .groupBy("day")
        .agg(F.max("touched_at").alias("touched_at"))
    )
    done = runs.where(is_done)
    done_days = done.select(F.explode("days").alias("day"), "started_at").groupBy("day")
    left = touched.join(
        done_days.agg(F.max("started_at").alias("done_at")), on="day", how="left"
    ).where(F.col("done_at").isNull() | (F.col("done_at") <= F.col("touched_at")))
    return Days.of(row["day"] for row in left.select("day").collect())


def why_skipped(lake: Lake, job: str) -> str:
    """Why a job was skipped when it last ran; empty where it was not, or never ran."""
    last = (
        lake.read(JOB_RUNS)
        .where(F.col("job") == job)
        .agg(F.max_by(F.struct("status", "reason"), "started_at").alias("run"))
        .collect()[0]["run"]
    )
    return str(last["reason"]) if last and last["status"] == "skipped" else ""


def _now() -> datetime:
    """The time in UTC, as Spark takes it in a UTC session: without a zone."""
    return datetime.now(UTC).replace(tzinfo=None)
