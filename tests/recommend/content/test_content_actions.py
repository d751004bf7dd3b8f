"""What counts as an action and how much, worked by hand."""

import math
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from voxlake.recommend.content.interactions import (
    actions_of,
    of_participants,
    seen_by,
    wishes_of,
)
from voxlake.recommend.content.settings import ActionWeights, ContentSettings
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_LIMITS

TODAY = date(2024, 3, 31)
SETTINGS = ContentSettings(half_life_days=10)


def days_ago(count):
    return TODAY - timedelta(days=count)


def event(number, user, kind, days=0, *, post=None, item=None, value=None, hour=0):
    return {
        "event_id": f"e{number}",
        "event_date": days_ago(days),
        "occurred_at": datetime.combine(days_ago(days), datetime.min.time()).replace(hour=hour),
        "user_id": user,
        "event_type": kind,
        "target_post_id": post,
        "target_item_id": item,
        "value": value,
    }


def line(number, user, product, *, quantity=1.0, amount="5.00", cancelled=None):
    return {
        "order_line_id": f"l{number}",
        "order_date": TODAY,
        "user_id": user,
        "product_id": product,
        "quantity": quantity,
        "amount": Decimal(amount),
        "is_cancelled": cancelled,
    }


def post(number, user, **given):
    return {"post_id": f"p{number}", "post_date": days_ago(1), "user_id": user, **given}


@pytest.fixture(scope="module")
def actions(frame):
    events = [
        event(1, "u", "LIKE", 0, post="p1"),
        event(2, "u", "like", 0, post="p1"),  # again on the day: counts once
        event(3, "u", "favorite", 10, post="p1"),
        event(4, "u", "share", 20, post="p2"),
        event(5, "u", "click", 0, post="p2", item="sku"),
        event(6, "v", "like", 0, post="p1"),  # by its author
        event(7, None, "like", 0, post="p1"),
        event(8, "u", "login", 0, post="p1"),
        event(9, "u", "like", 0),
        event(10, "u", "view", 0, post="p3"),
        event(11, "u", "rating", 3, item="sku", value=2.0),
        event(12, "u", "rating", 1, item="sku", value=4.0),
        *(
            event(20 + n, "u", "rating", 0, item=f"bad{n}", value=value)
            for n, value in enumerate((math.nan, math.inf, -math.inf, None))
        ),
    ]
    posts = [
        post(1, "v"),
        post(2, None),
        post(4, "w", reply_to_post_id="p1"),
        post(5, "w", repost_of_post_id="p2"),
        post(6, "w", quote_of_post_id="p9", reply_to_post_id="p4"),
    ]
    orders = [
        line(1, "u", "sku"),
        line(2, "u", "sku"),
        line(3, "u", "back", quantity=-1.0, amount="-5.00"),
        line(4, "u", "refund", amount="-5.00"),
        line(5, "u", "gone", cancelled=True),
        line(6, "u", None),
        line(7, "x", "given", quantity=None),
    ]
    return actions_of(
        frame(EVENTS, *events), frame(POSTS, *posts), frame(ORDERS, *orders), SETTINGS
    ).cache()


def test_actions_are_told_once_a_day_and_not_of_own_posts_or_of_what_came_back(actions):
    rows = {tuple(row)[:5] for row in actions.collect()}

    assert rows == {
        ("u", "post", "p1", "like", TODAY),
        ("u", "post", "p1", "like", days_ago(10)),
        ("u", "post", "p2", "repost", days_ago(20)),
        ("u", "item", "sku", "click", TODAY),
        ("u", "post", "p3", "seen", TODAY),
        ("u", "item", "sku", "rating", days_ago(3)),
        ("u", "item", "sku", "rating", days_ago(1)),
        ("u", "item", "sku", "order", TODAY),
        ("w", "post", "p1", "reply", days_ago(1)),
        ("w", "post", "p2", "repost", days_ago(1)),
        ("w", "post", "p9", "repost", days_ago(1)),
        ("x", "item", "given", "order", TODAY),
    }
    assert actions.count() == len(rows)


def wishes(actions, as_of=TODAY, **given):
    found = wishes_of(actions, as_of, SETTINGS.model_copy(update=given)).collect()
    return {(row.user_id, row.item_id): row for row in found}


def test_weights_are_sums_of_actions_that_halve_with_their_age(actions):
    rows = wishes(actions)

    assert {key: row.weight for key, row in rows.items()} == {
        ("u", "p1"): 1.5,  # a like of today, and one of ten days ago
        ("u", "p2"): 0.75,  # a repost of twenty days ago
        ("u", "sku"): 5.5,  # an order and a click
        ("w", "p1"): pytest.approx(2 * 0.5**0.1),
        ("w", "p2"): pytest.approx(3 * 0.5**0.1),
        ("w", "p9"): pytest.approx(3 * 0.5**0.1),
        ("x", "given"): 5.0,
    }
    assert all(row.target == row.weight for row in rows.values())
    assert rows["u", "p1"].day == TODAY


def test_what_comes_after_the_day_does_not_count(actions):
    rows = wishes(actions, as_of=days_ago(10))

    assert {key: row.weight for key, row in rows.items()} == {("u", "p1"): 1.0, ("u", "p2"): 1.5}


def test_an_action_of_weight_zero_shows_no_wish_and_the_largest_wishes_are_kept(actions):
    alone = ActionWeights(like=1, repost=0, reply=0, click=0, order=5)

    assert set(wishes(actions, weights=alone)) == {("u", "p1"), ("u", "sku"), ("x", "given")}
    assert set(wishes(actions, weights=alone, max_user_items=1)) == {("u", "sku"), ("x", "given")}


def test_explicit_wishes_are_the_last_ratings(actions):
    rows = wishes(actions, mode="explicit")

    assert {key: row.target for key, row in rows.items()} == {("u", "sku"): 4.0}


def test_of_two_ratings_of_a_day_the_later_counts_whatever_their_ids(frame):
    events = [
        event(9, "u", "rating", 0, item="sku", value=1.0, hour=9),
        event(10, "u", "rating", 0, item="sku", value=5.0, hour=17),
    ]
    told = actions_of(frame(EVENTS, *events), frame(POSTS), frame(ORDERS), SETTINGS)

    assert [row.value for row in told.collect()] == [5.0]


def test_neither_what_who_opted_out_did_counts_nor_what_was_done_to_their_posts(actions, frame):
    posts = frame(POSTS, post(1, "v"), post(2, None), post(9, "z"))
    limits = [
        {"limit_id": "1", "user_id": "v", "limit": "opted_out"},  # who wrote p1
        {"limit_id": "2", "user_id": "x", "limit": "opted_out"},
        {"limit_id": "3", "user_id": "z", "limit": "blocked", "other_user_id": "w"},
    ]

    left = of_participants(actions, posts, frame(USER_LIMITS, *limits))

    assert left.columns == actions.columns
    assert {(row.user_id, row.item_id) for row in left.collect()} == {
        ("u", "p2"),
        ("u", "p3"),
        ("u", "sku"),
        ("w", "p2"),
        ("w", "p9"),
    }


def test_all_that_was_acted_on_or_looked_at_is_seen(actions):
    seen = {row.item_id for row in seen_by(actions).where("user_id = 'u'").collect()}

    assert seen == {"p1", "p2", "p3", "sku"}


def test_nothing_comes_of_nothing(frame):
    nothing = actions_of(*(frame(table) for table in (EVENTS, POSTS, ORDERS)), SETTINGS)

    assert wishes_of(nothing, TODAY, SETTINGS).count() == 0
