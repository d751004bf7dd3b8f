"""Which order a refund takes back: by hand, one buyer and product at a time, and through Spark."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from voxlake.people.orders.ledger import latest_with_enough
from voxlake.people.orders.lines import purchase_lines
from voxlake.people.orders.rates import with_rate
from voxlake.people.orders.refunds import taken_back, with_buyers
from voxlake.people.orders.settings import OrderSettings
from voxlake.tables import ORDERS, PURCHASE_LINES

START = date(2024, 1, 1)


def events(*rows):
    """Sales and, with minus signs, refunds: day, pieces, cents."""
    made = [
        {
            "user_id": "u",
            "currency": "EUR",
            "product_id": "p",
            "order_line_id": f"l{place}",
            "order_id": f"o{place}",
            "order_date": START + timedelta(days=day),
            "ordered_at": datetime(2024, 1, 1) + timedelta(days=day),
            "is_refund": cents < 0,
            "cents": abs(cents),
            "quantity": np.nan if pieces is None else abs(pieces),
            "cents_left": cents if cents >= 0 else np.nan,
            "quantity_left": np.nan if pieces is None or cents < 0 else pieces,
        }
        for place, (day, pieces, cents) in enumerate(rows)
    ]
    return pd.DataFrame(made)


def taken(*rows, by_price=True, refund_days=None):
    found = latest_with_enough(events(*rows), by_price=by_price, refund_days=refund_days)
    return [*zip(found.order_line_id, found.taken_line_id, found.taken_cents, strict=True)]


def test_a_refund_takes_the_latest_earlier_line_with_enough_left():
    # The second sale has one piece left after the first refund, too few for the second one.
    assert taken((0, 5, 500), (1, 3, 300), (2, -2, -200), (3, -2, -200), (4, 9, 900)) == [
        ("l2", "l1", 200),
        ("l3", "l0", 200),
    ]


def test_a_refund_of_more_than_any_line_has_takes_none():
    assert taken((0, 5, 500), (1, 3, 300), (2, -6, -600)) == []


def test_a_refund_before_its_order_takes_none():
    assert taken((1, 5, 500), (0, -5, -500)) == []


def test_a_refund_of_the_moment_of_its_order_takes_it():
    assert taken((0, -5, -500), (0, 5, 500)) == [("l0", "l1", 500)]


def test_prices_are_equal_to_the_rounding_of_a_cent():
    # 3 pieces for 10.00 are 3.33 a piece: one is given back for 3.33, two for 6.67.
    assert taken((0, 3, 1000), (1, -1, -333)) == [("l1", "l0", 333)]
    assert taken((0, 3, 1000), (1, -2, -667)) == [("l1", "l0", 667)]
    assert taken((0, 3, 1000), (1, 3, 1200), (2, -1, -333)) == [("l2", "l0", 333)]
    assert taken((0, 3, 1000), (1, -1, -340)) == []


def test_by_product_alone_no_more_is_taken_than_was_paid():
    assert taken((0, 2, 500), (1, -1, -340), (2, -1, -340), by_price=False) == [
        ("l1", "l0", 340),
        ("l2", "l0", 160),
    ]


def test_where_pieces_are_not_known_money_is_what_is_left():
    assert taken((0, None, 500), (1, None, -400), (2, None, -400)) == [("l1", "l0", 400)]


def test_buyers_and_products_are_told_apart():
    rows = events((0, 5, 500), (1, -5, -500), (2, -5, -500), (3, -5, -500))
    rows["user_id"], rows["product_id"] = ["u", "v", "u", "u"], ["p", "p", "q", "p"]

    found = latest_with_enough(rows, by_price=True, refund_days=None)

    assert [*zip(found.order_line_id, found.taken_line_id, strict=True)] == [("l3", "l0")]


def test_a_refund_after_the_longest_time_takes_none():
    assert taken((0, 1, 500), (11, -1, -500), refund_days=10) == []
    assert taken((0, 1, 500), (10, -1, -500), refund_days=10) == [("l1", "l0", 500)]


def test_a_free_piece_that_comes_back_takes_its_line():
    events_of_gift = events((0, 1, 0), (1, -1, 0)).assign(is_refund=[False, True])

    found = latest_with_enough(events_of_gift, by_price=True, refund_days=None)

    assert found.taken_line_id.tolist() == ["l0"]


@pytest.fixture(scope="module")
def year():
    """Orders of 30 buyers over 40 days with refunds, some of them named, some impossible."""
    generator = np.random.default_rng(11)
    rows = []
    for number in range(400):
        day, user = int(generator.integers(0, 40)), int(generator.integers(0, 30))
        pieces = int(generator.integers(1, 5))
        is_refund = generator.random() < 0.3
        sign = -1 if is_refund else 1
        product = int(generator.integers(0, 2))
        names = is_refund and generator.random() < 0.3
        rows.append(
            {
                "order_line_id": f"l{number}",
                "order_id": f"r{number}" if is_refund else f"o{number % 60}",
                "refund_of_order_id": f"o{generator.integers(0, 60)}" if names else None,
                "order_date": START + timedelta(days=day),
                "ordered_at": datetime(2024, 1, 1) + timedelta(days=day, seconds=number),
                "user_id": f"u{user % 5 if names else user % 6}",
                "product_id": f"p{product}",
                "quantity": float(sign * pieces),
                "amount": Decimal(sign * pieces * (product + 2)),
                "currency": "EUR",
            }
        )
    return rows


@pytest.mark.whole
def test_days_worked_out_one_by_one_are_those_worked_out_at_once(frame, counted, year):
    settings = OrderSettings(refund_days=20)
    orders = frame(ORDERS, *year).persist()
    at_once = counted(orders, refund_days=20).toPandas()
    lines = frame(PURCHASE_LINES)
    for days in (range(13), range(13, 14), range(14, 40)):
        first, last = (START + timedelta(days=day) for day in (days[0], days[-1]))
        so_far = with_buyers(orders.where(orders.order_date <= last), first, settings)
        known = with_rate(so_far, "EUR", settings, last)
        back = taken_back(known, lines, first, settings)
        new = purchase_lines(known.where(known.order_date >= first), back, "EUR", settings)
        rows = [*lines.collect(), *new.collect()]
        lines = orders.sparkSession.createDataFrame(rows, PURCHASE_LINES.schema)

    key = ["order_line_id", "entry"]
    found = lines.toPandas().sort_values(key, ignore_index=True)
    pd.testing.assert_frame_equal(found, at_once.sort_values(key, ignore_index=True))
    entries = found.entry.value_counts()
    assert entries["matched"] > 30 and entries["unmatched"] > 10
    by_name = found[(found.entry == "matched") & found.taken_line_id.isna()]
    assert len(by_name) > 3
    # No line gives back more than it had.
    back = -found.groupby("taken_line_id").amount.sum()
    had = found[found.entry == "sale"].set_index("order_line_id").amount
    assert (back <= had.reindex(back.index)).all()


def ordered(line, day, amount, user, order=None, **more):
    return {
        "order_line_id": line,
        "order_id": order or line,
        "order_date": START + timedelta(days=day),
        "ordered_at": datetime(2024, 1, 1) + timedelta(days=day),
        "user_id": user,
        "amount": Decimal(amount),
        "currency": "EUR",
        **more,
    }


def test_a_refund_that_names_its_order_is_of_the_orders_buyer(frame):
    seven, named = "7", {"refund_of_order_id": "A"}
    orders = frame(
        ORDERS,
        ordered("a1", 1, 60, seven, order="A"),
        ordered("b1", 1, 80, "eve", order="B"),
        ordered("b2", 1, 20, "dan", order="B"),
        ordered("c1", 1, 30, "eve", order="C", is_cancelled=True),
        ordered("d1", 1, 40, None, order="D"),
        ordered("none", 2, -50, None, **named),
        ordered("guest", 2, -10, "guest", **named),
        ordered("in it", 2, -1, None, order="A"),
        ordered("other's", 2, -1, "eve", order="A"),
        ordered("abroad", 2, -1, None, currency="USD", **named),
        ordered("early", 0, -1, "guest", **named),
        ordered("late", 12, -1, None, **named),
        ordered("of two", 2, -1, "dan", refund_of_order_id="B"),
        ordered("of two, none", 2, -1, None, refund_of_order_id="B"),
        ordered("of cancelled", 2, -1, None, refund_of_order_id="C"),
        ordered("of nobody", 2, -1, "guest", refund_of_order_id="D"),
        ordered("of unknown", 2, -1, "guest", refund_of_order_id="X"),
    )

    rows = with_buyers(orders, START, OrderSettings(refund_days=10)).collect()

    refunds = {row.order_line_id: row.user_id for row in rows if row.amount < 0}
    assert refunds == {
        "none": seven,
        "guest": seven,
        "in it": seven,
        "other's": "eve",
        "abroad": seven,
        "early": "guest",
        "late": None,
        "of two": "dan",
        "of two, none": None,
        "of cancelled": None,
        "of nobody": "guest",
        "of unknown": "guest",
    }
    sales = {row.order_line_id: row.user_id for row in rows if row.amount > 0}
    assert sales == {"a1": seven, "b1": "eve", "b2": "dan", "c1": "eve", "d1": None}
