"""What `job_runs` tells of earlier runs: days that are left, why jobs were skipped, vain fits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake.far import Far, find_far
from voxlake.lake.lake import Lake
from voxlake.pipeline import Job
from voxlake.run import order
from voxlake.tables import JOB_RUNS, TABLES


class Backlog:
    """The days that each job of a run has left, asked once: when the first job asks.

    Left are the days that ingest touched and the job has not done since. A job that takes a
    snapshot has the latest day alone, and one that fits has it always. A run of ingest that died
    counts with the days it had set out to change. Days far after all others are left out, as
    `far_of` finds them. What "since" means is said in `run.order`.
    """

    def __init__(
        self, lake: Lake, jobs: Sequence[Job], *, before: Callable[[], None] = lambda: None
    ) -> None:
        """Ask nothing yet.

        Args:
            lake: Whose days.
            jobs: The jobs of the run.
            before: Called before the lake is asked, such as to write what it is to know.
        """
        self._lake = lake
        self._jobs = jobs
        self._before = before
        self._left: Mapping[str, Days] | None = None
        self.far = Far()
        """Days that are left out, once a job has asked."""

    def days_of(self, job: Job) -> Days:
        """Days that are left to a job; every day for one of all days, such as ingest."""
        if job.of_all_days:
            return Days.every()
        if self._left is None:
            self._before()
            self._left, self.far = _ask(self._lake, self._jobs)
        return self._left[job.name]


def far_of(lake: Lake) -> Far:
    """The days that jobs without dates leave out, since wrong dates alone fall on them."""
    runs = lake.read(JOB_RUNS).where(order.IS_TOUCHING)
    days = runs.select(F.explode("days_touched").alias("day")).distinct()
    return find_far(lake, [row.day for row in days.collect()])


def _ask(lake: Lake, jobs: Sequence[Job]) -> tuple[Mapping[str, Days], Far]:
    runs, far = order.with_log_version(lake.read(JOB_RUNS), lake.version(JOB_RUNS)), far_of(lake)
    left = order.left_days(runs, jobs, before=far.days.first if len(far.days) else None)
    found = left.groupBy("job").agg(F.collect_set("day").alias("days")).collect()
    days = {row["job"]: Days.of(row["days"]) for row in found}
    return {job.name: days.get(job.name, Days.of([])) for job in jobs}, far


def why_skipped(lake: Lake, job: str) -> str:
    """Why a job was skipped when it last ran; empty where it was not, or never ran."""
    last = _last_run(lake, job)
    return str(last["reason"]) if last and last["status"] == "skipped" else ""


def why_in_vain(lake: Lake, job: str, days: Days, settings_id: str) -> str:
    """Why a fit of these days was skipped when it last ran, if nothing has changed since.

    Empty where its settings or a table that it read are others now, and where it was not skipped.
    """
    last = _last_run(lake, job)
    is_same = last and (last["status"], last["settings_id"]) == ("skipped", settings_id)
    if not last or not is_same or Days.of(last["days"] or ()) != days:
        return ""
    tables = {table.view: table for table in TABLES}
    read: Mapping[str, int] = last["input_versions"] or {}
    known = ((tables[name], read[name]) for name in read if name != JOB_RUNS.view)
    if any(lake.version(table) != version for table, version in known):
        return ""
    return str(last["reason"])


def _last_run(lake: Lake, job: str) -> Mapping[str, Any] | None:
    columns = F.struct("status", "reason", "days", "input_versions", "settings_id")
    runs = order.with_log_version(lake.read(JOB_RUNS), lake.version(JOB_RUNS))
    last = F.max_by(columns, order.of_begin()).alias("run")
    run = runs.where(F.col("job") == job).agg(last).collect()[0]["run"]
    return run.asDict() if run else None
