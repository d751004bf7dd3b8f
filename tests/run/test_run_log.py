from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.lake.far import find_far
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.pipeline import job_named
from voxlake.run.history import Backlog, far_of, why_in_vain
from voxlake.run.run_log import RunLog
from voxlake.tables import JOB_RUNS, ORDERS, USERS

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


def left_to(lake, name):
    """The days that are left to a job."""
    job = job_named(name)
    return list(Backlog(lake, [job]).days_of(job))


def ingest(run_id, touched, *, started, ended=None, heartbeat=None):
    row = {"run_id": run_id, "job": "ingest", "days_touched": touched, "started_at": started}
    status = "done" if ended else "running"
    return row | {"ended_at": ended, "heartbeat_at": heartbeat or ended, "status": status}


def done(run_id, job, days, *, started):
    row = {"run_id": run_id, "job": job, "days": days, "started_at": started, "status": "done"}
    return row | {"heartbeat_at": started}


def test_days_that_came_in_are_outstanding_until_the_job_has_done_them(lake, log):
    log(ingest("1", [FIRST, SECOND], started=at(1), ended=at(2)))
    name = "score_sentiment"

    before = left_to(lake, name)
    log(done("2", name, [FIRST, SECOND], started=at(3)))
    after = left_to(lake, name)
    log(ingest("3", [SECOND], started=at(4), ended=at(5)))

    assert (before, after) == ([FIRST, SECOND], [])
    assert left_to(lake, name) == [SECOND]


@pytest.mark.parametrize("status", ["failed", "skipped"])
def test_a_job_that_did_not_do_its_days_leaves_them_outstanding(lake, log, status):
    undone = done("1", "score_sentiment", [FIRST], started=at(3)) | {"status": status}
    log(ingest("1", [FIRST], started=at(1), ended=at(2)), undone)

    assert left_to(lake, "score_sentiment") == [FIRST]


def test_days_of_an_ingest_that_died_are_outstanding(lake, log):
    log(ingest("1", [FIRST], started=at(1), heartbeat=at(2)))

    assert left_to(lake, "score_sentiment") == [FIRST]


def test_a_snapshot_is_of_the_latest_day_even_when_an_old_day_is_corrected(lake, log):
    rows = [
        ingest("1", [FIRST, THIRD], started=at(1), ended=at(2)),
        done("1", "build_user_features", [THIRD], started=at(3)),
        ingest("2", [FIRST], started=at(4), ended=at(5)),
    ]
    log(*rows)

    assert left_to(lake, "build_user_features") == [THIRD]


def test_nothing_is_outstanding_before_anything_came_in(lake):
    assert left_to(lake, "score_sentiment") == []
    assert left_to(lake, "fit_segments") == []


def test_all_jobs_of_a_run_are_asked_for_at_once(lake, log):
    log(
        ingest("1", [FIRST, SECOND], started=at(1), ended=at(2)),
        done("1", "score_sentiment", [FIRST, SECOND], started=at(3)),
        done("1", "score_emotion", [FIRST], started=at(3)),
        done("1", "fit_segments", [SECOND], started=at(3)),
        done("1", "assign_segments", [SECOND], started=at(3)),
    )
    names = ("score_sentiment", "score_emotion", "fit_segments", "assign_segments")
    jobs = [job_named(name) for name in names]

    backlog = Backlog(lake, jobs)

    # A fit has its day always: whether it has a model decides.
    assert [list(backlog.days_of(job)) for job in jobs] == [[], [SECOND], [SECOND], []]


def test_a_fit_in_vain_is_known_until_its_day_settings_or_tables_change(lake, log, frame):
    lake.merge(frame(USERS, {"user_id": "a"}), USERS)
    days = Days.of([FIRST])
    vain = done("1", "fit_segments", [FIRST], started=at(3)) | {"status": "skipped"}
    known = {"reason": "too few", "settings_id": "s", "input_versions": {"users": 0}}
    log(vain | known)

    assert why_in_vain(lake, "fit_segments", days, "s") == "too few"
    assert why_in_vain(lake, "fit_segments", days, "other") == ""
    assert why_in_vain(lake, "fit_segments", Days.of([SECOND]), "s") == ""
    assert why_in_vain(lake, "fit_topics", days, "s") == ""
    lake.merge(frame(USERS, {"user_id": "b"}), USERS)
    assert why_in_vain(lake, "fit_segments", days, "s") == ""


