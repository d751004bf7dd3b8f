"""What the runner makes of jobs that have nothing to work on."""

import io
import logging
import signal
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import ModuleType

import pytest
from rich.console import Console

from voxlake.core.days import Days
from voxlake.core.errors import (
    JobFailedError,
    LockLostError,
    NoChampionError,
    PlatformError,
    SchemaError,
)
from voxlake.jobs import fit_segments, update_bandits
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.pipeline import job_named, job_that_fits
from voxlake.run import lock
from voxlake.run.config import Config
from voxlake.run.declared import UndeclaredError
from voxlake.run.lock import break_lock
from voxlake.run.run_log import JobRun
from voxlake.run.runner import Runner
from voxlake.run.stopping import Stopped
from voxlake.tables import (
    CONTENT_REWARDS,
    JOB_RUNS,
    SEGMENT_MOVES,
    SEGMENT_NAMES,
    TOPICS,
    USERS,
    Table,
    column,
)

DAY = Days.of([date(2024, 3, 1)])
FIT, ASSIGN = job_named("fit_segments"), job_named("assign_segments")


class NoModels:
    @contextmanager
    def recording(self):
        yield set()

    def has_champion(self, _):
        return False

    def champion(self, name):
        raise NoChampionError(name, job_that_fits(name).name)


@pytest.fixture
def runner(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="now")
    config = Config(lake={"root": str(tmp_path)})
    return Runner(spark, config, lake, NoModels(), "now", Console(file=io.StringIO()))


def rows(runner):
    found = runner.lake.read(JOB_RUNS).select("job", "status", "reason").collect()
    return {row.job: (row.status, row.reason) for row in found}


def test_a_run_that_lost_its_lock_stops_at_its_next_commit(runner, frame, monkeypatch):
    def lose(ctx, _):
        break_lock(ctx.lake.place, force=True)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            try:
                ctx.lake.require_may_write()
            except LockLostError:
                break
            time.sleep(0.05)
        ctx.lake.merge(frame(USERS, {"user_id": "a"}), USERS)

    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(fit_segments, "run", lose)
    with pytest.raises(
        JobFailedError, match=r"fit_segments failed: .* Nothing more is writ"
    ) as error:
        runner.run([FIT, ASSIGN], DAY)

    assert error.value.code == PlatformError.exit_code
    assert not runner.lake.exists(USERS)
    assert rows(runner) == {FIT.name: ("running", None)}  # its end was a commit too


