from datetime import date, datetime

import pytest

from voxlake.days import Days
from voxlake.lake import Lake
from voxlake.pipeline import job_named
from voxlake.place import Root
from voxlake.runs import RunLog, outstanding
from voxlake.tables import JOB_RUNS

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)


def at(hour: int) -> datetime:
    return datetime(2024, 3, 9, hour)


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, Root(str(tmp_path)), run_id="now")


@pytest.fixture
def log(lake, frame):
    """Adds rows to `job_runs`."""

    def write(*rows):
        lake.append(frame(JOB_RUNS, *rows), JOB_RUNS)

    return write


def ingest(run_id, touched, *, started, ended=None, heartbeat=None):
    row = {"run_id": run_id, "job": "ingest", "days_touched": touched, "started_at": started}
    status = "done" if ended else "running"
    return row | {"ended_at": ended, "heartbeat_at": heartbeat or ended, "status": status}


def done(run_id, job, days, *, started):
    row = {"run_id": run_id, "job": job, "days": days, "started_at": started, "status": "done"}
    return row | {"heartbeat_at": started}


def test_days_that_came_in_are_outstanding_until_the_job_has_done_them(lake, log):
    log(ingest("1", [FIRST, SECOND], started=at(1), ended=at(2)))
    job = job_named("score_sentiment")

    before = list(outstanding(lake, job))
    log(done("2", job.name, [FIRST, SECOND], started=at(3)))
    after = list(outstanding(lake, job))
    log(ingest("3", [SECOND], started=at(4), ended=at(5)))

    assert (before, after) == ([FIRST, SECOND], [])
    assert list(outstanding(lake, job)) == [SECOND]


@pytest.mark.parametrize("status", ["failed", "skipped"])
def test_a_job_that_did_not_do_its_days_leaves_them_outstanding(lake, log, status):
    undone = done("1", "score_sentiment", [FIRST], started=at(3)) | {"status": status}
    log(ingest("1", [FIRST], started=at(1), ended=at(2)), undone)

    assert list(outstanding(lake, job_named("score_sentiment"))) == [FIRST]


def test_days_of_an_ingest_that_died_are_outstanding(lake, log):
    log(ingest("1", [FIRST], started=at(1), heartbeat=at(2)))

    assert list(outstanding(lake, job_named("score_sentiment"))) == [FIRST]


def test_a_snapshot_is_of_the_latest_day_even_when_an_old_day_is_corrected(lake, log):
    rows = [
        ingest("1", [FIRST, THIRD], started=at(1), ended=at(2)),
        done("1", "build_user_features", [THIRD], started=at(3)),
        ingest("2", [FIRST], started=at(4), ended=at(5)),
    ]
    log(*rows)

    assert list(outstanding(lake, job_named("build_user_features"))) == [THIRD]


def test_nothing_is_outstanding_before_anything_came_in(lake):
    assert list(outstanding(lake, job_named("score_sentiment"))) == []
    assert list(outstanding(lake, job_named("fit_segments"))) == []


def test_a_job_has_a_row_from_its_first_second_to_its_end(lake):
    with RunLog(lake, "0.1.0").job("ingest", Days.every()) as row:
        first = lake.read(JOB_RUNS).first()
        row.touch(Days.of([FIRST]))
        row.finish("done", {"row_count": 5})

    last = lake.read(JOB_RUNS).first()
    assert (first["status"], first["ended_at"], first["days"]) == ("running", None, None)
    assert (last["status"], last["row_count"], last["days_touched"]) == ("done", 5, [FIRST])
    assert last["seconds"] == pytest.approx(
        (last["ended_at"] - first["started_at"]).total_seconds()
    )
    assert lake.read(JOB_RUNS).count() == 1
    assert lake.spark.table(lake.name_of(JOB_RUNS)).count() == 3
