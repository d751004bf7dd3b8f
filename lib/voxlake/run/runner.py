"""Runs jobs in order in one session, and keeps `job_runs`."""

from __future__ import annotations

import gc
import hashlib
import importlib
import logging
import subprocess
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pyspark.sql import SparkSession
from rich.console import Console

from voxlake import __version__
from voxlake.core import logs
from voxlake.core.days import Days
from voxlake.core.errors import JobFailedError, LockLostError, NoChampionError, TooLittleDataError
from voxlake.core.terminal import say
from voxlake.lake.about import fix_zone
from voxlake.lake.lake import Lake
from voxlake.lake.record import Record
from voxlake.pipeline import Job
from voxlake.run.config import Config
from voxlake.run.context import Context
from voxlake.run.declared import UndeclaredError, undeclared
from voxlake.run.history import Backlog, why_in_vain, why_skipped
from voxlake.run.lock import lake_lock
from voxlake.run.models import Models
from voxlake.run.reasons import reason_of
from voxlake.run.run_log import RunLog, errors_logged
from voxlake.run.stopping import Stopped, on_stop
from voxlake.run.unforeseen import foreseen
from voxlake.spark.memory import PeakMemory
from voxlake.spark.progress import bar
from voxlake.tables import JOB_RUNS

_FAR = "correct it in its source or, where the date is right, raise lake.odd_gap_days"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """How a job of a run ended: done, or skipped, with the reason."""

    job: str
    status: str
    rows: int = 0
    seconds: float = 0.0
    peak_memory_mb: float | None = None
    why: str = ""
    notes: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class Runner:
    """One run: a session, a lake and its models."""

    spark: SparkSession
    config: Config
    lake: Lake
    models: Models
    run_id: str
    console: Console
    strict: bool = False
    """Whether a job that does what it does not declare fails; else it is warned of."""

    def run(self, jobs: Sequence[Job], days: Days | None, *, fit: bool = False) -> list[Outcome]:
        """Run the jobs in order.

        Args:
            jobs: What to run, as `pipeline.select` gives it.
            days: Days to work on; None for those that came in and are not done yet.
            fit: Whether to fit models that have a champion already.

        Raises:
            JobFailedError: a job failed; those after it have not begun.
            ConfigError: another run has made the lake in another time zone meanwhile.
            PlatformError: another run holds the lock of the lake.
        """
        outcomes = []
        self.lake.standing.require_writable(JOB_RUNS)
        log = RunLog(self.lake, code_version())
        backlog = Backlog(self.lake, jobs, before=log.flush)
        doing = f"run {self.run_id}: {', '.join(j.name for j in jobs)}"
        with (
            lake_lock(self.lake.place, doing, on_lost=self._cancel) as lock,
            on_stop(self._cancel),
            self.lake.asking(lock.require),
            log.to_the_end(),
        ):
            fix_zone(self.lake.place.home, self.lake.time_zone)
            for job in jobs:
                with logs.fields(run=self.run_id, job=job.name):
                    outcome = self._run_one(job, days, log, backlog, fit=fit or job.on_request)
                outcomes.append(outcome)
                _print(self.console, outcome)
                gc.collect()  # frames in cycles keep their plans and tables in the JVM
            for record in backlog.far.records:
                say(self.console, f"left out: {record}; {_FAR}")
        return outcomes

    def _run_one(
        self, job: Job, asked: Days | None, log: RunLog, backlog: Backlog, *, fit: bool
    ) -> Outcome:
        days = asked
        try:
            if job.fits and not fit and self.models.has_champion(job.fits):
                return Outcome(job.name, "skipped", why="a champion is in use; --fit fits again")
            needed = [table for table in (job.needs, job.or_needs) if table]
            if needed and not any(map(self.lake.exists, needed)):
                missing = " and no ".join(table.view for table in needed)
                return Outcome(job.name, "skipped", why=f"the lake has no {missing}")
            if days is None:
                days = backlog.days_of(job)
            if not days.is_every and not len(days):
                return Outcome(job.name, "skipped", why="no new days")
            settings = getattr(self.config, job.section.name)
            if job.fits and not fit and asked is None:
                why = why_in_vain(self.lake, job.name, days, settings_id(settings))
                if why:
                    return Outcome(job.name, "skipped", why=f"nothing changed since: {why}")
            self.lake.standing.require_writable(*job.writes)
            with logs.fields(days=str(days)):
                return self._execute(job, days, settings, log)
        except Exception as error:
            told = "" if days is None else str(days)
            raise JobFailedError(job.name, self._cause(error), told) from error

    def _execute(self, job: Job, days: Days, settings: BaseModel, log: RunLog) -> Outcome:
        memory = PeakMemory(self.spark)
        with (
            log.job(job.name, days, settings_id(settings)) as row,
            self.lake.recording() as record,
            self.models.recording() as opened,
        ):
            ctx = Context(
                self.spark,
                self.lake,
                self.models,
                days,
                self.run_id,
                row.touch,
                tell=lambda line: say(self.console, f"{job.name:<20} {line}"),
            )
            status, why = "done", ""
            try:
                with self._described(job, days), bar(self.spark, self.console, job.name):
                    importlib.import_module(f"voxlake.jobs.{job.name}").run(ctx, settings)
                self._hold(undeclared(job, settings, days, record, opened))
            except BaseException as error:
                if not (why := self._why_skipped(error)):
                    ending = "stopped" if isinstance(error, Stopped) else "failed"
                    with errors_logged("how the job ended could not be kept"):
                        reason = reason_of(foreseen(error) or error)
                        row.finish(ending, _facts(record, memory, reason))
                    raise
                status = "skipped"
            facts = _facts(record, memory, why or None)
            seconds = row.finish(status, facts)
        _log.info("%s: %d rows in %.1f s", status, record.row_count, seconds)
        notes = tuple(ctx.notes.items())
        return Outcome(
            job.name, status, record.row_count, seconds, facts["peak_memory_mb"], why, notes
        )

    def _hold(self, faults: Sequence[str]) -> None:
        """Fail, or warn, where a job did what it does not declare."""
        if faults and self.strict:
            raise UndeclaredError(" ".join(faults))
        for fault in faults:
            _log.warning(fault)

    def _cancel(self) -> None:
        """End what the run has Spark do, or a write that began long ago would be committed yet."""
        self.spark.sparkContext.cancelJobsWithTag(self._tag)

    @property
    def _tag(self) -> str:
        return f"voxlake-{self.run_id}"

    def _cause(self, error: Exception) -> Exception:
        """Why a job failed: for want of the lock, or of a disk, whatever came of that."""
        try:
            self.lake.require_may_write()
        except LockLostError as lost:
            return lost
        return foreseen(error) or error

    def _why_skipped(self, error: BaseException) -> str:
        """Why a job that ended so could not do its work for want of data; empty otherwise."""
        if isinstance(error, TooLittleDataError):
            return error.reason
        if isinstance(error, NoChampionError):
            return why_skipped(self.lake, error.job)
        return ""

    @contextmanager
    def _described(self, job: Job, days: Days) -> Iterator[None]:
        """Name the job in Spark's own pages while it runs, and mark what it has Spark do."""
        context = self.spark.sparkContext
        context.setJobDescription(f"{job.name} {days}")
        context.addJobTag(self._tag)
        try:
            yield
        finally:
            context.removeJobTag(self._tag)
            context.setJobDescription("")


