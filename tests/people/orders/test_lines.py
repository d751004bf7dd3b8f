"""What a purchase is, line by line."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from voxlake.core.errors import ConfigError
from voxlake.people.orders.lines import user_purchases
from voxlake.people.orders.rates import reporting_currency
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.buyers import summarise_buyers
from voxlake.tables import ORDERS

MONEY = ("net", "purchase_date", "is_purchase")


def line(number, day, amount, order=None, *, user="u", currency="EUR", **more):
    return {
        "order_line_id": f"l{number}",
        "order_id": order or f"o{number}",
        "order_date": date(2024, 1, day),
        "ordered_at": datetime(2024, 1, day),
        "user_id": user,
        "amount": Decimal(amount),
        "currency": currency,
        **more,
    }


@pytest.fixture
def bought(frame, counted):
    """The purchases of some orders, in order of their ids: net, day and whether they are some."""

    def bought(*rows, **settings):
        found = user_purchases(counted(frame(ORDERS, *rows), **settings)).collect()
        ordered = sorted(found, key=lambda row: row.purchase_id)
        return [(float(row.net), row.purchase_date.day, row.is_purchase) for row in ordered]

    return bought


def piece(number, day, amount, quantity, **more):
    return line(number, day, amount, product_id="p", quantity=float(quantity), **more)


def test_a_refund_lowers_the_purchase_of_its_order_on_whatever_day_it_comes(bought):
    rows = [piece(1, 1, 30, 3), piece(2, 5, 20, 2), piece(3, 9, -20, -2)]

    assert bought(*rows) == [(30, 1, True), (0, 5, False)]


def test_a_refund_that_names_its_order_takes_that_one_and_no_more_than_it_had(bought):
    rows = [piece(1, 1, 30, 3), piece(2, 5, 20, 2)]
    refund = piece(3, 9, -40, -4, refund_of_order_id="o1")

    # The order had 30; the other 10 lower the day of the refund, where nothing was bought.
    assert bought(*rows, refund) == [(0, 1, False), (20, 5, True), (-10, 9, False)]


def test_refunds_within_an_order_take_back_that_order(bought):
    rows = [line(1, 1, 30, "a"), line(2, 3, 50, "b"), line(3, 4, -10, "a")]

    assert bought(*rows) == [(20, 1, True), (50, 3, True)]


def test_a_refund_without_its_order_lowers_its_own_day(bought):
    assert bought(piece(1, 1, 30, 3), piece(2, 5, -7, -1)) == [(30, 1, True), (-7, 5, False)]
    assert bought(line(1, 1, 30), line(2, 5, -30, refund_of_order_id="gone")) == [
        (30, 1, True),
        (-30, 5, False),
    ]


def test_an_order_is_a_purchase_of_its_own_where_the_config_says_so(bought):
    rows = [line(1, 1, 10), line(2, 1, 5), line(3, 1, 1, "o2"), line(4, 1, -2)]

    assert bought(*rows) == [(14, 1, True)]
    assert bought(*rows, purchase="order") == [(10, 1, True), (6, 1, True), (-2, 1, False)]


def test_orders_that_were_cancelled_as_a_whole_count_as_nothing(bought):
    assert bought(line(1, 1, 10), line(2, 2, 99, is_cancelled=True)) == [(10, 1, True)]


def test_orders_of_nothing_are_purchases_until_they_come_back(bought):
    assert bought(piece(1, 1, 0, 1), piece(2, 2, 0, 1), piece(3, 3, 0, -1)) == [
        (0, 1, True),
        (0, 2, False),
    ]


def test_all_orders_on_one_day_are_one_purchase_with_no_time_between(frame, counted):
    rows = [line(n, 4, 5) for n in range(4)]
    by_day, by_order = (
        summarise_buyers(
            counted(frame(ORDERS, *rows), purchase=what), as_of=date(2024, 1, 18), unit_days=7
        ).collect()
        for what in ("day", "order")
    )

    assert [(r.frequency, r.recency, r.age, r.mean_value) for r in by_day] == [(0, 0, 2, None)]
    assert [(r.frequency, r.recency, r.age, r.mean_value) for r in by_order] == [(3, 0, 2, 5)]


def test_a_refund_takes_a_purchase_away_from_its_own_day_on(frame, counted):
    lines = counted(frame(ORDERS, piece(1, 1, 30, 3), piece(2, 5, 20, 2), piece(3, 9, -20, -2)))

    before, after = (
        summarise_buyers(lines, as_of=date(2024, 1, day), unit_days=1).collect()[0]
        for day in (8, 9)
    )

    assert (before.frequency, before.mean_value, before.revenue) == (1, 20, 50)
    assert (after.frequency, after.mean_value, after.revenue) == (0, None, 30)


def test_money_is_told_in_one_currency_by_the_rate_of_the_day(frame, counted):
    rates = {"USD": "0.9", "GBP": {"2024-01-03": "1.15", "2024-01-05": "1.2"}}
    rows = [
        line(1, 1, "10.00"),
        line(2, 2, "0.55", currency="USD"),  # 0.495
        line(3, 4, "10.00", currency="GBP"),
        line(4, 9, "10.00", currency="GBP"),
        line(5, 2, "10.00", currency="GBP"),  # before its first rate
        line(6, 2, "10.00", currency="SEK"),
    ]

    lines = counted(frame(ORDERS, *rows), currency="EUR", rates=rates).collect()

    assert {row.order_line_id: str(row.amount) for row in lines} == {
        "l1": "10.00",
        "l2": "0.50",
        "l3": "11.50",
        "l4": "12.00",
    }
    assert {row.currency for row in lines} == {"EUR"}
    assert sorted(row.source_currency for row in lines) == ["EUR", "GBP", "GBP", "USD"]


def test_the_two_parts_of_a_refund_add_up_to_it_in_the_other_currency(frame, counted):
    rows = [
        piece(1, 1, "0.55", 1, currency="USD"),
        piece(2, 2, "-1.10", -1, currency="USD", refund_of_order_id="o1"),
    ]

    lines = counted(frame(ORDERS, *rows), currency="EUR", rates={"USD": "0.9"}).collect()

    # 1.10 USD are 0.99 EUR: 0.50 (0.495) of the order, and the rest.
    amounts = {row.entry: str(row.amount) for row in lines}
    assert amounts == {"sale": "0.50", "matched": "-0.50", "unmatched": "-0.49"}


def test_several_currencies_need_a_choice(frame):
    orders = frame(ORDERS, line(1, 1, 10), line(2, 1, 10, currency="USD"))
    one = orders.where("currency = 'EUR'")

    with pytest.raises(ConfigError, match=r"2 currencies \(EUR, USD\).*Set orders.currency"):
        reporting_currency(orders, OrderSettings())
    with pytest.raises(ConfigError, match=r"2 currencies \(EUR, GBP\)"):
        reporting_currency(one, OrderSettings(), so_far="GBP")
    assert reporting_currency(orders, OrderSettings(currency="USD")) == "USD"
    assert reporting_currency(one, OrderSettings()) == "EUR"
    assert reporting_currency(one.limit(0), OrderSettings()) is None


@pytest.mark.parametrize(
    ("settings", "fault"),
    [
        ({"rates": {"USD": 1}}, "rates need orders.currency"),
        ({"currency": "EUR", "rates": {"EUR": 1}}, "which is orders.currency itself"),
        ({"currency": "EUR", "rates": {"USD": {}}}, "rates of USD has no day"),
        ({"currency": "EUR", "rates": {"USD": 0}}, "greater than 0"),
        ({"currency": "EUR", "rates": {"USD": "NaN"}}, "finite number"),
    ],
)
def test_rates_that_make_no_sense_are_refused(settings, fault):
    with pytest.raises(ValueError, match=fault):
        OrderSettings(**settings)


def test_most_of_the_rows_may_be_of_one_user(bought, frame, counted):
    rows = [piece(n, 1 + n % 28, 2, 1, user="whale") for n in range(380)]
    rows += [piece(400 + n, 3, 2, 1, user=f"u{n}") for n in range(20)]
    rows += [piece(500 + n, 29, -2, -1, user="whale") for n in range(100)]

    lines = counted(frame(ORDERS, *rows))

    found = {row.entry: row["count"] for row in lines.groupBy("entry").count().collect()}
    assert found == {"sale": 400, "matched": 100}
