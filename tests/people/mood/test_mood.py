import runpy
from datetime import date

import numpy as np
import pytest

from voxlake.people.membership import Membership
from voxlake.people.mood import rule
from voxlake.people.mood.mood import (
    posts_of_users,
    segment_mood_weekly,
    user_mood,
    user_mood_weekly,
)
from voxlake.people.mood.rule import moods
from voxlake.people.mood.settings import MOODS, MoodRule, MoodSettings
from voxlake.tables import POST_EMOTION, POSTS, USER_MOOD_WEEKLY, USER_SEGMENTS, USERS
from voxlake.tables.columns import EMOTIONS

LAST = date(2024, 1, 14)  # a Sunday
RULE = MoodRule(half_life_days=7, activity=0, own=1, quote=0.8, repost=0.5, mention=0.25)
SETTINGS = MoodSettings(window_days=14, min_posts=2, rule=RULE)


def post(post_id, user_id="n:ann", day=LAST, **other):
    row = {"post_id": post_id, "post_date": day, "user_id": user_id, "is_usable": True}
    return {**row, "is_repost": False, **other}


def emotion(post_id, day=LAST, **chances):
    rest = (1 - sum(chances.values())) if chances else 0
    neutral = {"neutral": chances.get("neutral", 0.0) + rest}
    zeros = dict.fromkeys(EMOTIONS, 0.0)
    return {"post_id": post_id, "post_date": day, **zeros, **chances, **neutral}


def mood_of(frame, posts, emotions, users=(), settings=SETTINGS):
    rows = user_mood(
        frame(POSTS, *posts),
        frame(POST_EMOTION, *emotions),
        frame(USERS, *users),
        LAST,
        settings,
    ).collect()
    return {row["user_id"]: row for row in rows}


def test_a_users_mood_is_worked_by_hand(frame):
    # Weights: 1 (own, today), 0.5 (own, a half-life ago), 0.5 (repost), 0.25 (named by Bob) = 2.25.
    posts = [
        post("n:1"),
        post("n:2", day=date(2024, 1, 7)),
        post("n:3", is_repost=True),
        post("n:4", user_id="n:bob", mentions=["ann"]),
    ]
    emotions = [
        emotion("n:1", sadness=0.6, fear=0.3),
        emotion("n:2", day=date(2024, 1, 7), joy=0.8),
        emotion("n:3", anger=0.5),
        emotion("n:4", disgust=1.0),
    ]

    found = mood_of(frame, posts, emotions, [{"user_id": "n:ann", "handle": "Ann"}])["n:ann"]

    assert found["sadness"] == pytest.approx(0.6 * 1 / 2.25)
    assert found["fear"] == pytest.approx(0.3 * 1 / 2.25)
    assert found["joy"] == pytest.approx(0.8 * 0.5 / 2.25)
    assert found["anger"] == pytest.approx(0.5 * 0.5 / 2.25)
    assert found["disgust"] == pytest.approx(1.0 * 0.25 / 2.25)
    assert found["positivity"] == pytest.approx(0.4 / 2.25)
    assert found["negativity"] == pytest.approx((0.9 + 0.25 + 0.25) / 2.25)
    assert found["mood"] == "depressed"  # 1.4 over 0.4, and 0.9 of it low against 0.5 tense
    assert (found["post_count"], found["own_post_count"]) == (4, 2)
    assert found["happiest_posts"] == [("n:2", 0.8), ("n:1", 0.0)]
    assert found["saddest_posts"] == [("n:1", 0.6), ("n:2", 0.0)]
    assert 0 < found["agreement"] <= 1


def test_of_a_users_own_posts_as_many_of_the_happiest_and_saddest_are_kept_as_the_config_says(
    frame,
):
    joys = {"p1": 0.1, "p2": 0.9, "p3": 0.4, "p4": 0.4}
    posts = [
        *(post(name) for name in joys),
        post("another's", is_repost=True),
        post("about", user_id="n:bob", reply_to_post_id="p1"),
    ]
    emotions = [
        *(emotion(name, joy=joy, sadness=0.95 - joy) for name, joy in joys.items()),
        emotion("another's", joy=1.0),
        emotion("about", sadness=1.0),
    ]

    found = mood_of(
        frame, posts, emotions, settings=SETTINGS.model_copy(update={"extreme_posts": 3})
    )

    assert [one.post_id for one in found["n:ann"].happiest_posts] == ["p2", "p4", "p3"]
    assert [one.post_id for one in found["n:ann"].saddest_posts] == ["p1", "p4", "p3"]
    assert found["n:ann"].happiest_posts[0].score == pytest.approx(0.9)
    only_mentioned = mood_of(
        frame,
        [post("n:1", user_id="n:bob", mentions=["ann"])],
        [emotion("n:1", joy=1.0)],
        [{"user_id": "n:ann", "handle": "ann"}],
    )
    assert (only_mentioned["n:ann"].happiest_posts, only_mentioned["n:ann"].saddest_posts) == (
        [],
        [],
    )


@pytest.mark.parametrize(
    ("positivity", "low", "tense", "mood"),
    [
        (0.1, 0.3, 0.3, "depressed"),
        (0.1, 0.2, 0.3, "stressed"),
        (0.3, 0.2, 0.15, "neutral"),
        (0.2, 0.1, 0.15, "neutral"),
        (0.5, 0.1, 0.1, "satisfied"),
        (0.6, 0.1, 0.1, "cheerful"),
        (0.0, 0.0, 0.0, "neutral"),
    ],
)
def test_each_bound_between_moods_holds(positivity, low, tense, mood):
    assert MOODS[moods(np.array([[positivity, low, tense]]), MoodRule())[0]] == mood


