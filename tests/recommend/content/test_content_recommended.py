"""Whole lists by a model made by hand: who is shown what and why, and how the rows are joined."""

import io
import re
from contextlib import contextmanager, nullcontext, redirect_stdout
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.recommend.content import reasons, recommend
from voxlake.recommend.content.als import with_numbers
from voxlake.recommend.content.model import ContentModel, TextMap
from voxlake.recommend.content.popular import users_in_groups
from voxlake.recommend.content.recommend import InUse, Known, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.tables import (
    CONTENT_FACTORS,
    CONTENT_RECOMMENDATIONS,
    TEXT_MEANINGS,
    USER_SEGMENTS,
)

TODAY = date(2024, 3, 31)
SETTINGS = ContentSettings(
    top=4,
    min_user_items=2,
    min_group_users=2,
    diversity=0,
    freshness=0,
    per_author=None,
    user_clusters=1,
)
ACTIONS = "user_id string, item_kind string, item_id string, action string, day date, value double"
WISHES = "user_id string, item_kind string, item_id string, weight double, target double, day date"
CATALOGUE = (
    "item_kind string, item_id string, author_id string, age int, post_date date, text_hash string"
)
TEXTS = TextMap("e1", np.zeros(2), np.zeros(2), np.eye(2))
MODEL = ContentModel("implicit", 2, 0.01, 10.0, 0.0, 4 * np.eye(2), np.eye(2), TEXTS)
EAST = ("e1", "e2", "e3", "e4", "e5", "e6")
WEST = ("w1", "w2", "w3", "w4", "w5", "w6")
LIKED = {
    "eve": ("e1", "e2"),
    "ed": ("e1", "e2", "e3"),
    "ella": ("e1", "e3"),
    "wes": ("w1", "w2"),
    "will": ("w1", "w2", "w3"),
    "once": ("w1",),
}
"""Posts that users liked: of the east, of the west, and one alone."""
SEGMENTS = {"eve": 1, "ed": 1, "ella": 1, "new": 1, "wes": 2, "will": 2}


def post(item, **given):
    old = {"author_id": f"of {item}", "age": 9, "post_date": TODAY - timedelta(days=9)}
    return {"item_kind": "post", "item_id": item, **old, **given}


def factors_of(item):
    n = int(item[1]) / 10
    return [1 - n, n / 9] if item[0] == "e" else [n / 9, 1 - n]


@pytest.fixture(scope="module")
def known(frame):
    day = TODAY - timedelta(days=1)
    likes = [
        {"user_id": user, "item_kind": "post", "item_id": item, "day": day, "action": "like"}
        for user, items in LIKED.items()
        for item in items
    ]
    new = post("fresh", age=0, post_date=TODAY, text_hash="h1")
    posts = [*(post(item) for item in (*EAST, *WEST)), new, post("mute", age=0)]
    users = ({"user_id": user} for user in (*LIKED, "new", "loner"))
    segments = ({"user_id": user, "segment_id": s} for user, s in SEGMENTS.items())
    languages = frame("user_id string, language string", {"user_id": "once", "language": "fi"})
    return Known(
        as_of=TODAY,
        actions=frame(ACTIONS, *likes),
        wishes=frame(
            WISHES,
            *(
                {name: row[name] for name in ("user_id", "item_kind", "item_id", "day")}
                | {"weight": 1.0, "target": 1.0}
                for row in likes
            ),
        ),
        catalogue=frame(CATALOGUE, *posts),
        users=users_in_groups(
            frame("user_id string", *users), frame(USER_SEGMENTS, *segments), languages
        ),
        blocked=frame("user_id string, author_id string"),
    )


@pytest.fixture(scope="module")
def in_use(frame):
    factors = (
        {"model_version": "3", "item_kind": "post", "item_id": item, "factors": factors_of(item)}
        for item in (*EAST, *WEST)
    )
    vector = {"text_hash": "h1", "encoder_version": "e1", "post_date": TODAY, "vector": [2.0, 0.0]}
    return InUse(MODEL, "3", frame(CONTENT_FACTORS, *factors), frame(TEXT_MEANINGS, vector))


def lists(known, in_use, **given):
    with recommended(known, in_use, SETTINGS.model_copy(update=given)) as rows:
        assert rows.schema.names == list(CONTENT_RECOMMENDATIONS.column_names)
        found = rows.collect()
    users = sorted({row.user_id for row in found})
    return {
        user: sorted((r for r in found if r.user_id == user), key=lambda row: row["rank"])
        for user in users
    }


