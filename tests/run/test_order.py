"""Which days are left, where the clocks of the machines lie."""

from datetime import date, datetime

import pytest

from voxlake.pipeline import job_named
from voxlake.run.order import left_days, of_begin, with_log_version
from voxlake.tables import JOB_RUNS

FIRST, SECOND, THIRD = date(2024, 3, 1), date(2024, 3, 2), date(2024, 3, 3)
EARLY, LATE = datetime(2024, 3, 9, 1), datetime(2024, 3, 9, 23)
SCORE, ASSIGN = "score_sentiment", "assign_segments"  # of posts, of what earlier jobs made
LATEST = 99


@pytest.fixture
def left(frame):
    """The days that rows of `job_runs` leave to a job."""

    def find(job, *rows, latest=LATEST):
        runs = with_log_version(frame(JOB_RUNS, *rows), latest)
        return sorted(row.day for row in left_days(runs, [job_named(job)]).collect())

    return find


def versions(log, **tables):
    return {**tables, **({} if log is None else {"job_runs": log})} or None


def ingest(run_id, touched, *, at, spoke=None, died=False, **wrote):
    row = {"run_id": run_id, "job": "ingest", "days_touched": touched, "started_at": at}
    row |= {"heartbeat_at": at, "output_versions": versions(spoke, **wrote)}
    return row | ({"status": "running"} if died else {"status": "done", "ended_at": at})


def job(run_id, name, days, *, at, began=None, **read):
    row = {"run_id": run_id, "job": name, "days": days, "started_at": at, "status": "done"}
    return row | {"heartbeat_at": at, "input_versions": versions(began, **read)}


@pytest.mark.parametrize("name", [SCORE, ASSIGN])
def test_a_clock_that_is_ahead_marks_no_day_as_done(left, name):
    rows = [job("1", name, [FIRST], at=LATE, began=4), ingest("2", [FIRST], at=EARLY, spoke=7)]

    assert left(name, *rows) == [FIRST]


@pytest.mark.parametrize("name", [SCORE, ASSIGN])
def test_a_clock_that_is_behind_makes_no_day_be_done_twice(left, name):
    rows = [ingest("1", [FIRST], at=LATE, spoke=4), job("1", name, [FIRST], at=EARLY, began=4)]

    assert left(name, *rows) == []


def test_a_job_that_began_before_an_ingest_ended_has_its_days_left(left):
    both = ingest("1", [FIRST, SECOND], at=EARLY, spoke=3)
    rows = [both, job("2", SCORE, [FIRST, SECOND], at=LATE, began=5, posts=2)]

    assert left(SCORE, *rows, ingest("3", [SECOND], at=EARLY, spoke=6, posts=2)) == [SECOND]


def test_an_ingest_that_died_counts_until_a_job_begins_after_it_last_spoke(left):
    died = ingest("2", [FIRST], at=EARLY, spoke=6, died=True)

    assert left(ASSIGN, job("1", ASSIGN, [FIRST], at=LATE, began=5), died) == [FIRST]
    assert left(ASSIGN, job("3", ASSIGN, [FIRST], at=EARLY, began=6), died) == []


def test_a_table_made_anew_has_its_days_done_again_and_once(left):
    before = [ingest("1", [FIRST], at=LATE, spoke=3, posts=500)]
    before += [job("1", SCORE, [FIRST], at=LATE, began=3, posts=500)]
    anew = ingest("2", [FIRST], at=EARLY, spoke=8, posts=1)

    assert left(SCORE, *before, anew) == [FIRST]
    assert left(SCORE, *before, anew, job("2", SCORE, [FIRST], at=EARLY, began=8, posts=1)) == []


def test_versions_of_a_log_that_the_rows_were_copied_from_are_no_versions_of_this_one(left):
    copied = [ingest("1", [FIRST], at=EARLY, spoke=800), job("1", SCORE, [FIRST], at=LATE, began=9)]
    copied[1]["input_versions"] = {"job_runs": 801}

    assert left(SCORE, *copied, latest=2) == []
    assert left(SCORE, *copied, ingest("2", [FIRST], at=EARLY, spoke=1), latest=2) == [FIRST]


def test_rows_of_before_go_by_the_versions_of_what_was_written_and_read(left):
    wrote = [ingest("1", [FIRST], at=EARLY, posts=4, users=2)]
    wrote += [ingest("2", [SECOND], at=EARLY, posts=6, orders=1)]

    assert left(SCORE, *wrote, job("3", SCORE, [FIRST, SECOND], at=LATE, posts=5)) == [SECOND]
    behind = job("3", SCORE, [FIRST, SECOND], at=datetime(2024, 1, 1), posts=6)
    assert left(SCORE, *wrote, behind) == []


def test_rows_of_before_without_a_table_in_common_have_clocks_alone(left):
    wrote = ingest("1", [FIRST], at=datetime(2024, 3, 9, 12), posts=4)

    assert left(ASSIGN, wrote, job("2", ASSIGN, [FIRST], at=EARLY, user_features=9)) == [FIRST]
    assert left(ASSIGN, wrote, job("2", ASSIGN, [FIRST], at=LATE, user_features=9)) == []
    blind = ingest("3", [FIRST], at=datetime(2024, 3, 9, 13), died=True)
    assert left(SCORE, wrote, blind, job("2", SCORE, [FIRST], at=EARLY, posts=4)) == [FIRST]
    assert left(SCORE, wrote, blind, job("2", SCORE, [FIRST], at=LATE, posts=4)) == []


def test_rows_of_before_are_older_than_all_that_name_the_log(left):
    old = ingest("1", [FIRST], at=LATE, posts=4), job("1", SCORE, [FIRST], at=LATE, posts=4)

    assert left(SCORE, *old, ingest("2", [FIRST], at=EARLY, spoke=3, posts=4)) == [FIRST]
    assert left(SCORE, old[0], job("2", SCORE, [FIRST], at=EARLY, began=0)) == []


def test_a_snapshot_of_an_earlier_day_is_none_of_the_latest(left):
    rows = [ingest("1", [FIRST, SECOND, THIRD], at=EARLY, spoke=1)]

    assert left(ASSIGN, *rows, job("2", ASSIGN, [FIRST, SECOND], at=LATE, began=2)) == [THIRD]
    assert left(ASSIGN, *rows, job("2", ASSIGN, [FIRST, THIRD], at=LATE, began=2)) == []


def test_of_runs_the_last_is_the_one_that_began_at_the_highest_version_of_the_log(frame):
    rows = [job("old", SCORE, [FIRST], at=LATE), job("a", SCORE, [FIRST], at=LATE, began=3)]
    rows += [job(name, SCORE, [FIRST], at=EARLY, began=5) for name in ("b", "c")]
    runs = with_log_version(frame(JOB_RUNS, *rows), LATEST)

    ordered = [row.run_id for row in runs.orderBy(of_begin()).collect()]

    assert ordered == ["old", "a", "b", "c"]
