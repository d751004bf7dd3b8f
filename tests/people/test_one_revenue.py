"""One day of money, as each table and page that tells revenue has it."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from voxlake.people.demand.activity import count_activity
from voxlake.people.demand.settings import DemandSettings
from voxlake.people.forecast.series import daily_series
from voxlake.people.growth.activity import count_activity as count_user_days
from voxlake.people.growth.settings import GrowthSettings
from voxlake.people.membership import Membership
from voxlake.people.orders.journeys import user_journeys
from voxlake.people.orders.revenue import user_revenue
from voxlake.people.value.buyers import summarise_buyers
from voxlake.report.week.daily import daily_purchases
from voxlake.tables import (
    EVENTS,
    GROWTH,
    ORDERS,
    POSTS,
    USER_FIRST_DAYS,
    USER_SEGMENTS,
    USERS,
)
from voxlake.tables.columns import ALL_USERS

DAY = date(2024, 3, 5)
BEFORE = DAY - timedelta(days=1)
REVENUE = 23.0
"""10 EUR, and 20 USD at 0.9; less a refund of 4 of the day before, and one of 1 of no order."""


def line(number, user, amount, day=DAY, **more):
    return {
        "order_line_id": number,
        "order_id": number,
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day, 12),
        "user_id": user,
        "amount": Decimal(amount),
        "currency": "EUR",
        "source": "shop",
        **more,
    }


LINES = (
    line("a", "ann", 30, day=BEFORE),
    line("e", "eve", 9, day=BEFORE),
    line("b", "ann", 10),
    line("c", "ben", 20, currency="USD"),
    line("d", "cat", 7, is_cancelled=True),
    line("f", "guest", -4, refund_of_order_id="a"),
    line("g", "eve", -1),
    line("h", "dan", 5, currency="SEK"),  # which has no rate
    line("i", None, 3),
)


@pytest.fixture
def orders(frame):
    return frame(ORDERS, *LINES)


def test_every_page_tells_the_same_revenue_of_a_day(frame, counted, orders):
    lines = counted(orders, currency="EUR", rates={"USD": "0.9"}).persist()
    none = frame(USER_SEGMENTS)
    overview = daily_purchases(lines, DAY, weeks=1).by_day("revenue")
    activity = count_activity(
        posts=frame(POSTS),
        orders=orders,
        lines=lines,
        events=frame(EVENTS),
        users=frame(USERS),
        members=Membership(none, {}),
        settings=DemandSettings(),
        zone="UTC",
    ).persist()
    by_hour = activity.where((F.col("measure") == "revenue") & (F.col("activity_date") == DAY))
    history = daily_series(frame(GROWTH), activity).where(
        (F.col("series") == "revenue") & (F.col("segment_id") == ALL_USERS) & (F.col("day") == DAY)
    )
    journeys = user_journeys(frame(USERS), frame(USER_FIRST_DAYS), lines, none, DAY, zone="UTC")
    of_a_day = user_revenue(journeys, lines, (1,), DAY).where(
        (F.col("segment_id") == ALL_USERS) & (F.col("window_days") == 1)
    )

    told = {
        "overview": overview[DAY],
        "demand": by_hour.agg(F.sum("total")).collect()[0][0],
        "forecasts": history.collect()[0]["value"],
        "revenue": float(of_a_day.collect()[0]["revenue"]),
        "value": value_until(lines, DAY) - value_until(lines, BEFORE),
    }

    assert told == dict.fromkeys(told, pytest.approx(REVENUE))


def value_until(lines, day):
    """What all buyers paid up to a day."""
    until = lines.where(F.col("order_date") <= F.lit(day))
    buyers = summarise_buyers(until, as_of=day, unit_days=1)
    return float(buyers.agg(F.sum("revenue")).collect()[0][0])


def test_a_cancelled_order_and_a_refund_make_nobody_active(frame, orders):
    of_day = orders.where(F.col("order_date") == DAY)

    found = count_user_days(frame(POSTS), of_day, frame(EVENTS), GrowthSettings()).collect()

    # Dan's order is one, though its money is not known.
    assert {row.user_id: row.order_count for row in found if row.user_id} == {
        "ann": 1,
        "ben": 1,
        "dan": 1,
    }
