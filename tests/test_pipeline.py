import importlib
import subprocess
import sys

import pytest

from voxlake import pipeline
from voxlake.core.errors import ConfigError
from voxlake.language.settings import SHIPPED_HEADS
from voxlake.pipeline import ENCODERS, JOBS, OWN_LABELS, SECTIONS, select
from voxlake.tables import TABLES


def test_the_declarations_import_without_pyspark_or_a_jvm():
    code = (
        "import sys; sys.modules['pyspark'] = None; "
        "import voxlake.pipeline, voxlake.run.config, voxlake.tables; "
        "print(len(voxlake.pipeline.JOBS))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert int(done.stdout) == len(JOBS)


def test_a_job_stands_after_every_job_that_writes_what_it_reads_or_fits_what_it_uses():
    places = {job.name: place for place, job in enumerate(JOBS)}

    early = [
        f"{job.name} stands before {before.name}"
        for job in JOBS
        for before in job.after(JOBS)
        if places[before.name] > places[job.name]
    ]

    assert not early


def test_what_is_read_is_written_by_a_job_and_of_earlier_runs_by_a_later_one():
    for place, job in enumerate(JOBS):
        for read in job.reads:
            writers = [at for at, one in enumerate(JOBS) if read.table in one.writes]
            assert writers, f"{job.name} reads {read.table.view}, which no job writes"
            others = [at for at in writers if at != place]
            of_later = bool(others) and all(at > place for at in others)
            assert read.of_earlier_runs == of_later, f"{job.name} reads {read.table.view}"


def test_a_job_names_each_table_once():
    for job in JOBS:
        read, written = [read.table.view for read in job.reads], [t.view for t in job.writes]
        assert len(read) == len(set(read)), job.name
        assert len(written) == len(set(written)), job.name


def test_two_sections_of_one_name_are_one_and_the_same():
    assert all(job.section in SECTIONS for job in JOBS)
    assert all(taken in SECTIONS for section in SECTIONS for taken in section.takes.values())


def test_every_table_is_written_by_a_job_or_by_the_runner():
    written = {table.name for job in JOBS for table in job.writes}

    assert {table.name for table in TABLES} - written == {"job_runs_v1"}


def test_a_job_has_a_module_and_looks_back_as_its_settings_say():
    for job in JOBS:
        assert callable(importlib.import_module(f"voxlake.jobs.{job.name}").run), job.name
        settings = job.section.settings()
        looked_back = [read.lookback(settings) for read in job.reads]
        assert all(days is None or days >= 0 for days in looked_back), job.name


def test_models_in_use_are_fitted_by_an_earlier_job():
    fitted = {*ENCODERS, OWN_LABELS, *SHIPPED_HEADS}
    for job in JOBS:
        assert set(job.uses) <= fitted, job.name
        fitted |= {job.fits}


def test_models_are_fitted_by_the_job_that_says_so_and_those_of_own_labels_by_training():
    assert pipeline.job_that_fits("topics").name == "fit_topics"
    assert pipeline.job_that_fits("complaint").name == "train_language"


def test_jobs_on_request_run_only_by_name():
    assert "train_language" not in {job.name for job in pipeline.select()}
    assert [job.name for job in pipeline.select(["train_language"])] == ["train_language"]


def test_a_run_goes_on_from_a_job_with_all_that_come_after_it():
    every = [job.name for job in pipeline.select()]
    begin = every.index("score_user_value")

    rest = [job.name for job in pipeline.select(from_job="score_user_value")]

    assert rest == every[begin:]
    assert 0 < len(rest) < len(every)


def test_an_unknown_job_is_named_with_those_there_are():
    with pytest.raises(ConfigError, match=r"no job 'ingst'; there are collect_posts, "):
        pipeline.select(["ingst"])


def test_one_run_takes_labels_in_and_learns_and_uses_them():
    chain = ["sample_for_labels", "import_labels", "train_language", "evaluate_language"]
    chain.append("score_labels")

    assert [job.name for job in select(reversed(chain))] == chain
