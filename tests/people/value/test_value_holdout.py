"""Value foretold and come: windows and cells by hand."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.buyers import summarise_buyers
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.holdout import Holdout, predicted_and_actual
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel
from voxlake.tables import ORDERS

CUTOFF = date(2024, 3, 31)
HOLDOUT = Holdout(CUTOFF, CUTOFF + timedelta(days=10))
MODEL = ValueModel(BgNbd(1.0, 10.0, 1.0, 3.0), GammaGamma(6.0, 4.0, 15.0), 7, "EUR")


def bought(user, days_after_cutoff, amount):
    day = CUTOFF + timedelta(days=days_after_cutoff)
    return {
        "order_line_id": f"{user}{days_after_cutoff}{amount}",
        "user_id": user,
        "order_date": day,
        "amount": Decimal(amount),
        "currency": "EUR",
    }


@pytest.fixture
def compared(frame, counted):
    orders = frame(
        ORDERS,
        bought("a", -60, 10),
        bought("a", -5, 20),
        bought("a", -5, -5),
        bought("a", 1, 30),
        bought("a", 1, 12),
        bought("a", 10, 8),
        bought("a", 11, 99),
        bought("b", -60, 40),
        bought("b", -59, 6),
        bought("b", 2, -6),
        bought("c", 3, 70),
        bought(None, 3, 70),
    )
    lines = counted(orders)
    buyers = summarise_buyers(lines, as_of=CUTOFF, unit_days=7)
    rows = predicted_and_actual(lines, buyers, MODEL, HOLDOUT, ValueSettings())
    return {row.user_id: row for row in rows.collect()}


@pytest.mark.whole
def test_those_who_bought_by_the_cutoff_are_foretold_and_no_others(compared):
    assert sorted(compared) == ["a", "b"]


@pytest.mark.whole
def test_what_came_is_that_of_the_days_held_out_net_of_refunds(compared):
    assert (compared["a"].actual_orders, compared["a"].actual_value) == (2, 50)
    assert (compared["b"].actual_orders, compared["b"].actual_value) == (0, -6)


@pytest.mark.whole
def test_recent_spend_is_that_of_as_many_days_before(compared):
    assert (compared["a"].recent_spend_orders, compared["a"].recent_spend_value) == (1, 15)
    assert (compared["b"].recent_spend_orders, compared["b"].recent_spend_value) == (0, 0)


@pytest.mark.whole
def test_the_mean_of_a_cell_is_that_of_like_buyers_a_window_earlier(compared):
    # Ten days before the cutoff a had bought once and longest ago, and then spent 15; b had come
    # back, and then spent nothing. At the cutoff b is the one of longest ago; both have come back
    # once, so nobody is in a higher fifth. Nobody was like a then, who gets the mean of all.
    assert compared["b"].cell_mean_value == 15
    assert compared["a"].cell_mean_value == 7.5


@pytest.mark.whole
def test_a_holdout_of_no_given_length_is_half_of_the_days():
    found = Holdout.of(date(2024, 1, 1), date(2024, 1, 21), None)

    assert found == Holdout(date(2024, 1, 11), date(2024, 1, 21))
    assert Holdout.of(date(2024, 1, 1), date(2024, 1, 21), 7).days == 7
