"""`voxlake docs` writes what derives from declarations, and says what is not as they are."""

import shutil
from pathlib import Path

import pytest

from voxlake.cli.docs import outdated, write
from voxlake.pipeline import JOBS

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def checkout(tmp_path):
    for name in ("README.md", "conf/packages.yaml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(CHECKOUT / name, tmp_path / name)
    for name in ("docs", "jobs"):
        (tmp_path / name).mkdir()
    write(tmp_path)
    return tmp_path


def test_what_was_written_is_as_declared(checkout):
    assert outdated(checkout) == []
    assert {path.stem for path in (checkout / "jobs").iterdir()} == {job.name for job in JOBS}


@pytest.mark.parametrize(
    "name",
    ["README.md", "databricks.yml", "docs/jobs.json", "docs/tables.md", "jobs/ingest.py"],
)
def test_a_file_that_was_edited_is_named_and_written_anew(checkout, name):
    made = (checkout / name).read_text()
    (checkout / name).write_text(made.replace("ingest", "injest"))

    assert outdated(checkout) == [str(checkout / name)]
    write(checkout)
    assert outdated(checkout) == []


def test_the_entry_of_a_job_that_is_no_more_is_named_and_removed(checkout):
    gone = checkout / "jobs" / "gone.py"
    gone.touch()

    assert outdated(checkout) == [str(gone)]
    write(checkout)
    assert not gone.exists()
