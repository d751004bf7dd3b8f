"""A job that is declared is everywhere: nothing else has to be written for it."""

import json
import re

import pytest
import yaml
from pydantic import BaseModel

from voxlake.core.errors import ConfigError
from voxlake.pipeline import Job, Section
from voxlake.tables import EVERYTHING, ORDERS, POSTS, SEGMENT_VALUE, USER_VALUE, Read
from voxlake.targets.databricks import bundle
from voxlake.targets.readme import END, START, with_jobs
from voxlake.targets.schedule import schedule
from voxlake.targets.wrappers import wrappers


class BasketSettings(BaseModel):
    """A section of its own."""

    window_days: int = 30


BASKETS = Section("baskets", BasketSettings)
INGEST = Job("ingest", "Reads.", BASKETS, reads=(), writes=(POSTS, ORDERS))
FIT = Job("fit_value", "Fits.", BASKETS, reads=(Read(ORDERS),), writes=(), fits="value")
NEW = Job(
    "build_baskets",
    "Says what is bought together.",
    BASKETS,
    reads=(
        Read(ORDERS, "window_days"),
        Read(POSTS, EVERYTHING),
        Read(SEGMENT_VALUE, 6, of_earlier_runs=True),
    ),
    writes=(USER_VALUE,),
    uses=("value",),
)
LATER = Job("score_segments", "Scores.", BASKETS, reads=(), writes=(SEGMENT_VALUE,))
ASKED = Job("show", "Shows.", BASKETS, (Read(USER_VALUE),), (), on_request=True, leaves="a picture")
JOBS = (INGEST, FIT, NEW, LATER, ASKED)


def test_it_has_an_entry_for_spark_submit():
    entry = wrappers(JOBS)["build_baskets.py"]

    assert entry.startswith('"""Says what is bought together.\n')
    assert 'run_job("build_baskets")' in entry
    compile(entry, "build_baskets.py", "exec")


def test_it_is_a_task_of_the_bundle_after_the_one_before_unless_it_waits_to_be_named():
    read = yaml.safe_load(bundle(JOBS, ["nlp", "more"], ["engine"]))
    tasks = read["resources"]["jobs"]["voxlake"]["tasks"]

    ran = [task["python_wheel_task"]["parameters"][2] for task in tasks]
    assert ran == ["ingest", "fit_value", "build_baskets", "score_segments"]
    assert tasks[2]["depends_on"] == [{"task_key": "fit_value"}]
    assert (
        tasks[2]["libraries"]
        == tasks[0]["libraries"]
        == [
            {"whl": "dist/*.whl"},
            {"maven": {"coordinates": "nlp", "exclusions": ["engine"]}},
            {"maven": {"coordinates": "more"}},
        ]
    )


def test_it_is_a_row_of_the_readme_and_what_stands_around_the_table_stays():
    page = with_jobs(f"Before.\n\n{START}\nold\n{END}\n\nAfter.\n", JOBS)

    assert "| `build_baskets` | Says what is bought together | `user_value` |\n" in page
    assert "| `show` | Shows (only by name) | a picture |\n" in page
    assert "old" not in page
    assert re.match(r"Before\.\n\n<!--", page) and page.endswith(f"{END}\n\nAfter.\n")


@pytest.mark.parametrize("page", ["No marks.", f"{START} and no end.", f"{END} before {START}"])
def test_a_readme_without_the_marks_is_refused(page):
    with pytest.raises(ConfigError, match="needs the lines"):
        with_jobs(page, JOBS)


def test_schedulers_are_told_what_it_reads_and_what_it_comes_after():
    told = {job["name"]: job for job in json.loads(schedule(JOBS))["jobs"]}
    new = told["build_baskets"]

    looked_back = [(r["table"], r["lookback_days"], r["lookback_setting"]) for r in new["reads"]]
    assert looked_back == [
        ("orders", 30, "baskets.window_days"),
        ("posts", None, None),
        ("segment_value", 6, None),
    ]
    assert (new["section"], new["writes"], new["uses"]) == ("baskets", ["user_value"], ["value"])
    assert new["depends_on"] == ["ingest", "fit_value"]
    assert told["show"]["depends_on"] == ["build_baskets"]
