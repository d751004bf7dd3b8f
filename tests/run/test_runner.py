"""What the runner makes of jobs that have nothing to work on."""

import io
from dataclasses import replace
from datetime import date

import pytest
from rich.console import Console

from voxlake.core.days import Days
from voxlake.core.errors import JobFailedError, NoChampionError, SchemaError
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.pipeline import job_named, job_that_fits
from voxlake.run.config import Config
from voxlake.run.runner import Runner
from voxlake.tables import JOB_RUNS, SEGMENT_MOVES, Table, column

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
