import random
import re
from collections import Counter
from datetime import date

import pytest
from friend_rows import hashtag, known_of, person

from voxlake.people.mood.settings import MOODS
from voxlake.recommend.friends import reasons
from voxlake.recommend.friends.graph.candidates import candidates
from voxlake.recommend.friends.graph.settings import FriendGraphSettings
from voxlake.recommend.friends.recommend import fused, of_user, recommended
from voxlake.recommend.friends.settings import BigAccountSettings, FriendSettings, PeopleSettings
from voxlake.recommend.hashtags import of_users
from voxlake.tables import FOLLOWS, USER_RECOMMENDATIONS

TODAY = date(2024, 3, 31)
SETTINGS = FriendSettings(
    most=6,
    opposite=3,
    near=4,
    people=PeopleSettings(most_users=3, per_bucket=2, shortlist=5),
    big_accounts=BigAccountSettings(share=0.1),
)
FORBIDDEN = (
    *MOODS, "mood", "feel", "emotion", "sad", "happ", "joy", "cheer", "stress", "depress", "anx",
    "fear", "ang(er|ry)", "ill", "health", "diagnos", "symptom", "therap", "positiv", "negativ",
    "opposite", "better", "calm", "tense", "low", "bright", "lonely", "satisf",
)  # fmt: skip
LIST = "user_id string, item string, score double, reason string"


def drawn(count=40):
    rng = random.Random(11)
    names = [f"u{n:02}" for n in range(count)]
    people = [
        person(
            name,
            rng.choice([*MOODS, "unknown", None]),
            rng.choice(["fi", "en", None]),
            rng.choice([None, rng.sample(range(3), 2)]),
            follower_count=rng.randrange(100),
            is_offered=rng.random() < 0.9,
        )
        for name in names
    ]
    pairs = {(rng.choice(names), rng.choice(names)) for _ in range(70)}
    return people, sorted(pairs), [(names[0], names[1]), (names[1], names[0])]


@pytest.fixture(scope="module")
def known(frame):
    people, follows, barred = drawn()
    offered = {row["user_id"] for row in people if row["is_offered"]}
    circles = [
        (one, other)
        for one, other in drawn(30)[1]
        if (one, other) not in follows and one != other and other in offered
    ]
    posts = [(row["user_id"], 0.3) for row in people]
    return known_of(
        frame,
        people,
        follows=follows,
        barred=barred,
        circles=circles,
        emotions=posts,
        hashtags=[hashtag("sun", 1), hashtag("sea", 2)],
    )


@pytest.fixture(scope="module")
def rows(known):
    frame = recommended(known, TODAY, SETTINGS, version="2")
    assert frame.schema.names == list(USER_RECOMMENDATIONS.column_names)
    return sorted(map(tuple, frame.collect()), key=str)


def named(rows):
    return [dict(zip(USER_RECOMMENDATIONS.column_names, row, strict=True)) for row in rows]


def test_ranks_go_from_one_and_nobody_is_offered_twice_or_more_than_are_asked_for(rows):
    lists = {}
    for row in named(rows):
        if row["item"] is not None:
            lists.setdefault((row["user_id"], row["kind"]), []).append(row)

    assert {kind for _, kind in lists} == {"friend", "hashtag", "big_account"}
    for of_user_rows in lists.values():
        ordered = sorted(of_user_rows, key=lambda row: row["rank"])
        assert [row["rank"] for row in ordered] == list(range(1, len(ordered) + 1))
        assert len(ordered) <= SETTINGS.most
        scores = [row["score"] for row in ordered]
        assert scores == sorted(scores, reverse=True)
        assert len({row["item"] for row in ordered}) == len(ordered)
    assert max(map(len, lists.values())) == SETTINGS.most
    assert {row["model_version"] for row in named(rows) if row["kind"] == "friend"} == {"2"}
    assert {row["model_version"] for row in named(rows) if row["kind"] != "friend"} == {None}


@pytest.mark.whole
def test_one_user_is_told_what_the_whole_run_tells_and_an_unknown_one_nothing(known, rows):
    for name, is_known in (("u07", True), ("nobody", False)):
        one = of_user(name, known, TODAY, SETTINGS, version="2")

        expected = [row for row in rows if row[1] == name]
        assert sorted(map(tuple, one.collect()), key=str) == expected
        assert bool(expected) == is_known


@pytest.mark.whole
def test_whoever_is_offered_nobody_by_mood_has_the_same_row_whatever_the_cause(frame):
    causes = (
        person("calm", "neutral", "fi"),
        person("new", "unknown", "fi"),
        person("bare"),
        person("alone", "cheerful", "sv"),
        person("dan", "stressed", "fi"),
        person("sam", "satisfied", "fi"),
    )
    found = recommended(known_of(frame, causes), TODAY, FriendSettings()).collect()

    nobody = {row.user_id: row for row in found if row["rank"] == 0}
    assert set(nobody) == {"calm", "new", "bare", "alone"}
    assert {(row.kind, row["item"], row.score, row.reason) for row in nobody.values()} == {
        ("friend", None, None, reasons.NOBODY)
    }
    # People near them fill their lists all the same.
    assert {row["item"] for row in found if row.user_id == "calm" and row["rank"]} == {
        "new", "dan", "sam",
    }  # fmt: skip
    assert {row.user_id for row in found if row["item"] == "bare"} == set()


