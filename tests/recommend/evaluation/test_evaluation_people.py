"""What is held against friends, big accounts and hashtags that were offered."""

from datetime import date, datetime

import pytest

from voxlake.recommend.evaluation.lists import wanted_of
from voxlake.recommend.evaluation.people import split_of_people
from voxlake.tables import FOLLOWS, POSTS

CUT = date(2024, 3, 17)


def follow(follower, followed, at=datetime(2024, 3, 1)):
    return {"follower_id": follower, "followed_id": followed, "followed_at": at}


def post(number, user, day, *tags, is_repost=False):
    return {
        "post_id": f"p{number}",
        "user_id": user,
        "post_date": date(2024, 3, day),
        "hashtags": list(tags),
        "is_repost": is_repost,
    }


@pytest.fixture(scope="module")
def split(frame):
    late = datetime(2024, 3, 18, 3)  # on the 17th in New York
    later = datetime(2024, 3, 18, 12)
    follows = [
        follow("b", "c"),
        follow("c", "d", None),
        follow("a", "a"),
        follow("a", "b"),
        follow("a", "c", later),
        follow("a", "d", later),  # whom a blocks
        follow("b", "d", late),
        follow("a", "unheard of", later),
    ]
    posts = [
        post(1, "a", 2, "tea", "tea", "rain"),
        post(2, "a", 20, "tea", "coffee"),
        post(3, "b", 16, "coffee"),
        post(4, "b", 21, "rain", is_repost=True),
        post(5, None, 21, "rain"),
    ]
    blocked = frame("user_id string, item string", {"user_id": "a", "item": "d"})
    return split_of_people(
        frame(FOLLOWS, *follows), frame(POSTS, *posts), blocked, CUT, "America/New_York"
    )


def keys(rows):
    return {(row.user_id, row.item_kind, row.item_id) for row in rows.collect()}


def test_follows_and_hashtags_up_to_the_cut_are_known_and_later_ones_are_what_came(split):
    before = {(row.user_id, row.item_kind, row.item_id): row for row in split.before.collect()}

    follows = {(u, i) for u, kind, i in before if kind == "friend"}
    assert follows == {("b", "c"), ("c", "d"), ("a", "b"), ("b", "d")}
    assert {(u, i) for u, kind, i in before if kind == "big_account"} == follows
    assert {(u, i) for u, kind, i in before if kind == "hashtag"} == {
        ("a", "tea"),
        ("a", "rain"),
        ("b", "coffee"),
    }
    assert before["a", "hashtag", "tea"].weight == 1
    assert before["c", "friend", "d"].day is None


def test_wanted_is_what_was_new_known_by_then_and_not_blocked(split):
    assert keys(wanted_of(split)) == {
        ("a", "friend", "c"),
        ("a", "big_account", "c"),
        ("a", "hashtag", "coffee"),
    }


def test_hashtags_are_in_the_form_in_which_they_are_offered(frame):
    posts = [post(1, "a", 2, "straße", "strasse"), post(2, "b", 20, "Stra\u00dfe")]
    nobody = frame("user_id string, item string")

    split = split_of_people(frame(FOLLOWS), frame(POSTS, *posts), nobody, CUT, "UTC")

    (known,) = split.before.collect()
    assert (known.user_id, known.item_id, known.weight) == ("a", "strasse", 1)
    assert keys(wanted_of(split)) == {("b", "hashtag", "strasse")}


def test_nobody_is_offered_oneself(split):
    barred = keys(split.barred)

    assert {("a", "friend", "a"), ("b", "big_account", "b"), ("a", "friend", "d")} <= barred