def settings_id(settings: BaseModel) -> str:
    """A hash of a job's settings and of the version that reads them."""
    said = f"{__version__} {settings.model_dump_json()}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def new_run_id() -> str:
    """A name for a run that no other has."""
    return uuid.uuid4().hex[:12]


def code_version() -> str:
    """The version of voxlake, with the commit where it runs from a checkout."""
    checkout = Path(__file__).resolve().parents[3]
    if not (checkout / ".git").exists():
        return __version__
    command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    return f"{__version__}+{found.stdout.strip()}" if found.returncode == 0 else __version__


def _facts(record: Record, memory: PeakMemory, reason: str | None) -> dict[str, Any]:
    """What a job's row says of how it ended."""
    return {
        "input_versions": record.input_versions,
        "output_versions": record.output_versions,
        "row_count": record.row_count,
        "peak_memory_mb": memory.mebibytes(),
        "reason": reason,
    }


def _print(console: Console, outcome: Outcome) -> None:
    if outcome.status == "skipped":
        say(console, f"{outcome.job:<20} skipped: {outcome.why}")
        return
    console.print(f"{outcome.job:<20} {outcome.rows:>9,} rows {outcome.seconds:>7.1f} s")
    for name, value in outcome.notes:
        say(console, f"    {name.replace('_', ' ')}: {value}")
