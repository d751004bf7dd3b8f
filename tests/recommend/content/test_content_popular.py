"""What is popular with whom, and which of it a user is shown."""

from datetime import date, timedelta

import pytest

from voxlake.recommend.content.barred import Barred
from voxlake.recommend.content.popular import (
    languages_of,
    offered,
    popular_items,
    users_in_groups,
)
from voxlake.recommend.content.settings import ContentSettings
from voxlake.tables import POSTS, USER_SEGMENTS, USERS

TODAY = date(2024, 3, 31)
SETTINGS = ContentSettings(popular_days=7, min_group_users=2)
WISHES = "user_id string, item_kind string, item_id string, weight double, day date"
KEY = "user_id string, item_kind string, item_id string"
LANGUAGES = "user_id string, language string"
CATALOGUE = "item_kind string, item_id string, author_id string, age int"


def wish(user, item, weight=1.0, days=0):
    return {
        "user_id": user,
        "item_kind": "post",
        "item_id": item,
        "weight": weight,
        "day": TODAY - timedelta(days=days),
    }


@pytest.fixture(scope="module")
def users(frame):
    """Two users of segment 4 and one of 5; two write Finnish; the new user is of both."""
    segments = {"a": 4, "b": 4, "c": 5, "new": 4}
    return users_in_groups(
        frame("user_id string", *({"user_id": user} for user in ("a", "b", "c", "d", "new", None))),
        frame(USER_SEGMENTS, *({"user_id": u, "segment_id": s} for u, s in segments.items())),
        frame(LANGUAGES, *({"user_id": user, "language": "fi"} for user in ("a", "c", "new"))),
    ).cache()


@pytest.fixture(scope="module")
def popular(frame, users):
    wishes = [
        *(wish(user, "of all", 2.0) for user in "abcd"),
        *(wish(user, "of four", 1.0) for user in "ab"),
        *(wish(user, "of Finnish", 3.0) for user in "ac"),
        wish("c", "of five", 9.0),
        wish("d", "old", 9.0, days=7),
        wish("d", "gone", 9.0),
    ]
    catalogue = ("of all", "of four", "of Finnish", "of five", "old")
    return popular_items(
        frame(WISHES, *wishes),
        frame(CATALOGUE, *({"item_kind": "post", "item_id": i, "age": 1} for i in catalogue)),
        users,
        TODAY,
        SETTINGS,
    ).cache()


def test_users_are_in_their_segment_their_language_and_all(users):
    groups = {row.user_id: [tuple(one) for one in row.groups] for row in users.collect()}

    assert groups == {
        "a": [("segment", "4"), ("language", "fi"), ("popular", "")],
        "b": [("segment", "4"), ("popular", "")],
        "c": [("segment", "5"), ("language", "fi"), ("popular", "")],
        "d": [("popular", "")],
        "new": [("segment", "4"), ("language", "fi"), ("popular", "")],
    }


def test_shares_are_of_the_groups_weight_of_the_last_days_and_small_groups_are_not_told(popular):
    shares = {(row.source, row.group, row.item_id): row.share for row in popular.collect()}

    # In all 34: 8 + 2 + 6 + 9, and 9 of what may not be shown. Segment 5 is one user.
    assert shares == {
        ("popular", "", "of five"): pytest.approx(9 / 34),
        ("popular", "", "of all"): pytest.approx(8 / 34),
        ("popular", "", "of Finnish"): pytest.approx(6 / 34),
        ("popular", "", "of four"): pytest.approx(2 / 34),
        ("segment", "4", "of all"): pytest.approx(4 / 9),
        ("segment", "4", "of Finnish"): pytest.approx(3 / 9),
        ("segment", "4", "of four"): pytest.approx(2 / 9),
        ("language", "fi", "of five"): pytest.approx(9 / 20),
        ("language", "fi", "of Finnish"): pytest.approx(6 / 20),
        ("language", "fi", "of all"): pytest.approx(4 / 20),
        ("language", "fi", "of four"): pytest.approx(1 / 20),
    }


def shown(frame, users, popular, user, **given):
    seen = frame(KEY, {"user_id": "new", "item_kind": "post", "item_id": "of four"})
    barred = Barred(seen, frame("user_id string, author_id string"))
    rows = offered(users, popular, barred, SETTINGS.model_copy(update=given)).collect()
    own = sorted((r for r in rows if r.user_id == user), key=lambda r: (r.level, -r.share))
    return [(row.item_id, row.source) for row in own]


def test_a_new_user_has_what_is_of_the_segment_then_the_language_then_all(frame, users, popular):
    assert shown(frame, users, popular, "new") == [
        ("of all", "segment"),
        ("of Finnish", "segment"),
        ("of five", "language"),
    ]
    assert shown(frame, users, popular, "new", popular_items=1) == [("of all", "segment")]


def test_who_is_in_no_group_or_a_small_one_has_what_is_popular_with_more(frame, users, popular):
    assert {source for _, source in shown(frame, users, popular, "d")} == {"popular"}
    assert {source for _, source in shown(frame, users, popular, "c")} == {"language"}


def test_a_language_is_the_told_one_else_that_of_most_of_the_own_posts(frame):
    told = {"a": "EN_gb", "b": None, "c": " ", "d": None}
    written = {"b": ["fi", "fi", "en"], "c": ["sv"], "a": ["fi"], "d": [None], "e": ["de"]}
    posts = [
        {"post_id": f"{user}{n}", "user_id": user, "language": language}
        for user, languages in written.items()
        for n, language in enumerate(languages)
    ]
    users = frame(USERS, *({"user_id": user, "language": name} for user, name in told.items()))

    found = languages_of(users, frame(POSTS, *posts)).collect()

    expected = {"a": "en", "b": "fi", "c": "sv", "e": "de"}
    assert {row.user_id: row.language for row in found} == expected
