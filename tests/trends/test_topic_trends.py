from datetime import date, timedelta

import pytest

from voxlake.core.days import Days, day_number
from voxlake.tables import TOPIC_NAMES, TOPIC_TRENDS, TOPICS
from voxlake.trends.bursts import burst_rows, days_of_bursts, topic_bursts
from voxlake.trends.levels import known_days, topic_trends
from voxlake.trends.settings import TrendSettings

MONDAY = date(2024, 4, 1)
SETTINGS = TrendSettings(level_days=7)


def days_before(count):
    return [MONDAY - timedelta(days=n) for n in range(count, 0, -1)]


def counts(day, topic_id, post_count, **columns):
    told = {"post_date": day, "topic_id": topic_id, "post_count": post_count, "segment_id": -2}
    return {**told, "language": "all", "model_version": "1", **columns}


@pytest.fixture
def trends(frame):
    """Rows of `topic_trends` of Monday by topic."""

    def find(today, earlier, settings=SETTINGS, topics=()):
        now, before = frame(TOPIC_TRENDS, *today), frame(TOPIC_TRENDS, *earlier)
        now = now.drop("usual_count", "distance", "is_burst")
        both = before.select(*now.columns).unionByName(now)
        known = known_days(both, frame(TOPICS, *topics), frame(TOPIC_NAMES))
        rows = topic_trends(now, before, known, Days.of([MONDAY]), settings).collect()
        return {row["topic_id"]: row for row in rows}

    return find


def test_a_day_stands_out_when_it_lies_far_above_what_is_usual(trends):
    before = [counts(day, t, 20) for day in days_before(28) for t in (-2, 0, 1)]

    found = trends([counts(MONDAY, -2, 70), counts(MONDAY, 0, 50), counts(MONDAY, 1, 20)], before)

    assert {topic: row["is_burst"] for topic, row in found.items()} == {-2: True, 0: True, 1: False}
    assert found[0]["usual_count"] == pytest.approx(20)
    assert (found[0]["post_count"], found[0]["post_date"]) == (50, MONDAY)
    assert found[1]["distance"] == pytest.approx(0)


def test_days_of_which_threads_were_not_counted_have_as_many_as_posts(trends):
    before = [counts(day, t, 20) for day in days_before(28) for t in (-2, 0)]
    today = [counts(MONDAY, -2, 70, thread_count=70), counts(MONDAY, 0, 50, thread_count=21)]

    found = trends(today, before)

    assert {topic: row["is_burst"] for topic, row in found.items()} == {-2: True, 0: False}
    assert found[0]["thread_count"] == 21


def test_a_day_of_few_posts_is_none_of_a_burst(trends):
    before = [counts(day, -2, 20) for day in days_before(28)]
    today = [counts(MONDAY, -2, 20), counts(MONDAY, 0, 4), counts(MONDAY, 1, 5)]

    found = trends(today, before)

    assert found[0]["distance"] > 2.5
    assert (found[0]["is_burst"], found[1]["is_burst"]) == (False, True)


def test_with_too_few_days_before_nothing_is_usual(trends):
    before = [counts(day, -2, 20) for day in days_before(13)]

    found = trends([counts(MONDAY, -2, 99)], before)

    assert (found[-2]["usual_count"], found[-2]["is_burst"]) == (None, False)


def test_known_days_are_those_with_posts_and_what_their_models_had(frame):
    rows = [
        counts(MONDAY, -2, 3),
        counts(MONDAY, -2, 1, language="de"),
        counts(MONDAY, 5, 3),
        counts(date(2024, 4, 3), -2, 2, model_version=None),
        counts(date(2024, 4, 3), -2, 1, segment_id=4, model_version=None),
    ]
    versions = [("1", 0), ("1", 1), ("2", 7)]
    topics = [{"model_version": version, "topic_id": t} for version, t in versions]
    names = frame(TOPIC_NAMES, {"topic_id": 1, "shown_as": 9, "is_hidden": False})

    known = known_days(frame(TOPIC_TRENDS, *rows), frame(TOPICS, *topics), names)

    monday = day_number(MONDAY)
    assert known.versions == {monday: "1", monday + 2: None}
    assert known.topics == {"1": {0, 9}}
    assert known.since == {(-2, "all"): monday, (-2, "de"): monday, (4, "all"): monday + 2}


