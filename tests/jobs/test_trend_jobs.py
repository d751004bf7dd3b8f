from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest

from voxlake.core.days import Days
from voxlake.jobs import (
    build_term_trends,
    build_top_posts,
    build_topic_trends,
    count_terms,
    find_bursts,
)
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import (
    NEAR_DUPLICATES,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TERM_DAYS,
    TERM_TRENDS,
    TOP_POSTS,
    TOPIC_BURSTS,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    USER_SEGMENTS,
)
from voxlake.trends.settings import TrendSettings

LAST = date(2024, 4, 1)
SPAN = [LAST - timedelta(days=n) for n in range(20, -1, -1)]
CALM = Days.of(SPAN[:-2])
SETTINGS = TrendSettings(level_days=7)
QUIET, LOUD = 3, 12
"""Posts of topic 0 on most days, and on the last two."""


def posts_of(day):
    count = LOUD if day >= SPAN[-2] else QUIET
    return [
        {
            "post_id": f"{day}:{n}",
            "post_date": day,
            "posted_at": datetime.combine(day, time(n)),
            "user_id": f"u{n}",
            "text": "ferry on fire" if count == LOUD else "ferry is late",
            "text_hash": f"{day}:{n}",
            "is_usable": True,
            "like_count": n,
        }
        for n in range(count)
    ]


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """Three weeks of posts of one topic, many on the last two days, two of which are copies."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    rows = [row for day in SPAN for row in posts_of(day)]
    keys = [{"post_id": row["post_id"], "post_date": row["post_date"]} for row in rows]
    topics = {"topic_id": 0, "model_version": "1", "is_clear": True}
    days = Days.of(SPAN)
    lake.replace(frame(POSTS, *rows), POSTS, days)
    lake.replace(frame(POST_TOPICS, *[{**key, **topics} for key in keys]), POST_TOPICS, days)
    scores = {"score": -0.5, "label": "negative"}
    lake.replace(frame(POST_SENTIMENT, *[{**key, **scores} for key in keys]), POST_SENTIMENT, days)
    copies = {"post_date": LAST, "text_hash": f"{LAST}:1", "group_hash": f"{LAST}:0"}
    lake.replace(frame(NEAR_DUPLICATES, copies), NEAR_DUPLICATES, Days.of([LAST]))
    member = {"user_id": "u0", "as_of_date": SPAN[0], "segment_id": 4}
    lake.replace(frame(USER_SEGMENTS, member), USER_SEGMENTS, Days.of([SPAN[0]]))
    lake.replace(
        frame(TOPIC_TERMS, {"model_version": "1", "topic_id": 0, "rank": 1, "stem": "ferri"}),
        TOPIC_TERMS,
        Days.every(),
    )
    models = SimpleNamespace(version=lambda _: "1")
    return Context(spark, lake, models, CALM, "run")


def test_days_are_held_against_the_counts_of_earlier_runs_and_bursts_found(ctx):
    loud = replace(ctx, days=Days.of(SPAN[-2:]), notes={})

    build_topic_trends.run(ctx, SETTINGS)
    for _ in range(2):
        build_topic_trends.run(loud, SETTINGS)
        find_bursts.run(loud, SETTINGS)

    assert ctx.notes["bursting"] == 0
    assert loud.notes["bursts"] == 1
    rows = ctx.lake.read(TOPIC_TRENDS).where("topic_id = 0").collect()
    found = {(r["post_date"], r["segment_id"], r["language"]): r for r in rows}
    assert len(found) == 21 * 4
    last = found[LAST, -2, "all"]
    assert (last["post_count"], last["author_count"]) == (LOUD - 1, LOUD - 1)  # of two copies, one
    assert (last["is_burst"], last["usual_count"]) == (True, pytest.approx(QUIET))
    assert (last["sentiment"], last["negative_count"]) == (-0.5, LOUD - 1)
    assert found[LAST, 4, "all"]["post_count"] == 1
    assert found[LAST, -1, "all"]["post_count"] == LOUD - 2
    (burst,) = ctx.lake.read(TOPIC_BURSTS).collect()
    assert (burst["start_date"], burst["peak_date"], burst["end_date"]) == (*SPAN[-2:-1] * 2, None)
    assert burst["post_ids"][0] == f"{SPAN[-2]}:11"


@pytest.mark.whole
def test_copies_are_counted_where_the_config_says_so(ctx):
    last = replace(ctx, days=Days.of([LAST]))

    build_topic_trends.run(last, TrendSettings(copies="counted"))

    counts = ctx.lake.read(TOPIC_TRENDS).where("segment_id = -2 AND language = 'all'").collect()
    assert {(row["topic_id"], row["post_count"]) for row in counts} == {(-2, LOUD), (0, LOUD)}


def test_top_posts_are_those_of_the_last_days(ctx):
    last = replace(ctx, days=Days.of([LAST]))

    for _ in range(2):
        build_top_posts.run(last, TrendSettings(top_days=2, top_count=3))

    rows = ctx.lake.read(TOP_POSTS).where("kind = 'most'").orderBy("rank").collect()
    of_topic = [row["post_id"] for row in rows if (row["topic_id"], row["segment_id"]) == (0, -2)]
    assert of_topic == [f"{SPAN[-2]}:11", f"{LAST}:11", f"{SPAN[-2]}:10"]
    assert {row["segment_id"] for row in rows} == {-2, -1}  # nobody liked those of segment 4


@pytest.mark.whole
def test_rising_words_are_told_but_not_those_of_topics(ctx, frame):
    settings, loud = TrendSettings(term_days=7), replace(ctx, days=Days.of(SPAN[-2:-1]))
    count_terms.run(replace(ctx, days=Days.of(SPAN[:-1])), settings)
    ctx.lake.replace(frame(POSTS), POSTS, CALM)  # their counts are enough

    for _ in range(2):
        build_term_trends.run(loud, settings)

    (row,) = ctx.lake.read(TERM_TRENDS).collect()
    assert (row["post_date"], row["kind"], row["term"]) == (SPAN[-2], "word", "fire")
    assert (row["author_count"], row["usual_count"]) == (LOUD, 0)
    assert row["post_ids"][0] == f"{SPAN[-2]}:11"


@pytest.mark.whole
def test_words_of_a_day_that_changed_are_counted_anew(ctx, frame):
    settings, loud = TrendSettings(term_days=7), replace(ctx, days=Days.of(SPAN[-2:-1]))
    count_terms.run(replace(ctx, days=Days.of(SPAN[:-1])), settings)
    late = [
        row | {"post_date": SPAN[-4], "post_id": f"late{n}"}
        for n, row in enumerate(posts_of(SPAN[-2]))
    ]
    ctx.lake.merge(frame(POSTS, *late), POSTS)

    for _ in range(2):
        count_terms.run(replace(ctx, days=Days.of([SPAN[-4]])), settings)
    build_term_trends.run(loud, settings)

    (fire,) = ctx.lake.read(TERM_DAYS, Days.of([SPAN[-4]])).where("stem = 'fire'").collect()
    assert (fire["author_count"], fire["text_count"]) == (LOUD, LOUD)
    (row,) = ctx.lake.read(TERM_TRENDS).collect()
    said, authors = LOUD, LOUD + 6 * QUIET  # of the seven days before
    assert row["usual_count"] == pytest.approx(LOUD * said / authors)


def test_a_lake_without_posts_has_no_trends(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    models = SimpleNamespace(version=lambda _: None)
    ctx = Context(spark, lake, models, Days.of([LAST]), "run")

    build_topic_trends.run(ctx, SETTINGS)
    find_bursts.run(ctx, SETTINGS)
    build_top_posts.run(ctx, SETTINGS)
    count_terms.run(ctx, SETTINGS)
    build_term_trends.run(ctx, SETTINGS)

    tables = (TOPIC_TRENDS, TOPIC_BURSTS, TOP_POSTS, TERM_DAYS, TERM_TRENDS)
    assert [lake.read(table).count() for table in tables] == [0, 0, 0, 0, 0]
