"""Counts by local hour."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from purchases import purchase_lines_of
from pydantic import ValidationError

from voxlake.people.demand.activity import count_activity
from voxlake.people.demand.settings import DemandSettings
from voxlake.people.membership import Membership
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_SEGMENTS, USERS

BERLIN, KOLKATA, NEW_YORK = "Europe/Berlin", "Asia/Kolkata", "America/New_York"
SETTINGS = DemandSettings(
    time_zone_attribute="zone",
    zone_names={"Eastern Time (US & Canada)": NEW_YORK},
)
USERS_KNOWN = [
    {"user_id": "ann", "attributes": {"zone": KOLKATA}},
    {"user_id": "ben", "attributes": {"zone": "Eastern Time (US & Canada)"}},
    {"user_id": "eve", "attributes": {"zone": "Moonbase"}},
]
DAYS = CHANGE, ZONES, RECEIVED, ALL_OF_IT, ORDERED, UNTIMED, VOTES, CHANGE_BACK = (
    datetime(2024, 3, 31),
    datetime(2024, 3, 4),
    datetime(2024, 3, 5),
    datetime(2024, 3, 6),
    datetime(2024, 3, 7),
    datetime(2024, 3, 8),
    datetime(2024, 3, 9),
    datetime(2024, 10, 27),
)
"""The days, each with what one test is about."""


MIDNIGHT = -1
"""Hour, UTC, at which a day in Berlin begins in winter: how a date without an hour is kept."""


def day_of(at):
    """The day of an instant in the lake's zone."""
    return at.replace(tzinfo=UTC).astimezone(ZoneInfo(BERLIN)).date()


def post(post_id, at, user_id="kim", **columns):
    return {
        "post_id": post_id,
        "post_date": day_of(at),
        "posted_at": at,
        "user_id": user_id,
        **columns,
    }


def order(line, at, amount, **columns):
    told = {"order_id": line[0], "source": "shop", "currency": "EUR", "user_id": "kim"}
    return {
        "order_line_id": line,
        "order_date": day_of(at),
        "ordered_at": at,
        "amount": Decimal(amount),
        **told,
        **columns,
    }


def at(day, hour, minute=0):
    return day + timedelta(hours=hour, minutes=minute)


def all_posts():
    names = ("ann", "ben", "eve", "nobody")
    nine, busy = at(RECEIVED, 8), at(ALL_OF_IT, 8, 10)
    return [
        post("c1", at(CHANGE, 0, 30)),
        post("c2", at(CHANGE, 1, 30)),
        *(post(f"b{n}", at(CHANGE_BACK, n, 30)) for n in (-2, -1, 0, 1, 2, 22)),
        *(post(name, at(ZONES, 20, 30), user_id=name) for name in names),
        post("r1", nine, like_count=3),
        post("r2", nine, like_count=0, view_count=100),
        post("r3", nine, like_count=50, is_repost=True),
        post("r4", nine, like_count=70, is_usable=False),
        *(post(str(n), busy) for n in range(20)),
        post("x", busy, user_id=None),
        post("v1", at(VOTES, MIDNIGHT), source="votes", like_count=2),
        post("v2", at(VOTES, MIDNIGHT), source="votes"),
        post("f1", at(VOTES, MIDNIGHT), source="feed"),
        post("f2", at(VOTES, 8), source="feed", is_usable=False),
    ]


def all_orders():
    till = {"source": "till"}
    return [
        order("a1", at(ALL_OF_IT, 8, 30), "5.00"),
        order("b1", at(ORDERED, 8), "10.00"),
        order("b2", at(ORDERED, 8), "5.00"),
        order("c1", at(ORDERED, 8), "0.00"),
        order("d1", at(ORDERED, 10), "-4.00"),
        order("h1", at(ORDERED, 12), "9.00", is_cancelled=True),
        order("i1", at(ORDERED, 13), "3.00", user_id=None),
        order("e1", at(UNTIMED, MIDNIGHT), "1.00"),
        order("f1", at(UNTIMED, MIDNIGHT), "1.00", **till),
        order("g1", at(UNTIMED, 8), "1.00", **till),
    ]


@pytest.fixture(scope="module")
def counted(spark):
    """Counts of all days, by day, then by (local day, hour, zone, segment, measure)."""
    event_at = at(ALL_OF_IT, 8, 50)
    event = {"event_id": "e", "event_date": event_at.date(), "occurred_at": event_at}
    days = {"event_date": VOTES.date(), "occurred_at": at(VOTES, MIDNIGHT), "user_id": "kim"}
    orders = made(spark, ORDERS, all_orders())
    segments = [{"user_id": "kim", "segment_id": 3, "as_of_date": CHANGE.date()}]
    members = Membership(
        made(spark, USER_SEGMENTS, segments),
        dict.fromkeys((day.date() for day in DAYS), CHANGE.date()),
    )
    rows = count_activity(
        posts=made(spark, POSTS, all_posts()),
        orders=orders,
        lines=purchase_lines_of(orders),
        events=made(
            spark,
            EVENTS,
            [
                {**event, "user_id": "kim"},
                {**days, "event_id": "d", "source": "votes"},
                {**days, "event_id": "t", "source": "log"},
                {**days, "event_id": "u", "source": "log", "occurred_at": at(VOTES, 8)},
            ],
        ),
        users=made(spark, USERS, USERS_KNOWN),
        members=members,
        settings=SETTINGS,
        zone=BERLIN,
    ).collect()
    return lambda day: {
        (r.local_date.day, r.hour, r.time_zone, r.segment_id, r.measure): r
        for r in rows
        if r.activity_date == day.date()
    }