def trend(day, topic_id, post_count, is_burst, **columns):
    told = counts(MONDAY + timedelta(days=day), topic_id, post_count)
    found = {"usual_count": 10.0, "distance": post_count / 10, "is_burst": is_burst}
    return {**told, **found, **columns}


def last(day):
    return MONDAY + timedelta(days=day)


def bursts(frame, *rows, as_of, **settings):
    found = topic_bursts(frame(TOPIC_TRENDS, *rows), last(as_of), TrendSettings(**settings))
    return {(r["topic_id"], r["start_date"]): r for r in found.collect()}


def test_days_that_stand_out_make_a_burst_with_a_gap_of_a_day(frame):
    rows = [
        trend(0, 0, 9, False),
        trend(1, 0, 30, True),
        trend(2, 0, 12, False),
        trend(3, 0, 50, True),
        trend(4, 0, 50, True),
        trend(5, 0, 10, False),
        trend(7, 0, 40, True),
    ]

    found = bursts(frame, *rows, as_of=20)

    assert set(found) == {(0, last(1)), (0, last(7))}
    first = found[0, last(1)]
    assert (first["peak_date"], first["end_date"]) == (last(3), last(4))
    assert (first["post_count"], first["usual_count"], first["distance"]) == (142, 40, 5)


def test_a_burst_lasts_until_more_days_are_ordinary_than_a_gap_has(frame):
    rows = [trend(1, 0, 30, True), trend(2, 0, 30, True)]

    ends = {as_of: bursts(frame, *rows, as_of=as_of)[0, last(1)]["end_date"] for as_of in (2, 3, 4)}

    assert ends == {2: None, 3: None, 4: last(2)}


def test_bursts_that_are_long_over_and_those_of_parts_or_of_all_posts_are_not_told(frame):
    rows = [
        trend(1, 0, 30, True),
        trend(2, -2, 30, True),
        trend(2, 1, 30, True, segment_id=3),
        trend(2, 1, 30, True, language="de"),
    ]

    assert set(bursts(frame, *rows, as_of=7, burst_days=7)) == {(0, last(1))}
    assert bursts(frame, *rows, as_of=8, burst_days=7) == {}


def test_a_burst_has_the_five_posts_of_its_days_that_were_seen_most(frame):
    trends = frame(TOPIC_TRENDS, trend(1, 0, 9, True), trend(2, 0, 9, True))
    found = topic_bursts(trends, last(2), TrendSettings())
    seen = [(1, 5), (1, 9), (2, 7), (2, 1), (2, 2), (2, 3), (0, 99)]
    posts = [
        {"post_id": f"p{n}", "post_date": last(day), "reach": reach, "topic_id": 0}
        for n, (day, reach) in enumerate(seen)
    ]
    schema = "post_id string, post_date date, reach long, topic_id int"
    by_topic = frame(
        schema,
        *posts,
        {"post_id": "other", "post_date": last(1), "reach": 50, "topic_id": 1},
        {"post_id": "none", "post_date": last(1), "reach": 50, "topic_id": None},
    )

    (burst,) = burst_rows(found, by_topic).collect()

    assert burst["post_ids"] == ["p1", "p2", "p0", "p5", "p4"]
    assert days_of_bursts(found) == Days.of([last(1), last(2)])


def test_without_bursts_there_are_no_days_to_read(frame):
    found = topic_bursts(frame(TOPIC_TRENDS), MONDAY, TrendSettings())

    assert len(days_of_bursts(found)) == 0
    schema = "post_id string, post_date date, reach long, topic_id int"
    assert burst_rows(found, frame(schema)).count() == 0