def test_what_spark_does_for_a_run_that_lost_its_lock_is_ended(runner, monkeypatch):
    def lose(ctx, _):
        break_lock(ctx.lake.place, force=True)
        rows = ctx.spark.range(0, 60, 1, 1)
        rows.selectExpr("java_method('java.lang.Thread', 'sleep', id * 0 + 50)").collect()

    monkeypatch.setattr(lock, "HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(fit_segments, "run", lose)
    with pytest.raises(JobFailedError) as error:  # the query's, which does not come to its end
        runner.run([FIT], DAY)

    assert isinstance(error.value.cause, LockLostError)


def test_a_log_that_fails_does_not_hide_why_the_job_did(runner, monkeypatch, caplog):
    def fail(*_):
        raise ValueError("of the job: ann@x.org")

    monkeypatch.setattr(fit_segments, "run", fail)
    with pytest.raises(JobFailedError, match="of the job"):
        runner.run([FIT], DAY)
    kept = rows(runner)[FIT.name]
    monkeypatch.setattr(JobRun, "finish", fail)
    with pytest.raises(JobFailedError, match="of the job") as error:
        runner.run([FIT], DAY)

    assert kept == ("failed", "ValueError: what the run printed says more")
    assert error.value.code == 1
    assert "how the job ended could not be kept" in caplog.text


def test_a_job_that_a_signal_stopped_is_kept_as_stopped(runner, monkeypatch):
    def stop(*_):
        raise Stopped(signal.SIGTERM)

    monkeypatch.setattr(fit_segments, "run", stop)
    with pytest.raises(Stopped):
        runner.run([FIT, ASSIGN], DAY)

    assert rows(runner) == {FIT.name: ("stopped", "stopped by SIGTERM")}


def test_a_full_disk_is_told_whatever_java_says_of_it(runner, monkeypatch):
    def fail(*_):
        raise ValueError("x") from OSError(28, "No space left on device")

    monkeypatch.setattr(fit_segments, "run", fail)
    with pytest.raises(JobFailedError, match="A disk is full") as error:
        runner.run([FIT], DAY)

    assert error.value.code == PlatformError.exit_code
    assert (error.value.days, rows(runner)[FIT.name][1][:30]) == (
        str(DAY),
        "PlatformError: A disk is full ",
    )


def test_a_fit_without_data_is_skipped_and_so_is_what_would_use_it(runner):
    fitted, assigned = runner.run([FIT, ASSIGN], DAY)

    assert (fitted.status, assigned.status) == ("skipped", "skipped")
    assert "and there are 0" in fitted.why
    assert assigned.why == fitted.why
    assert rows(runner) == {job.name: ("skipped", fitted.why) for job in (FIT, ASSIGN)}


def test_a_job_whose_model_nobody_tried_to_fit_fails(runner):
    with pytest.raises(JobFailedError, match="run the job fit_segments first") as error:
        runner.run([ASSIGN], DAY)

    assert error.value.code == NoChampionError.exit_code
    status, reason = rows(runner)[ASSIGN.name]
    assert (status, reason.split(":")[0]) == ("failed", "NoChampionError")


@pytest.fixture
def careless(monkeypatch):
    """A job that reads and writes tables that it does not declare."""

    def run(ctx, _):
        ctx.lake.merge_values([(1, "Buyers", "Buyers", False, "1")], SEGMENT_NAMES)
        ctx.lake.read(TOPICS).count()

    module = ModuleType("voxlake.jobs.careless")
    module.run = run
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return replace(FIT, name="careless", fits=None, reads=(), writes=())


def test_a_job_that_does_what_it_does_not_declare_fails_a_strict_run(runner, careless):
    with pytest.raises(JobFailedError, match=r"add Read\(TOPICS, EVERYTHING\).*SEGMENT_NAMES") as e:
        replace(runner, strict=True).run([careless], DAY)

    assert isinstance(e.value.cause, UndeclaredError)
    assert rows(runner)["careless"][0] == "failed"


def test_a_job_that_does_what_it_does_not_declare_is_warned_of_once_and_ends(
    runner, careless, caplog
):
    with caplog.at_level(logging.WARNING):
        (outcome,) = runner.run([careless], DAY)

    assert outcome.status == "done"
    told = [record.getMessage() for record in caplog.records if "careless" in record.getMessage()]
    assert [line.split(",")[0] for line in told] == [
        "careless reads topics",
        "careless writes segment_names",
    ]


def newer(table: Table) -> Table:
    return replace(table, columns=(*table.columns, column("mark", "string", "Of a newer voxlake.")))


def test_a_job_that_writes_to_a_table_of_a_newer_voxlake_does_not_begin(runner):
    Lake(runner.spark, runner.lake.place, run_id="newer").create(newer(SEGMENT_MOVES))

    with pytest.raises(JobFailedError, match="does not know: mark string") as error:
        runner.run([ASSIGN], DAY)

    assert error.value.code == SchemaError.exit_code
    assert rows(runner) == {}


def test_no_job_begins_where_the_runs_are_kept_by_a_newer_voxlake(runner):
    Lake(runner.spark, runner.lake.place, run_id="newer").create(newer(JOB_RUNS))

    with pytest.raises(SchemaError, match=r"job_runs_v1 .* does not know: mark string"):
        runner.run([FIT], DAY)

    assert runner.lake.read(JOB_RUNS).isEmpty()


def test_a_job_runs_where_there_is_either_of_the_tables_that_it_needs(runner, frame, monkeypatch):
    ran = []
    monkeypatch.setattr(update_bandits, "run", lambda *_: ran.append("ran"))
    (skipped,) = runner.run([job_named("update_bandits")], DAY)
    rewards = frame(CONTENT_REWARDS, {"as_of_date": DAY.first, "publication_id": "p"})
    runner.lake.replace(rewards, CONTENT_REWARDS, DAY)
    runner.run([job_named("update_bandits")], DAY)

    assert skipped.why == "the lake has no experiment_events and no content_rewards"
    assert ran == ["ran"]
