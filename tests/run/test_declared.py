"""What a job did is held against what it declares."""

from datetime import date, timedelta

import pytest

from voxlake.core.days import Days
from voxlake.lake.record import Record
from voxlake.people.mood.settings import MoodSettings
from voxlake.pipeline import ENCODER, OWN_LABELS, Job, Section
from voxlake.run.declared import undeclared
from voxlake.tables import EVERYTHING, POSTS, TOPICS, USER_MOOD, Read

FIRST, LAST = date(2024, 3, 1), date(2024, 3, 2)
DAYS = Days.of([FIRST, LAST])
SETTINGS = MoodSettings(window_days=7)


def job(*reads, writes=(), **of_models):
    return Job("it", "Does.", Section("mood", MoodSettings), reads, writes, **of_models)


def said(asked, record, opened=(), days=DAYS):
    return undeclared(asked, SETTINGS, days, record, opened)


def reading(*reads):
    record = Record()
    for table, days in reads:
        record.note_read(table.view, days)
    return record


def back(days):
    return Days.of([FIRST - timedelta(days=days)])


def test_a_table_that_is_not_declared_is_named_with_the_line_to_add():
    (told,) = said(job(Read(POSTS)), reading((POSTS, DAYS), (TOPICS, Days.every())))

    assert told.startswith("it reads topics, which it does not declare")
    assert "add Read(TOPICS, EVERYTHING)" in told


@pytest.mark.parametrize("lookback", [7, "window_days", EVERYTHING])
def test_days_within_the_declared_lookback_may_be_read(lookback):
    assert not said(job(Read(POSTS, lookback)), reading((POSTS, back(7))))


@pytest.mark.parametrize("lookback", [7, "window_days"])
@pytest.mark.parametrize(("days", "since"), [(back(8), "2024-02-22"), (Days.every(), "all")])
def test_a_day_before_the_declared_lookback_is_told(lookback, days, since):
    (told,) = said(job(Read(POSTS, lookback)), reading((POSTS, days)))

    assert told.startswith(f"it reads {since}")
    assert "declares 2024-02-23 and later" in told


def test_a_job_of_every_day_may_read_every_day():
    assert not said(job(Read(POSTS)), reading((POSTS, Days.every())), days=Days.every())


def test_what_a_job_wrote_itself_it_may_read_and_no_other_day_of_it():
    record = Record()
    record.note_replaced(USER_MOOD.view, DAYS)
    record.note_read(USER_MOOD.view, DAYS)
    assert not said(job(writes=(USER_MOOD,)), record)

    record.note_read(USER_MOOD.view, back(1))
    assert "it reads user_mood" in said(job(writes=(USER_MOOD,)), record)[0]


def test_what_is_declared_and_was_not_done_is_no_fault():
    assert not said(job(Read(POSTS), writes=(USER_MOOD,), uses=("mood",)), Record())


def test_a_table_that_is_written_and_not_declared_is_named():
    (told,) = said(job(writes=(USER_MOOD,)), Record(output_versions={"user_mood": 1, "posts": 2}))

    assert "it writes posts" in told
    assert "add POSTS to its writes" in told


def test_a_model_that_is_used_and_not_declared_is_named_and_that_of_a_fit_is_not():
    asked = job(fits="mood", uses=("topics",))

    (told,) = said(asked, Record(), ["mood", "topics", "segments"])

    assert "uses the model segments" in told
    assert "add 'segments' to its uses" in told


def test_models_of_labels_of_ones_own_are_declared_as_one():
    assert not said(job(uses=(OWN_LABELS,)), Record(), ["complaint", "intent"])
    (told,) = said(job(uses=(ENCODER,)), Record(), [ENCODER, "complaint"])
    assert "uses the model complaint" in told
    assert f"add {OWN_LABELS!r}" in told