def test_a_log_from_before_a_column_was_declared_is_read_and_added_to(lake, log, frame):
    columns = tuple(column for column in JOB_RUNS.columns if column.name != "settings_id")
    before = replace(JOB_RUNS, columns=columns)
    lake.append(frame(before, done("1", "score_sentiment", [FIRST], started=at(3))), before)
    assert lake.read(JOB_RUNS).first()["settings_id"] is None

    log(done("2", "score_sentiment", [FIRST], started=at(4)) | {"settings_id": "s"})

    told = {row["run_id"]: row["settings_id"] for row in lake.read(JOB_RUNS).collect()}
    assert told == {"1": None, "2": "s"}


def test_a_job_has_a_row_from_its_first_second_to_its_end(lake):
    runs = RunLog(lake, "0.1.0")
    with runs.job("ingest", Days.every()) as row:
        first = lake.read(JOB_RUNS).first()
        row.touch(Days.of([FIRST]))
        row.finish("done", {"row_count": 5})
    runs.flush()

    last = lake.read(JOB_RUNS).first()
    assert (first["status"], first["ended_at"], first["days"]) == ("running", None, None)
    assert (last["status"], last["row_count"], last["days_touched"]) == ("done", 5, [FIRST])
    assert last["seconds"] == pytest.approx(
        (last["ended_at"] - first["started_at"]).total_seconds()
    )
    assert lake.read(JOB_RUNS).count() == 1
    assert lake.spark.table(lake.name_of(JOB_RUNS)).count() == 3


def test_the_end_of_a_job_is_written_with_the_beginning_of_the_next(lake):
    runs = RunLog(lake, "0.1.0")
    with runs.job("ingest", Days.every()) as row:
        row.finish("done", {})
    with runs.job("embed_texts", Days.every()):
        pass

    told = {row["job"]: row["status"] for row in lake.read(JOB_RUNS).collect()}
    assert told == {"ingest": "done", "embed_texts": "running"}
    assert lake.version(JOB_RUNS) == 1


def order(key, day):
    return {"order_line_id": key, "order_date": day}


def test_a_date_far_after_all_others_is_left_out_and_named_until_more_come_in(
    spark, log, tmp_path, frame
):
    lake = Lake(spark, Root(str(tmp_path)), run_id="now", odd_gap_days=180)
    wrong = THIRD + timedelta(days=915)
    rows = [order("shop:1", FIRST), order("shop:2", SECOND), order("shop:17", wrong)]
    lake.merge(frame(ORDERS, *rows), ORDERS)
    log(ingest("1", [FIRST, SECOND, THIRD, wrong], started=at(1), ended=at(2)))
    jobs = [job_named(name) for name in ("build_purchases", "build_user_features")]

    backlog = Backlog(lake, jobs)
    days = [list(backlog.days_of(job)) for job in jobs]

    assert days == [[FIRST, SECOND, THIRD], [THIRD]]
    assert [str(record) for record in backlog.far.records] == [
        f"orders shop:17 of {wrong}, 915 days after all others"
    ]
    assert list(far_of(lake).days) == [wrong]
    assert far_of(Lake(spark, Root(str(tmp_path)), run_id="now", odd_gap_days=915)).records == ()
    lake.merge(frame(ORDERS, *(order(f"shop:{n}", wrong) for n in range(20, 30))), ORDERS)
    assert left_to(lake, "build_user_features") == [wrong]
    lake.remove(lake.read(ORDERS, Days.of([wrong])).select("order_line_id"), ORDERS)
    assert left_to(lake, "build_user_features") == [THIRD]  # all were mended since
    assert far_of(lake).records == ()


def test_of_two_odd_gaps_all_that_lies_after_the_first_is_left_out(spark, tmp_path, frame):
    lake = Lake(spark, Root(str(tmp_path)), run_id="now", odd_gap_days=30)
    odd = [FIRST + timedelta(days=gap) for gap in (40, 41, 90)]
    lake.merge(frame(ORDERS, *(order(str(day), day) for day in odd)), ORDERS)

    far = find_far(lake, [*odd, FIRST])

    assert list(far.days) == odd
    assert [record.gap_days for record in far.records] == [40, 41, 90]