@pytest.fixture(scope="module")
def told(known, in_use):
    return lists(known, in_use)


def items(rows):
    return [row.item_id for row in rows]


def test_users_are_shown_what_is_like_theirs_and_not_what_they_have_seen(told):
    # By x, of unlike lengths: e3 is beside what eve liked, fresh is new, e4 to e6 are near.
    assert items(told["eve"]) == ["fresh", "e3", "e4", "e5"]
    assert items(told["wes"]) == ["w3", "w4", "w5", "w6"]
    assert [row["rank"] for row in told["eve"]] == [1, 2, 3, 4]
    assert {row.source for row in told["eve"]} == {"model"}
    assert {row.model_version for row in told["eve"]} == {"3"}
    assert {row.as_of_date for row in told["eve"]} == {TODAY}


def test_each_row_says_why_in_words_that_tell_of_no_person_and_no_mood(told):
    why = {row.item_id: row.reason for row in told["eve"]}

    assert why["e3"] == reasons.WITH  # of ed and ella
    assert why["fresh"] == reasons.NEW
    assert why["e4"] == reasons.NEAR
    words = {value for name, value in vars(reasons).items() if name.isupper()}
    assert {row.reason for rows in told.values() for row in rows} <= words
    moods = "mood|feel|sad|happy|depress|stress|cheer|anxi|angry|ill|well|lonely|satisf"
    assert not [text for text in words if re.search(rf"\b({moods})", text, re.IGNORECASE)]


def test_a_post_that_enters_by_its_text_is_called_new_only_while_it_is(known, in_use):
    old = F.when(F.col("item_id") == "fresh", 8).otherwise(F.col("age"))
    weeks_ago = replace(known, catalogue=known.catalogue.withColumn("age", old))

    why = {row.item_id: row.reason for row in lists(weeks_ago, in_use)["eve"]}

    assert why["fresh"] == reasons.NEAR


def test_few_events_give_the_segments_then_the_languages_then_the_popular_items(told):
    new, once, loner = (
        [(row.item_id, row.source) for row in told[name]] for name in ("new", "once", "loner")
    )

    # Of segment 1: e1 3 of 7 likes, e2 and e3 2 each; then w1, which three of all liked.
    segment = [("e1", "segment"), ("e2", "segment"), ("e3", "segment")]
    assert new == [*segment, ("w1", "popular")]
    # Finnish is the language of one user alone, who liked w1.
    assert once == [(item, "popular") for item in ("e1", "e2", "e3", "w2")]
    assert loner == [(item, "popular") for item in ("e1", "w1", "e2", "e3")]
    assert told["new"][0].score == pytest.approx(3 / 7)
    assert {row.reason for row in told["loner"]} == {reasons.POPULAR}
    assert {row.reason for row in told["new"]} == {reasons.SEGMENT, reasons.POPULAR}
    assert {row.model_version for row in told["new"]} == {None}


@pytest.mark.whole
def test_a_language_with_enough_users_comes_before_what_is_popular_with_all(known, in_use):
    rows = lists(known, in_use, min_group_users=1)["once"]

    assert [row.source for row in rows] == ["popular"] * 4  # its one item is seen
    rows = lists(known, in_use, min_group_users=1, leave_out_seen=False)["once"]
    assert (rows[0].item_id, rows[0].source) == ("w1", "language")
    assert rows[0].reason == reasons.LANGUAGE


@pytest.mark.whole
def test_what_is_seen_comes_back_where_it_may(known, in_use):
    assert items(lists(known, in_use, leave_out_seen=False)["eve"]) == ["fresh", "e1", "e2", "e3"]


@pytest.mark.whole
def test_a_post_without_text_or_factors_is_not_shown_until_it_is_popular(
    told, known, in_use, frame
):
    assert not [row for rows in told.values() for row in rows if row.item_id == "mute"]

    like = {"user_id": "x", "item_kind": "post", "item_id": "mute", "weight": 9.0, "day": TODAY}
    liked = replace(known, wishes=known.wishes.unionByName(frame(WISHES, {**like, "target": 9.0})))
    liked = replace(liked, users=known.users.unionByName(_alone(frame, "x")))
    assert items(lists(liked, in_use)["loner"])[0] == "mute"


