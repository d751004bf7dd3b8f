"""What `job_runs` tells of earlier runs: days that are left, why jobs were skipped, vain fits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.lake.far import Far, find_far
from voxlake.lake.lake import Lake
from voxlake.pipeline import Job
from voxlake.tables import JOB_RUNS, TABLES


class Backlog:
    """The days that each job of a run has left, asked once: when the first job asks."""

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


def outstanding(lake: Lake, jobs: Sequence[Job]) -> Mapping[str, Days]:
    """By job, the days that ingest touched and the job has not done since.

    A job that takes a snapshot has the latest day alone, and one that fits has it always. A run of
    ingest that died counts with the days it had set out to change. Days far after all others are
    left out, as `far_of` finds them.
    """
    return _ask(lake, jobs)[0]


def far_of(lake: Lake) -> Far:
    """The days that jobs without dates leave out, since wrong dates alone fall on them."""
    return find_far(lake, [row.day for row in _touched(lake.read(JOB_RUNS)).collect()])


def _touched(runs: DataFrame) -> DataFrame:
    """The days that ingest touched, and when it last did."""
    is_touching = (F.col("job") == "ingest") & (F.size("days_touched") > 0)
    at = F.coalesce("ended_at", "heartbeat_at").alias("touched_at")
    return (
        runs.where(is_touching)
        .select(F.explode("days_touched").alias("day"), at)
        .groupBy("day")
        .agg(F.max("touched_at").alias("touched_at"))
    )


def _ask(lake: Lake, jobs: Sequence[Job]) -> tuple[Mapping[str, Days], Far]:
    runs = lake.read(JOB_RUNS)
    touched, far = _touched(runs), far_of(lake)
    if len(far.days):
        touched = touched.where(F.col("day") < F.lit(far.days.first))
    latest = touched.agg(F.max("day").alias("day"), F.max("touched_at").alias("touched_at"))
    done = runs.where(F.col("status") == "done")
    left = _left(
        touched, [j.name for j in jobs if not j.takes_as_of], _done_at(_by_day(done), "job", "day")
    ).unionByName(
        _left(
            latest.where(F.col("day").isNotNull()),
            [j.name for j in jobs if j.takes_as_of],
            _done_at(done, "job"),
            always=F.col("job").isin([j.name for j in jobs if j.fits]),
        )
    )
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
    if any(lake.version(tables[name]) != version for name, version in read.items()):
        return ""
    return str(last["reason"])


def _last_run(lake: Lake, job: str) -> Mapping[str, Any] | None:
    columns = F.struct("status", "reason", "days", "input_versions", "settings_id")
    of_job = lake.read(JOB_RUNS).where(F.col("job") == job)
    run = of_job.agg(F.max_by(columns, "started_at").alias("run")).collect()[0]["run"]
    return run.asDict() if run else None


def _by_day(done: DataFrame) -> DataFrame:
    return done.select("job", F.explode("days").alias("day"), "started_at")


def _done_at(done: DataFrame, *keys: str) -> DataFrame:
    return done.groupBy(*keys).agg(F.max("started_at").alias("done_at"))


def _left(
    touched: DataFrame, names: Iterable[str], done: DataFrame, always: Column | None = None
) -> DataFrame:
    """Each of the jobs with each of the days that were touched since it did them."""
    asked = touched.withColumn("job", F.explode(F.array(*map(F.lit, names)).cast("array<string>")))
    keys: list[str] = [name for name in ("job", "day") if name in done.columns]
    is_left = F.col("done_at").isNull() | (F.col("done_at") <= F.col("touched_at"))
    left = asked.join(done, on=keys, how="left")
    return left.where(is_left if always is None else is_left | always).select("job", "day")
