from datetime import date
from math import sqrt

import pytest

from voxlake.recommend.items.settings import ItemSettings
from voxlake.recommend.items.similar import similar_items

DAY = date(2024, 3, 10)
ACTIONS = "user_id string, item_kind string, item_id string, action string, day date, value double"
SETTINGS = ItemSettings(min_common=2, shrinkage=2)


@pytest.fixture
def actions(frame):
    """What each user bought; a triple says the kind, the action or the day too."""

    def make(**users):
        rows = []
        for user, items in users.items():
            for item in items:
                told = item if isinstance(item, dict) else {"item_id": item}
                plain = {"user_id": user, "item_kind": "item", "action": "order"}
                rows.append({**plain, "day": date(2024, 3, 1), "value": None, **told})
        return frame(ACTIONS, *rows)

    return make


def told(actions, settings=SETTINGS):
    rows = similar_items(actions, DAY, settings).collect()
    return {(row.item_id, row.other_item_id): row for row in rows}


def wilson(part, whole, z):
    share = part / whole
    middle = (share + z**2 / (2 * whole)) / (1 + z**2 / whole)
    half = z * sqrt(share * (1 - share) / whole + z**2 / (4 * whole**2)) / (1 + z**2 / whole)
    return middle - half, middle + half


def test_the_cosine_its_interval_and_its_score_are_those_of_the_papers(actions):
    found = told(actions(u1="ab", u2="ab", u3="ab", u4="a", u5="b", u6="b"))

    assert set(found) == {("a", "b"), ("b", "a")}
    row = found["a", "b"]
    assert (row.as_of_date, row.item_kind, row.rank, row.user_count) == (DAY, "item", 1, 3)
    assert row.cosine == pytest.approx(3 / sqrt(4 * 5), abs=2e-9)
    assert row.score == pytest.approx(3 / sqrt(20) * 3 / (3 + 2), abs=2e-9)
    z = 2.241403  # of 97.5%: both shares at once have 95% at least
    (a_low, a_high), (b_low, b_high) = wilson(3, 4, z), wilson(3, 5, z)
    assert row.low == pytest.approx(sqrt(a_low * b_low), abs=1e-6)
    assert row.high == pytest.approx(sqrt(a_high * b_high), abs=1e-6)
    assert row.low < row.cosine < row.high


def test_items_that_the_same_users_always_want_have_a_cosine_of_1_and_a_lower_end_below(actions):
    row = told(actions(u1="ab", u2="ab"))["a", "b"]

    assert row.cosine == row.high == 1
    assert 0 < row.low < 0.5


def test_few_common_users_come_after_many(actions):
    few = {f"few{n}": "ab" for n in range(2)}
    many = {f"many{n}": "ac" for n in range(4)}
    found = told(actions(**few, **many, **{f"more{n}": "c" for n in range(3)}))

    assert found["a", "b"].cosine > found["a", "c"].cosine
    assert (found["a", "c"].rank, found["a", "b"].rank) == (1, 2)


def test_kinds_are_not_mixed_and_what_was_seen_or_done_later_does_not_count(actions):
    post = {"item_kind": "post", "item_id": "a"}
    seen = {"item_id": "d", "action": "seen"}
    later = {"item_id": "e", "day": date(2024, 3, 11)}
    nameless = {"item_id": None}
    user = ["a", "b", post, seen, later, nameless]

    found = told(actions(u1=user, u2=user))

    assert set(found) == {("a", "b"), ("b", "a")}


def test_a_user_counts_with_the_latest_items_alone(actions):
    old = [{"item_id": "old", "day": date(2024, 2, 1)}, "a", "b"]
    lines = actions(u1=old, u2=old)

    assert ("a", "old") in told(lines)
    assert set(told(lines, SETTINGS.model_copy(update={"user_items": 2}))) == {
        ("a", "b"),
        ("b", "a"),
    }


def test_the_same_action_again_changes_nothing_and_no_actions_give_no_rows(actions):
    assert told(actions(u1="aabb", u2="ab")) == told(actions(u1="ab", u2="ab")) != {}
    assert told(actions()) == {}