def _alone(frame, user):
    nothing = (frame(USER_SEGMENTS), frame("user_id string, language string"))
    return users_in_groups(frame("user_id string", {"user_id": user}), *nothing)


@pytest.mark.whole
def test_of_a_model_whose_items_are_all_gone_what_is_popular_is_left(known, in_use, frame):
    gone = replace(in_use, factors=in_use.factors.where("item_id = 'e9'"))

    rows = lists(known, replace(gone, meanings=frame(TEXT_MEANINGS)))

    assert {row.source for of_user in rows.values() for row in of_user} == {"segment", "popular"}
    assert items(rows["eve"]) == ["e3", "w1", "w2", "w3"]
    moved = replace(known, catalogue=known.catalogue.where("item_id = 'mute'"))
    assert lists(moved, in_use) == {}


def test_without_a_model_all_are_shown_what_is_popular(known):
    rows = lists(known, None)

    assert rows.keys() == {*LIKED, "new", "loner"}
    assert {row.model_version for of_user in rows.values() for row in of_user} == {None}


def test_a_model_of_wishes_is_not_given_ratings(known, in_use):
    rows = lists(known, in_use, mode="explicit")

    assert {row.source for of_user in rows.values() for row in of_user} == {"segment", "popular"}
    assert {row.model_version for of_user in rows.values() for row in of_user} == {None}


def test_own_posts_and_those_of_who_is_blocked_are_not_shown(known, in_use, frame):
    blocked = frame("user_id string, author_id string", {"user_id": "eve", "author_id": "of e3"})
    own = known.catalogue.replace({"of e4": "eve"}, subset=["author_id"])

    rows = lists(replace(known, catalogue=own, blocked=blocked), in_use)

    assert items(rows["eve"]) == ["fresh", "e5", "e6", "w1"]
    assert rows["eve"][-1].source == "popular"
    assert "e4" in items(rows["ella"])


@pytest.mark.whole
def test_diversity_freshness_and_authors_change_the_lists(known, in_use):
    one = known.catalogue.replace({f"of e{n}": "one" for n in range(3, 7)}, subset=["author_id"])

    unlike = lists(known, in_use, diversity=0.99)["eve"]
    assert items(unlike)[:2] == ["fresh", "e6"]  # the least like it
    age = F.when(F.col("item_id") == "e6", 0).otherwise(F.col("age"))
    younger = replace(known, catalogue=known.catalogue.withColumn("age", age))
    assert items(lists(younger, in_use, freshness=0.9)["eve"]) == ["fresh", "e6", "e3", "e4"]
    capped = lists(replace(known, catalogue=one), in_use, per_author=2)["eve"]
    assert items(capped) == ["fresh", "e3", "e4", "w1"]


@contextmanager
def broadcasting_nothing(spark):
    """Joins as over tables that are too large to be sent to every task; plans in full."""
    given = {
        "spark.sql.autoBroadcastJoinThreshold": "-1",
        "spark.sql.maxPlanStringLength": str(10**7),
    }
    before = {key: spark.conf.get(key) for key in given}
    for key, value in given.items():
        spark.conf.set(key, value)
    yield
    for key, value in before.items():
        spark.conf.set(key, value)


def plan_of(rows):
    out = io.StringIO()
    with redirect_stdout(out):
        rows.explain("formatted")
    return out.getvalue()


def crossing(plan):
    return re.findall(r"CartesianProduct|BroadcastNestedLoopJoin", plan)


def test_no_join_crosses_users_with_items(spark, known, in_use, monkeypatch):
    monkeypatch.setattr(recommend, "persisted", nullcontext)  # which would hide what is below

    with broadcasting_nothing(spark), recommended(known, in_use, SETTINGS) as rows:
        plan = plan_of(rows)
        fitted = plan_of(with_numbers(known.wishes, SETTINGS))
        crossed = plan_of(known.users.crossJoin(known.catalogue))

    assert crossing(crossed), "the plan of a cross join is told as one"
    assert crossing(plan) == crossing(fitted) == []
    assert len(re.findall(r"\(\d+\) SortMergeJoin", plan)) > 10
    assert "user_factors" in plan and "clusters" in plan
    broadcast = re.findall(r"\(\d+\) BroadcastHashJoin", plan)
    assert len(broadcast) <= 4  # of popular items of groups alone
