"""Whether a job ran since ingest touched a day: by the versions of tables, not by clocks.

Runs may be on machines whose clocks differ, or begin before another ends. What orders them is the
log itself: `job_runs` is a Delta table, its commits have one order, and each row says which
version the table had when the job began (in `input_versions`) and when it last spoke (in
`output_versions`). A job writes its first row before it reads anything, so:

- a job that began at a version not lower than the one at which ingest ended has seen all that
  ingest wrote, and one that began at a lower one has its days left, whatever it reads: silver
  tables, or what earlier jobs made of them;
- an ingest that died spoke last at some version; a job that began at that version or later has
  seen what came of it;
- tables that are dropped and made anew change nothing, since it is the log that is compared.
  A version that the log has not reached is of another log: rows that were copied. It is unknown.

Rows from before this was kept are older than all that have it. Among themselves they go by the
Delta versions of the tables that ingest wrote and the job read: each must be at least as new.
Where there is none in common (the job read other tables, or ingest died), clocks are all there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import or_

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.pipeline import Job, job_named
from voxlake.tables import JOB_RUNS

LOG = JOB_RUNS.view
NO_LOG = -1
"""The version of `job_runs` before there is one."""

IS_TOUCHING = "job = 'ingest' AND size(days_touched) > 0"
"""Which rows of `job_runs` are of runs that changed days."""

_OLDER = -2  # than any version of the log
_INGESTED = tuple(table.view for table in job_named("ingest").writes)


def with_log_version(runs: DataFrame, latest: int | None) -> DataFrame:
    """Rows of `job_runs` with the log's version as they began and last spoke, null if unknown.

    Args:
        runs: One row per run and job.
        latest: The latest version of `job_runs`.
    """
    began, spoke = F.col("input_versions")[LOG], F.col("output_versions")[LOG]
    known = F.lit(NO_LOG if latest is None else latest)
    return runs.withColumns(
        {"began": F.when(began <= known, began), "spoke": F.when(spoke <= known, spoke)}
    )


def of_begin() -> Column:
    """What orders runs of one job by when they began; never the same for two."""
    return F.struct(F.coalesce("began", F.lit(_OLDER)), "started_at", "run_id")


def left_days(runs: DataFrame, jobs: Sequence[Job], before: date | None = None) -> DataFrame:
    """The days (job, day) that ingest touched and a job has not done since.

    A job that takes a snapshot has the latest day alone, and one that fits has it always.

    Args:
        runs: Rows of `with_log_version`.
        jobs: Whose days.
        before: The day from which on none counts; None: all do.
    """
    touched = _touched(runs)
    if before is not None:
        touched = touched.where(F.col("day") < F.lit(before))
    latest = touched.agg(F.max("day").alias("day"), *_greatest(touched, "day"))
    of_snapshots = [job.name for job in jobs if job.takes_as_of]
    done = _done(runs, of_snapshots)
    left = _asked(touched, [job.name for job in jobs if not job.takes_as_of]).join(
        done, on=["job", "day"], how="left"
    )
    last = _asked(latest.where(F.col("day").isNotNull()), of_snapshots).join(
        done, on=["job", "day"], how="left"
    )
    is_fit = F.col("job").isin([job.name for job in jobs if job.fits])
    found = left.where(_is_left()).unionByName(last.where(_is_left() | is_fit))
    return found.select("job", "day")


def _asked(touched: DataFrame, names: Sequence[str]) -> DataFrame:
    listed = F.array(*map(F.lit, names)).cast("array<string>")
    return touched.withColumn("job", F.explode(listed))


def _touched(runs: DataFrame) -> DataFrame:
    """The days that ingest touched, and the last versions and times at which it did."""
    wrote = {view: F.col("output_versions")[view] for view in _INGESTED}
    at = F.coalesce("ended_at", "heartbeat_at")
    is_blind = F.coalesce(*wrote.values()).isNull()
    each = runs.where(IS_TOUCHING).select(
        F.explode("days_touched").alias("day"),
        F.col("spoke").alias("touched"),
        *(version.alias(f"wrote_{view}") for view, version in wrote.items()),
        F.when(is_blind, at).alias("blindly_at"),
        at.alias("touched_at"),
    )
    return each.groupBy("day").agg(*_greatest(each, "day"))


def _done(runs: DataFrame, of_snapshots: Sequence[str]) -> DataFrame:
    """By job and day, the last versions and times at which the job began and then did the day.

    A job that takes a snapshot does the last of the days that it is asked for, and no other.
    """
    last = F.array(F.array_max("days"))
    days = F.when(F.col("job").isin(of_snapshots), last).otherwise(F.col("days"))
    each = runs.where("status = 'done' AND size(days) > 0").select(
        "job",
        F.explode(days).alias("day"),
        "began",
        *(F.col("input_versions")[view].alias(f"read_{view}") for view in _INGESTED),
        F.col("started_at").alias("done_at"),
    )
    return each.groupBy("job", "day").agg(*_greatest(each, "job", "day"))


def _is_left() -> Column:
    """Whether a row of `_touched` beside one of `_done` is of a day that is left."""
    older = [F.col(f"read_{view}") < F.col(f"wrote_{view}") for view in _INGESTED]
    is_any_older = reduce(or_, (F.coalesce(one, F.lit(False)) for one in older))
    is_before_blind = F.coalesce(F.col("done_at") <= F.col("blindly_at"), F.lit(False))
    by_log = F.coalesce("began", F.lit(_OLDER)) < F.coalesce("touched", F.lit(_OLDER))
    return F.col("done_at").isNull() | (
        F.when(F.coalesce("began", "touched").isNotNull(), by_log)
        .when(F.coalesce(*older).isNotNull(), is_any_older | is_before_blind)
        .otherwise(F.col("done_at") <= F.col("touched_at"))
    )


def _greatest(rows: DataFrame, *keys: str) -> list[Column]:
    return [F.max(name).alias(name) for name in rows.columns if name not in keys]
