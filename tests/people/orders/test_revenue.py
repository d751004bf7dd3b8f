"""The funnel, revenue per user and cohorts of a few users, by hand."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from pyspark.sql import functions as F

from voxlake.people.orders.journeys import STEPS, funnel, user_journeys
from voxlake.people.orders.revenue import buyer_cohorts, user_revenue
from voxlake.tables import (
    BUYER_COHORTS,
    ORDERS,
    USER_FIRST_DAYS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_SEGMENTS,
    USERS,
)

AS_OF = date(2024, 2, 29)
SEGMENTS = {"ann": 0, "ben": 0, "cat": 1}


def order(user, day, amount, **more):
    line = f"{user}{day}{amount}"
    return {
        "order_line_id": line,
        "order_id": line,
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day),
        "user_id": user,
        "amount": Decimal(amount),
        "currency": "EUR",
        **more,
    }


ORDERED = (
    order("ann", date(2024, 1, 4), 10),
    order("ann", date(2024, 1, 14), 20),
    order("ann", date(2024, 2, 20), 40),
    order("ann", date(2024, 2, 21), 2),
    order("ann", date(2024, 3, 1), 99),  # after the day
    order("ben", date(2024, 1, 30), 5),  # before the sign-up
    order("cat", date(2024, 2, 10), 0),
    order("dan", date(2024, 2, 1), -7),  # a refund without its order
)


@pytest.fixture(scope="module")
def made(spark, counted):
    """Journeys and lines of Ann, who bought four times, and five others who did less."""

    def frame(table, *rows):
        names = table.column_names
        return spark.createDataFrame(
            [tuple(row.get(name) for name in names) for row in rows], table.schema
        )

    users = frame(
        USERS,
        {"user_id": "ann", "account_created_at": datetime(2024, 1, 1)},
        {"user_id": "ben", "account_created_at": datetime(2024, 2, 5)},
        {"user_id": "cat", "account_created_at": datetime(2024, 2, 1)},
        {"user_id": "eve"},
        {"user_id": "new", "account_created_at": datetime(2024, 3, 1)},
    )
    began = frame(
        USER_FIRST_DAYS,
        {"user_id": "ann", "first_date": date(2024, 1, 2)},
        {"user_id": "cat", "first_date": date(2024, 2, 5)},
        {"user_id": "fay", "first_date": date(2024, 2, 2)},
        {"user_id": "gil", "first_date": date(2024, 3, 1)},  # after the day
    )
    members = frame(
        USER_SEGMENTS,
        *({"user_id": user, "segment_id": number} for user, number in SEGMENTS.items()),
    )
    lines = counted(frame(ORDERS, *ORDERED)).persist()
    journeys = user_journeys(users, began, lines, members, AS_OF, zone="UTC").persist()
    yield journeys, lines
    journeys.unpersist()
    lines.unpersist()


def test_each_user_has_come_as_far_as_the_days_say(made):
    rows = {row.user_id: [row[step] for step in STEPS] for row in made[0].collect()}

    january, february = (lambda day: date(2024, 1, day)), (lambda day: date(2024, 2, day))
    assert rows == {
        "ann": [january(1), january(2), january(4), january(14), february(20)],
        "ben": [january(30), january(30), january(30), None, None],
        "cat": [february(1), february(5), february(10), None, None],
        "dan": [None] * 5,
        "eve": [None] * 5,
        "fay": [february(2), february(2), None, None, None],
    }


def test_the_funnel_counts_users_and_days_from_step_to_step(made):
    found = funnel(made[0], AS_OF)

    assert found.columns == list(USER_FUNNEL.column_names)
    rows = found.where("segment_id = -2").orderBy("step_number").collect()
    assert [(row.step, row.user_count) for row in rows] == [
        *zip(STEPS, (6, 4, 3, 1, 1), strict=True)
    ]
    assert [row.share_of_known for row in rows] == pytest.approx([1, 4 / 6, 0.5, 1 / 6, 1 / 6])
    assert [row.share_of_previous for row in rows][1:] == pytest.approx([4 / 6, 0.75, 1 / 3, 1])
    # From known to active: 1, 0, 4 and 0 days; to the first purchase: 2, 0 and 5.
    assert [row.median_days for row in rows] == [None, 0.5, 2, 10, 37]
    assert [row.mean_days for row in rows][1:3] == pytest.approx([1.25, 7 / 3])
    of_none = found.where("segment_id = -1").orderBy("step_number").collect()
    assert [row.user_count for row in of_none] == [3, 1, 0, 0, 0]
    assert of_none[4].share_of_previous is None


def test_revenue_is_shared_by_all_who_are_known_and_by_those_who_paid(made):
    found = user_revenue(*made, (30,), AS_OF)

    assert found.columns == list(USER_REVENUE.column_names)
    rows = {(row.segment_id, row.window_days): row for row in found.collect()}
    every, month, first = rows[-2, 0], rows[-2, 30], rows[0, 0]
    # 10 + 20 + 40 + 2, 5, 0, and 7 back; Cat's order cost nothing, so she is no payer.
    assert (every.user_count, every.paying_user_count, every.purchase_count) == (6, 2, 6)
    assert (every.revenue, every.currency) == (70, "EUR")
    assert every.revenue_per_user == pytest.approx(70 / 6)
    assert every.revenue_per_paying_user == 35
    assert every.paying_share == pytest.approx(1 / 3)
    # 31 January and after: Ann's last two, Cat's, and the refund.
    assert (month.revenue, month.paying_user_count, month.purchase_count) == (35, 1, 3)
    assert (first.user_count, first.revenue) == (2, 77)
    assert rows[1, 0].revenue_per_paying_user is None
    parts = [row for (segment, days), row in rows.items() if days == 0 and segment != -2]
    assert sum(row.revenue for row in parts) == every.revenue


def test_cohorts_are_buyers_of_one_week_or_month(made):
    found = buyer_cohorts(made[1], AS_OF)

    assert found.columns == list(BUYER_COHORTS.column_names)
    rows = found.where(F.col("period") == "month").orderBy("cohort_start", "age").collect()
    told = [(r.cohort_start.month, r.age, r.cohort_size, r.buyer_count, r.revenue) for r in rows]
    assert told == [(1, 0, 2, 2, 35), (1, 1, 2, 1, 42), (2, 0, 1, 1, 0)]
    assert [row.buyer_share for row in rows] == [1, 0.5, 1]
    assert [row.purchase_count for row in rows] == [3, 2, 1]
    weeks = found.where("period = 'week' and cohort_start = '2024-01-01'").orderBy("age").collect()
    # Ann: Thursday 4 January, Sunday 14 January, and 20 and 21 February.
    assert [(r.age, r.purchase_count) for r in weeks] == [(0, 1), (1, 1), (7, 2)]
