"""build_purchases, end to end: orders of a few days, late ones, and settings that change."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError, TooLittleDataError
from voxlake.jobs import build_purchases, build_revenue
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.orders.lines import user_purchases
from voxlake.people.orders.settings import OrderSettings
from voxlake.run.context import Context
from voxlake.tables import (
    BUYER_COHORTS,
    ORDER_RECONCILIATION,
    ORDERS,
    PURCHASE_LINES,
    USER_FIRST_DAYS,
    USER_FUNNEL,
    USER_REVENUE,
)

FIRST = date(2024, 1, 1)
BOTH = (PURCHASE_LINES, ORDER_RECONCILIATION)
SETTINGS = OrderSettings(currency="EUR", rates={"USD": "0.9"})


@pytest.fixture
def lake(spark, tmp_path):
    return Lake(spark, Root(str(tmp_path / "lake")), run_id="run")


def run(lake, *days, settings=SETTINGS, job=build_purchases):
    asked = Days.of(FIRST + timedelta(days=day) for day in days)
    ctx = Context(lake.spark, lake, None, asked, "run")
    job.run(ctx, settings)
    return ctx.notes


def line(number, day, pieces, **more):
    at = FIRST + timedelta(days=day)
    return {
        "order_line_id": f"l{number}",
        "order_id": f"o{number}",
        "order_date": at,
        "ordered_at": datetime(at.year, at.month, at.day, 12),
        "user_id": "u",
        "product_id": "p",
        "quantity": float(pieces),
        "amount": Decimal(10 * pieces),
        "currency": "EUR",
        **more,
    }


LINES = (
    line(1, 0, 3),
    line(2, 1, 1),
    line(3, 1, 1, currency="USD", user_id="v"),
    line(4, 1, 2, currency="SEK"),
    line(5, 1, 4, user_id=None),
    line(6, 2, -2),
    line(7, 2, -1, is_cancelled=True),
    line(8, 2, 5, is_cancelled=True),
)


def told(lake):
    """Of each line the kind of entry, the day of its purchase and its money."""
    rows = lake.read(PURCHASE_LINES).collect()
    return {r.order_line_id: (r.entry, (r.purchase_date - FIRST).days, int(r.amount)) for r in rows}


@pytest.mark.whole
def test_days_are_built_once_whatever_the_order_of_the_runs(lake, frame):
    lake.replace(frame(ORDERS, *LINES), ORDERS, Days.every())

    notes = run(lake, 1)
    after_two = {table: lake.read(table) for table in BOTH}
    run(lake, 2)

    # The day before was not built yet, so it was built too.
    assert notes["days"] == "2024-01-01..2024-01-02 (2 days)"
    assert notes["line_count"] == 5
    assert notes["without_user_line_count"] == notes["unknown_currency_line_count"] == 1
    assert told(lake) == {
        "l1": ("sale", 0, 30),
        "l2": ("sale", 1, 10),
        "l3": ("sale", 1, 9),
        "l6": ("matched", 0, -20),
        "l7": ("matched", 1, -10),
    }
    for table, rows in after_two.items():
        assertDataFrameEqual(lake.read(table).where("order_date < '2024-01-03'"), rows)
    day = {row.order_date.day: row for row in lake.read(ORDER_RECONCILIATION).collect()}[3]
    found = [day.gross, day.refunds, day.cancelled, day.net, day.matched, day.unmatched]
    assert found == [50, -20, -60, -30, -30, 0]
    assert (day.line_count, day.refund_line_count, day.cancelled_line_count) == (3, 1, 2)


@pytest.mark.whole
def test_a_late_order_is_found_by_the_refunds_after_it(lake, frame):
    lake.replace(frame(ORDERS, *LINES[:1], line(6, 2, -2), line(9, 3, 1)), ORDERS, Days.every())
    run(lake, 0, 1, 2, 3)
    assert told(lake)["l6"] == ("matched", 0, -20)
    lake.merge(frame(ORDERS, line(10, 1, 2)), ORDERS)

    run(lake, 1)

    assert told(lake)["l6"] == ("matched", 1, -20)
    assert lake.read(ORDER_RECONCILIATION).count() == 4


@pytest.mark.whole
@pytest.mark.parametrize("arriving", ["at once", "order first", "refund first"])
def test_a_whole_refund_without_a_customer_takes_its_buyer_away(lake, frame, arriving):
    order = line(1, 0, 6, user_id="7")
    refunds = [
        line(2, 2, -5, user_id=None, refund_of_order_id="o1"),
        line(3, 3, -1, user_id="guest", refund_of_order_id="o1"),
    ]
    steps = {
        "at once": [([order, *refunds], (0, 2, 3))],
        "order first": [([order], (0,)), (refunds, (2, 3))],
        "refund first": [(refunds, (2, 3)), ([order], (0,))],
    }

    for rows, days in steps[arriving]:
        lake.merge(frame(ORDERS, *rows), ORDERS)
        run(lake, *days)

    lines = lake.read(PURCHASE_LINES)
    assert {(r.user_id, r.entry, r.order_date.day, r.amount) for r in lines.collect()} == {
        ("7", "sale", 1, 60),
        ("7", "matched", 3, -50),
        ("7", "matched", 4, -10),
    }
    assert [row.is_purchase for row in user_purchases(lines).collect()] == [False]
    told = lake.read(ORDER_RECONCILIATION).collect()
    assert {(row.order_date.day, row.net, row.without_user_line_count) for row in told} == {
        (1, 60, 0),
        (3, -50, 0),
        (4, -10, 0),
    }


@pytest.mark.whole
def test_other_settings_build_every_day_anew(lake, frame):
    lake.replace(frame(ORDERS, *LINES), ORDERS, Days.every())
    run(lake, 0, 1, 2)

    run(lake, 2, settings=SETTINGS.model_copy(update={"purchase": "order"}))

    ids = {row.purchase_id for row in lake.read(PURCHASE_LINES).collect()}
    assert ids == {"o1", "o2", "o3"}
    assert lake.read(PURCHASE_LINES).count() == 5


def test_a_second_currency_needs_a_choice_even_on_a_later_day(lake, frame):
    only = OrderSettings()
    lake.replace(frame(ORDERS, line(1, 0, 3)), ORDERS, Days.every())
    run(lake, 0, settings=only)
    lake.merge(frame(ORDERS, line(2, 400, 3, currency="USD")), ORDERS)

    with pytest.raises(ConfigError, match=r"2 currencies \(EUR, USD\).*orders\.rates"):
        run(lake, 400, settings=only)


def test_a_lake_without_orders_has_no_purchases(lake):
    run(lake, 0)

    assert lake.read(PURCHASE_LINES).count() == lake.read(ORDER_RECONCILIATION).count() == 0


@pytest.mark.whole
def test_revenue_is_a_snapshot_that_later_days_leave_as_it_is(lake, frame):
    lake.replace(frame(ORDERS, *LINES), ORDERS, Days.every())
    run(lake, 0, 1, 2)
    tables = (USER_FUNNEL, USER_REVENUE, BUYER_COHORTS)
    with pytest.raises(TooLittleDataError, match="run build_growth first"):
        run(lake, 1, job=build_revenue)
    lake.create(USER_FIRST_DAYS)

    run(lake, 1, job=build_revenue)
    first = {table: lake.read(table) for table in tables}
    run(lake, 2, job=build_revenue)

    for table, rows in first.items():
        of_first = lake.read(table, Days.of([FIRST + timedelta(days=1)]))
        assertDataFrameEqual(of_first, rows)
    every = lake.read(USER_REVENUE).where("segment_id = -2 and window_days = 0")
    money = {row.as_of_date.day: (row.user_count, row.revenue) for row in every.collect()}
    assert money == {2: (2, 49), 3: (2, 19)}
