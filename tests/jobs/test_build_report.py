"""build_report writes its page beside the tables."""

from datetime import date

import pytest

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs import build_report
from voxlake.lake.lake import Lake
from voxlake.lake.place import Catalog, Root
from voxlake.report.settings import ReportSettings
from voxlake.run.context import Context
from voxlake.tables import MODEL_METRICS, POST_TOPICS

DAYS = Days.of([date(2024, 3, 31)])


def test_the_page_of_a_new_lake_is_written_beside_its_tables(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    ctx = Context(spark, lake, None, DAYS, "run")

    build_report.run(ctx, ReportSettings(title="Our week"))

    page = tmp_path / "_report" / "index.html"
    assert "<h1>Our week</h1>" in page.read_text(encoding="utf-8")


def test_a_lake_without_a_folder_needs_a_path(spark):
    lake = Lake(spark, Catalog("main", "voxlake"), run_id="run")
    ctx = Context(spark, lake, None, DAYS, "run")

    with pytest.raises(ConfigError, match=r"needs report\.path"):
        build_report.run(ctx, ReportSettings())
    assert ReportSettings(path="/srv/page.html").file(None) == "/srv/page.html"


def test_the_page_is_told_which_job_makes_each_table():
    jobs = build_report.jobs_by_table()

    assert jobs[POST_TOPICS] == "assign_topics"
    assert jobs[MODEL_METRICS] == "import_labels"  # the first of several
