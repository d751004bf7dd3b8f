"""count_activity and build_demand, end to end on a lake of a folder."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.jobs import build_demand, build_purchases, count_activity
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.demand.settings import DemandSettings
from voxlake.people.orders.settings import OrderSettings
from voxlake.run.context import Context
from voxlake.tables import ACTIVITY_HOURS, DEMAND, ORDERS, POSTS, USER_SEGMENTS

MONDAY = date(2024, 3, 4)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]
LATER = MONDAY + timedelta(days=3)
SETTINGS = DemandSettings(window_days=7)


@pytest.fixture
def context(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    return lambda *days: Context(spark, lake, models=None, days=Days.of(days), run_id="run")


def posts_of(day, count):
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    return [
        {"post_id": f"{day}:{n}", "post_date": day, "posted_at": at, "user_id": f"u{n}"}
        for n in range(count)
    ]


@pytest.mark.whole
def test_late_posts_correct_their_day_alone(frame, context):
    everyday, late = context(*DAYS), context(DAYS[0])
    lake = everyday.lake
    lake.replace(frame(POSTS, *(p for day in DAYS for p in posts_of(day, 2))), POSTS, Days.every())
    count_activity.run(everyday, SETTINGS)
    build_demand.run(everyday, SETTINGS)
    before = lake.read(DEMAND)

    lake.replace(frame(POSTS, *posts_of(DAYS[0], 5)), POSTS, late.days)
    count_activity.run(late, SETTINGS)
    build_demand.run(context(DAYS[1]), SETTINGS)

    posts = lake.read(ACTIVITY_HOURS).where("measure = 'posts'").collect()
    assert {row.activity_date: row.activity_count for row in posts} == dict(
        zip(DAYS, (5, 2, 2), strict=True)
    )
    found = lake.read(DEMAND)
    assertDataFrameEqual(found.where(f"as_of_date = '{DAYS[2]}'"), before)
    nine = found.where(
        f"as_of_date = '{DAYS[1]}' AND measure = 'posts' AND hour = 9 AND weekday = 1"
    ).collect()
    assert {(row.segment_id, row.activity_count, row.hours) for row in nine} == {
        (-1, 5, 1.0),
        (-2, 5, 1.0),
    }


def test_a_lake_where_nothing_happened_has_no_demand(context):
    today = context(MONDAY)

    count_activity.run(today, SETTINGS)
    build_demand.run(today, SETTINGS)

    assert today.lake.read(DEMAND).count() == 0


def test_a_day_counted_again_has_the_segments_that_it_had(frame, context):
    first, all_days = context(DAYS[0]), context(*DAYS)
    lake = first.lake
    lake.replace(frame(POSTS, *(p for day in DAYS for p in posts_of(day, 1))), POSTS, Days.every())
    snapshots = {DAYS[1]: 1, DAYS[2]: 2}
    for day, segment in snapshots.items():
        row = {"as_of_date": day, "user_id": "u0", "segment_id": segment}
        lake.replace(frame(USER_SEGMENTS, row), USER_SEGMENTS, Days.of([day]))
        if day == DAYS[1]:
            count_activity.run(first, SETTINGS)
            built = lake.read(ACTIVITY_HOURS)

    count_activity.run(all_days, SETTINGS)

    posts = lake.read(ACTIVITY_HOURS).where("measure = 'posts'").collect()
    # The first day came before any segment was known, and has the first ones.
    assert {row.activity_date: row.segment_id for row in posts} == {DAYS[0]: 1, **snapshots}
    assertDataFrameEqual(lake.read(ACTIVITY_HOURS, first.days), built)


def order(number, day, amount, **columns):
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    told = {"order_line_id": number, "order_id": number, "user_id": "u0", "currency": "EUR"}
    amounts = {"order_date": day, "ordered_at": at, "amount": Decimal(amount), "source": "shop"}
    return {**told, **amounts, **columns}


@pytest.mark.whole
def test_days_whose_purchases_changed_are_counted_again(frame, context):
    lake = context(*DAYS).lake
    of_nobody = {"user_id": None, "refund_of_order_id": "late"}
    refund, of_guest = order("r", DAYS[2], -5, **of_nobody), {**of_nobody, "user_id": "guest"}
    orders = (order("o", DAYS[1], 8), refund, order("g", LATER, -1, **of_guest))
    snapshot = {"as_of_date": DAYS[0], "user_id": "u0", "segment_id": 4}
    lake.replace(frame(USER_SEGMENTS, snapshot), USER_SEGMENTS, Days.of(DAYS[:1]))

    def count(days, *rows, currency="EUR", rates=None):
        if rows:
            lake.merge(frame(ORDERS, *rows), ORDERS)
        ctx = context(*days)
        build_purchases.run(ctx, OrderSettings(currency=currency, rates=rates or {}))
        count_activity.run(ctx, SETTINGS)
        told = lake.read(ACTIVITY_HOURS).where("measure = 'revenue'").collect()
        return {(row.activity_date, row.segment_id): row.total for row in told}

    assert count([*DAYS, LATER], *orders) == {(DAYS[1], 4): 8.0, (LATER, -1): -1.0}
    # The order that the refunds name comes later, and brings them their buyer.
    assert count(DAYS[:1], order("late", DAYS[0], 50)) == {
        (DAYS[0], 4): 50.0,
        (DAYS[1], 4): 8.0,
        (DAYS[2], 4): -5.0,
        (LATER, 4): -1.0,
    }
    # All purchases are told in another currency, whatever the days of the run.
    dollars = count([LATER], currency="USD", rates={"EUR": 2})
    assert dollars == {
        (DAYS[0], 4): 100.0,
        (DAYS[1], 4): 16.0,
        (DAYS[2], 4): -10.0,
        (LATER, 4): -2.0,
    }
