"""What the runner makes of jobs that have nothing to work on."""

import io
import time
from datetime import date

import pytest
from rich.console import Console

from voxlake.core.days import Days
from voxlake.core.errors import JobFailedError, LockLostError, NoChampionError, PlatformError
from voxlake.jobs import fit_segments
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.pipeline import job_named, job_that_fits
from voxlake.run import lock
from voxlake.run.config import Config
from voxlake.run.lock import break_lock
from voxlake.run.run_log import JobRun
from voxlake.run.runner import Runner
from voxlake.tables import JOB_RUNS, USERS

DAY = Days.of([date(2024, 3, 1)])
FIT, ASSIGN = job_named("fit_segments"), job_named("assign_segments")


class NoModels:
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

    assert kept == ("failed", "ValueError: the log on standard error says more")
    assert error.value.code == 1
    assert "how the job ended could not be kept" in caplog.text


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