def test_views_weigh_by_their_logarithm_and_reactions_stand_in_for_them(frame):
    settings = SETTINGS.model_copy(update={"rule": RULE.model_copy(update={"activity": 1.0})})
    posts = [
        post("seen", view_count=9, like_count=1_000),
        post("liked", like_count=4, reply_count=3, repost_count=2),
        post("neither"),
    ]
    emotions = [emotion("seen", joy=1.0), emotion("liked", anger=1.0), emotion("neither", fear=1.0)]

    found = mood_of(frame, posts, emotions, settings=settings)["n:ann"]

    seen, total = 1 + np.log(10), 2 * (1 + np.log(10)) + 1
    assert found["joy"] == found["anger"] == pytest.approx(seen / total)
    assert found["fear"] == pytest.approx(1 / total)


def test_whose_posts_are_whose(frame):
    users = [{"user_id": f"{n}:{name}", "handle": name} for n in "nm" for name in ("ann", "bob")]
    posts = [
        post("n:own"),
        post("n:quote", quote_of_post_id="n:x"),
        post("n:repost", is_repost=True),
        post("n:named", "n:bob", mentions=["ann", "bob", "ann"]),
        post("n:answer", "n:bob", reply_to_post_id="n:own"),
        post("n:both", "n:bob", reply_to_post_id="n:own", mentions=["ann"]),
        post("n:echo", "n:bob", is_repost=True, mentions=["ann"]),
        post("n:self", mentions=["ann"]),
        post("n:unusable", is_usable=False),
        post("n:nobody", None),
    ]

    found = posts_of_users(frame(POSTS, *posts), frame(USERS, *users)).collect()

    of_ann = sorted((r["ownership"], r["post_id"][2:]) for r in found if r["user_id"] == "n:ann")
    assert of_ann == [
        ("mention", "answer"),
        ("mention", "both"),
        ("mention", "named"),
        ("own", "own"),
        ("own", "self"),
        ("quote", "quote"),
        ("repost", "repost"),
    ]
    assert not [r for r in found if r["user_id"].startswith("m:")]


def test_too_few_posts_and_posts_outside_the_window_tell_no_mood(frame):
    posts = [post("1"), post("2", day=date(2023, 12, 31)), post("3", day=date(2024, 1, 15))]
    emotions = [emotion(p["post_id"], day=p["post_date"], joy=1.0) for p in posts]

    found = mood_of(frame, posts, emotions)["n:ann"]

    assert (found["mood"], found["agreement"], found["post_count"]) == ("unknown", None, 1)


def test_agreement_is_high_where_posts_agree_and_does_not_change_from_run_to_run(frame):
    alike = [post(f"a{n}") for n in range(8)]
    mixed = [post(f"m{n}", "n:max") for n in range(8)]
    emotions = [emotion(f"a{n}", joy=0.9) for n in range(8)]
    emotions += [emotion(f"m{n}", **({"joy": 0.9} if n % 2 else {"anger": 0.9})) for n in range(8)]

    one = mood_of(frame, alike + mixed, emotions)
    other = mood_of(frame, (alike + mixed)[::-1], emotions[::-1])

    assert one == other
    assert (one["n:ann"]["mood"], one["n:ann"]["agreement"]) == ("cheerful", 1.0)
    assert one["n:max"]["agreement"] < 0.8


def test_weeks_have_moods_of_their_own_and_segments_shares_of_them(frame):
    monday = date(2024, 1, 8)
    posts = [post(f"{u}{n}", f"n:{u}", day=monday) for u in ("ann", "bob", "cat") for n in "12"]
    posts += [post(f"next{n}", day=date(2024, 1, 15)) for n in "12"]
    joyful = [emotion(p["post_id"], day=p["post_date"], joy=0.9) for p in posts[:4]]
    others = [emotion(p["post_id"], day=p["post_date"], fear=0.9) for p in posts[4:]]

    weekly = user_mood_weekly(
        frame(POSTS, *posts), frame(POST_EMOTION, *joyful, *others), frame(USERS), SETTINGS
    )

    rows = {(r["week_start"], r["user_id"]): r["mood"] for r in weekly.collect()}
    assert rows == {
        (monday, "n:ann"): "cheerful",
        (monday, "n:bob"): "cheerful",
        (monday, "n:cat"): "depressed",
        (date(2024, 1, 15), "n:ann"): "depressed",
    }
    sunday, before = date(2024, 1, 14), date(2024, 1, 7)
    segments = frame(
        USER_SEGMENTS,
        *({"user_id": f"n:{u}", "segment_id": 4, "as_of_date": sunday} for u in ("ann", "cat")),
        {"user_id": "n:ann", "segment_id": 3, "as_of_date": before},
    )
    members = Membership(segments, {sunday: sunday})
    found = segment_mood_weekly(weekly.where("week_start = '2024-01-08'"), members).collect()
    assert {(r["segment_id"], r["mood"], r["user_count"], r["user_share"]) for r in found} == {
        (4, "cheerful", 1, 0.5),
        (4, "depressed", 1, 0.5),
        (-1, "cheerful", 1, 1.0),
    }
    assert list(USER_MOOD_WEEKLY.column_names) == weekly.columns


def test_a_new_emotion_is_not_left_out_of_moods_in_silence(monkeypatch):
    monkeypatch.setattr("voxlake.tables.columns.EMOTIONS", (*EMOTIONS, "pride"))

    with pytest.raises(ValueError, match="pride must be in one of the groups"):
        runpy.run_path(rule.__file__)