def made(spark, table, rows):
    listed = [tuple(row.get(name) for name in table.column_names) for row in rows]
    return spark.createDataFrame(listed, table.schema)


def test_hours_are_those_of_local_clocks_around_a_change(counted):
    found = counted(CHANGE)

    hours = {key[1]: row.activity_count for key, row in found.items() if key[4] == "posts"}
    assert hours == {1: 1, 3: 1}  # 2:30 was never there


def test_an_hour_that_clocks_show_twice_has_what_was_done_in_both(counted):
    found = counted(CHANGE_BACK)

    hours = {key[1]: row.activity_count for key, row in found.items() if key[4] == "posts"}
    assert hours == {0: 1, 1: 1, 2: 2, 3: 1, 23: 1}  # of a day of 25 hours


def test_users_have_their_own_zone_where_it_is_known_and_that_of_the_business_where_not(counted):
    posts = {key[:4]: row for key, row in counted(ZONES).items() if key[4] == "posts"}

    assert {key: row.activity_count for key, row in posts.items()} == {
        (5, 2, KOLKATA, -1): 1,  # 5:30 ahead
        (4, 15, NEW_YORK, -1): 1,
        (4, 21, BERLIN, -1): 2,
    }
    assumed = {key[2]: row.assumed_zone_count for key, row in posts.items()}
    assert assumed == {KOLKATA: 0, NEW_YORK: 0, BERLIN: 2}


def test_what_posts_received_is_summed_where_it_is_known_and_reposts_receive_nothing(counted):
    by_measure = {key[4]: row for key, row in counted(RECEIVED).items()}

    assert set(by_measure) == {"posts", "likes", "views", "active_users"}
    assert by_measure["posts"].activity_count == 3
    assert (by_measure["likes"].activity_count, by_measure["likes"].total) == (2, 3.0)
    assert by_measure["likes"].log_sum == pytest.approx(np.log(4))
    assert by_measure["likes"].log_square_sum == pytest.approx(np.log(4) ** 2)
    assert by_measure["posts"].log_sum is None


def test_a_user_who_does_all_of_it_is_one_active_user_of_the_hour(counted):
    found = counted(ALL_OF_IT)

    counts = {key[3:]: row.activity_count for key, row in found.items()}
    assert counts == {
        (3, "posts"): 20,
        (-1, "posts"): 1,
        (3, "events"): 1,
        (3, "orders"): 1,
        (3, "revenue"): 1,
        (3, "active_users"): 1,
    }


def test_an_order_is_counted_once_a_refund_takes_money_alone_and_a_cancelled_one_is_none(counted):
    found = counted(ORDERED)

    told = {(key[1], key[4]): (row.activity_count, row.total) for key, row in found.items()}
    assert told == {
        (9, "orders"): (2, None),
        (9, "revenue"): (2, 15.0),
        (9, "active_users"): (1, None),
        (11, "revenue"): (1, -4.0),
        (14, "orders"): (1, None),  # of nobody known: an order, and not in revenue
    }


def test_orders_of_a_source_that_tells_only_days_have_no_hour(counted):
    found = counted(UNTIMED)

    assert {key[1] for key in found if key[4] == "orders"} == {-1, 0, 9}


def test_what_a_source_tells_the_day_of_only_has_no_hour(counted):
    found = counted(VOTES)

    hours = {
        measure: {(key[0], key[1]): row.activity_count for key, row in found.items()
                  if key[4] == measure}
        for measure in ("posts", "events", "likes", "active_users")
    }  # fmt: skip
    assert hours == {
        "posts": {(9, -1): 2, (9, 0): 1},  # midnight of a feed that tells hours
        "events": {(9, -1): 1, (9, 0): 1, (9, 9): 1},
        "likes": {(9, -1): 1},
        "active_users": {(9, -1): 1, (9, 0): 1, (9, 9): 1},
    }


def test_a_zone_that_is_none_is_named():
    with pytest.raises(ValidationError, match="'Mars/Base' is no time zone"):
        DemandSettings(zone_names={"Base": "Mars/Base"})


def test_the_zone_that_was_a_setting_of_demand_alone_is_that_of_the_lake():
    with pytest.raises(ValidationError, match=r"set lake\.time_zone"):
        DemandSettings(time_zone=BERLIN)