def test_no_reason_that_can_come_out_says_or_implies_a_mood_or_an_illness(rows, frame):
    follows = [("me", "a"), ("me", "b"), ("a", "x"), ("b", "x"), ("a", "y"), ("a", "z"), ("a", "w")]
    edges = frame(FOLLOWS, *({"follower_id": one, "followed_id": other} for one, other in follows))
    interests = "user_id string, top_topics array<int>, top_hashtags array<string>"
    none = {"top_topics": None, "top_hashtags": None}
    has = {"top_topics": [1], "top_hashtags": ["h"]}
    them = [
        {"user_id": "me", **has},
        {"user_id": "w", **none},
        {"user_id": "x", **has},
        {"user_id": "y", **has, "top_hashtags": None},
        {"user_id": "z", **has, "top_topics": None},
    ]
    interested = frame(interests, *them)
    of_circles = candidates(edges, interested, interested, FriendGraphSettings())

    told = {row.reason for row in of_circles.collect()}
    assert len(told) == 4  # with nothing, topics, hashtags, or both shared
    for module in (reasons, of_users):
        told |= {
            value
            for name, value in vars(module).items()
            if re.match("[A-Z]", name) and isinstance(value, str)
        }
    told |= {row["reason"] for row in named(rows)}
    assert None not in told
    words = re.compile(rf"\b({'|'.join(FORBIDDEN)})", re.IGNORECASE)
    assert not {reason for reason in told if words.search(reason)}


def test_no_reason_is_only_of_people_who_were_found_by_their_mood(known, rows):
    people = {row.user_id: row.mood for row in known.people.collect()}
    asked = SETTINGS.moods
    by_reason = Counter()
    for row in named(rows):
        if row["kind"] == "friend" and row["item"] is not None:
            is_opposite = people[row["item"]] == asked.get(people[row["user_id"]], "")
            by_reason[row["reason"], is_opposite] += 1

    told = {reason for reason, _ in by_reason}
    assert {reasons.LANGUAGE, reasons.TOPICS, reasons.BOTH} <= told
    assert all(by_reason[reason, False] for reason in told)


def test_of_friends_of_friends_who_were_found_before_nobody_is_offered_who_is_out_by_now(frame):
    names = ("me", "kept", "followed", "blocked")
    known = known_of(
        frame,
        [*map(person, names), person("silent", is_offered=False)],  # who opted out has no row
        follows=[("me", "followed")],
        barred=[("me", "blocked")],
        circles=[("me", item) for item in (*names[1:], "silent", "out")],
    )

    found = of_user("me", known, TODAY, SETTINGS).collect()

    assert [row["item"] for row in found if row["rank"]] == ["kept"]


def test_the_score_of_a_friend_does_not_tell_who_was_found_in_two_ways(frame):
    # Ann is found by mood and near by, bea near by alone; both share the language.
    people = [
        person("dan", "cheerful", "fi"),
        person("ann", "depressed", "fi"),
        person("bea", "neutral", "fi"),
    ]
    found = recommended(known_of(frame, people), TODAY, FriendSettings()).collect()

    of_dan = {row["rank"]: row.score for row in found if row.user_id == "dan" and row["rank"]}
    assert of_dan == pytest.approx({1: 1 / 61, 2: 1 / 62}, abs=1e-9)


def test_one_number_says_how_many_of_each_kind_a_user_is_offered(frame):
    known = known_of(
        frame, [person("me", topics=[1])], hashtags=[hashtag(f"tag{n:02}", 1) for n in range(15)]
    )

    found = recommended(known, TODAY, FriendSettings(most=12)).collect()

    assert [row.kind for row in found if row["rank"]] == ["hashtag"] * 12


def test_lists_are_fused_by_places_alone(frame):
    def way(*items):
        rows = (
            {"user_id": "me", "item": item, "score": score, "reason": "r"} for item, score in items
        )
        return frame(LIST, *rows)

    found = fused((way(("a", 900.0), ("b", 1.0)), way(("b", 0.2), ("c", 0.2), ("d", 0.1))))

    scores = {row["item"]: row.score for row in found.collect()}
    assert scores == pytest.approx(
        {"a": 1 / 61, "b": 1 / 62 + 1 / 61, "c": 1 / 62, "d": 1 / 63}, abs=2e-9
    )


@pytest.mark.whole
def test_nobody_follows_anyone_and_nobody_is_there(frame):
    nobody = recommended(known_of(frame, []), TODAY, SETTINGS)
    strangers = recommended(known_of(frame, [person("a"), person("b")]), TODAY, SETTINGS)

    assert nobody.collect() == []
    assert sorted((row.user_id, row["rank"]) for row in strangers.collect()) == [("a", 0), ("b", 0)]
