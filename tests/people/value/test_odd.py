"""Buyers whose amounts are so far from all others that they may be wrong."""

from datetime import date

import pytest

from voxlake.people.value.odd import OddBuyer, find_odd, odd_in_words, without
from voxlake.people.value.settings import ValueSettings

SETTINGS = ValueSettings()


@pytest.fixture(scope="module")
def buyers(spark):
    """A means of money a purchase; those who never came back have none."""

    def make(*means):
        rows = [(f"u{i}", mean, date(2024, 1, 1)) for i, mean in enumerate(means)]
        return spark.createDataFrame(rows, "user_id string, mean_value double, first date")

    return make


def test_those_above_a_gap_are_odd_and_what_lies_below_it_is_usual(buyers):
    some = buyers(120.0, 9_000_000.0, None, 1_000.0, 900.0, 400_000.0, 100.0)

    odd = find_odd(some, SETTINGS)

    assert odd == [OddBuyer("u1", 9_000_000.0, 9_000.0), OddBuyer("u5", 400_000.0, 400.0)]
    assert odd_in_words(odd[:1], "EUR") == (
        "u1 spends 9,000,000 EUR a purchase, 9,000 times what the next one does"
    )
    assert {row.user_id for row in without(some, odd).collect()} == {"u0", "u2", "u3", "u4", "u6"}


@pytest.mark.parametrize(
    "means",
    [
        (20_000.0, 1_000.0, 60.0, 4.0),  # a tail as long as money has
        (*(5_000.0 + n for n in range(11)), 1.0),  # eleven are a kind of buyers
        (9_000_000.0,),
        (None, None),
        (),
    ],
    ids=["tail", "many", "one", "nobody came back", "nobody"],
)
def test_a_long_tail_many_who_spend_much_and_a_buyer_alone_are_not_odd(buyers, means):
    assert find_odd(buyers(*means), SETTINGS) == []


def test_the_config_says_what_is_odd(buyers):
    some = buyers(20_000.0, 1_000.0)

    assert find_odd(some, ValueSettings(odd_spend=19.0)) == [OddBuyer("u0", 20_000.0, 20.0)]
    assert find_odd(buyers(9e9, 1.0), ValueSettings(odd_spend=None)) == []
