"""What the runner makes of jobs that have nothing to work on."""

import io
from datetime import date

import pytest
from rich.console import Console

from voxlake.core.days import Days
from voxlake.core.errors import JobFailedError, NoChampionError
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.pipeline import job_named, job_that_fits
from voxlake.run.config import Config
from voxlake.run.runner import Runner
from voxlake.tables import JOB_RUNS

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
