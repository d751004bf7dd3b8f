"""Buyers, their scores and their value, through Spark."""

import re
from datetime import date
from decimal import Decimal

import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.core.errors import ConfigError
from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.buyers import summarise_buyers, with_rfm_scores
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.model import dependence_of_spend
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel, require_fitting
from voxlake.tables import ORDERS

AS_OF = date(2024, 3, 1)
MODEL = ValueModel(
    BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426),
    GammaGamma(p=2.0, q=3.0, v=10.0),
    7,
    "EUR",
    orders_covariance=((0.01, 0.0), (0.0, 0.02)),
)
BUYERS = """user_id string, currency string, order_country string, first_order_date date,
    last_order_date date, frequency long, recency double, age double, mean_value double,
    revenue decimal(18,2)"""


def order(user, day, amount, **more):
    return {
        "user_id": user,
        "order_date": day,
        "amount": Decimal(amount),
        "currency": "EUR",
        **more,
    }


def buyer(user, **more):
    return {
        "user_id": user,
        "currency": "EUR",
        "first_order_date": date(2024, 1, 1),
        "last_order_date": date(2024, 1, 1),
        "frequency": 0,
        "recency": 0.0,
        "age": 60 / 7,
        "revenue": Decimal(10),
        **more,
    }


@pytest.fixture
def summarise(counted):
    def summarise(orders, as_of=AS_OF, **settings):
        lines = counted(orders, currency="EUR", **settings)
        return summarise_buyers(lines, as_of=as_of, unit_days=1)

    return summarise


def test_a_day_with_several_orders_is_one_purchase(frame, summarise):
    orders = frame(
        ORDERS,
        order("u", date(2024, 1, 1), "10"),
        order("u", date(2024, 1, 1), "5"),
        order("u", date(2024, 1, 11), "20"),
        order("u", date(2024, 1, 11), "10", country="FR"),
        order("u", date(2024, 1, 21), "50", country=None),
    )

    # Two purchases after the first: 30 and 50, so 40 in the mean; 20 days from first to last.
    assertDataFrameEqual(
        summarise(orders),
        frame(
            BUYERS,
            buyer(
                "u",
                order_country="FR",
                last_order_date=date(2024, 1, 21),
                frequency=2,
                recency=20.0,
                age=60.0,
                mean_value=40.0,
                revenue=Decimal(95),
            ),
        ),
    )


def test_refunds_lower_the_revenue_and_cancel_only_purchases_of_their_day(frame, summarise):
    orders = frame(
        ORDERS,
        order("later", date(2024, 1, 1), "10"),
        order("later", date(2024, 1, 5), "30"),
        order("later", date(2024, 1, 9), "-30"),
        order("same_day", date(2024, 1, 1), "10"),
        order("same_day", date(2024, 1, 5), "30"),
        order("same_day", date(2024, 1, 5), "-30"),
        order("part", date(2024, 1, 1), "10"),
        order("part", date(2024, 1, 5), "30"),
        order("part", date(2024, 1, 5), "-10"),
        order("never", date(2024, 1, 5), "-10"),
    )

    found = summarise(orders).select("user_id", "frequency", "mean_value", "revenue")

    assertDataFrameEqual(
        found,
        frame(
            "user_id string, frequency long, mean_value double, revenue decimal(18,2)",
            {"user_id": "later", "frequency": 1, "mean_value": 30.0, "revenue": Decimal(10)},
            {"user_id": "same_day", "frequency": 0, "revenue": Decimal(10)},
            {"user_id": "part", "frequency": 1, "mean_value": 20.0, "revenue": Decimal(30)},
        ),
    )


def test_an_order_that_cost_nothing_is_a_purchase(frame, summarise):
    orders = frame(ORDERS, order("u", date(2024, 1, 1), "0"), order("u", date(2024, 1, 3), "7"))

    found = summarise(orders).select("frequency", "mean_value")

    assertDataFrameEqual(
        found, frame("frequency long, mean_value double", {"frequency": 1, "mean_value": 7.0})
    )


def test_only_orders_of_users_in_the_currency_and_by_the_day_count(frame, summarise):
    orders = frame(
        ORDERS,
        order("u", AS_OF, "10"),
        order("u", date(2024, 3, 2), "10"),
        order("u", date(2024, 1, 1), "10", currency="USD"),
        order(None, date(2024, 1, 1), "10"),
    )

    found = summarise(orders).select("user_id", "age", "revenue")

    expected = {"user_id": "u", "age": 0.0, "revenue": Decimal(10)}
    assertDataFrameEqual(
        found, frame("user_id string, age double, revenue decimal(18,2)", expected)
    )


def test_scores_are_fifths_of_the_buyers(frame):
    buyers = frame(
        BUYERS,
        *(
            buyer(
                f"u{i}",
                last_order_date=date(2024, 1, i),
                frequency=i,
                revenue=Decimal(1000 - i),
            )
            for i in range(1, 11)
        ),
    )

    scored = with_rfm_scores(buyers, AS_OF).orderBy("frequency").collect()

    fifths = [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    assert [row.recency_score for row in scored] == fifths
    assert [row.frequency_score for row in scored] == fifths
    assert [row.monetary_score for row in scored] == fifths[::-1]


def test_equal_buyers_get_equal_scores(frame):
    frequencies = [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]
    buyers = frame(BUYERS, *(buyer(f"u{i}", frequency=x) for i, x in enumerate(frequencies)))

    scored = (
        with_rfm_scores(buyers, AS_OF)
        .groupBy("frequency")
        .agg(
            F.collect_set("frequency_score").alias("scores"),
            F.collect_set("recency_score").alias("days"),
        )
    )

    # The limits between fifths are 0, 0, 0 and 1.
    found = {row.frequency: (row.scores, row.days) for row in scored.collect()}
    assert found == {0: ([1], [1]), 1: ([4], [1]), 2: ([5], [1])}


def test_a_model_of_another_currency_or_unit_is_refused():
    assert require_fitting(MODEL, "EUR", ValueSettings()) is MODEL
    with pytest.raises(ConfigError, match=r"orders in EUR.*orders are in USD.*fit_user_value"):
        require_fitting(MODEL, "USD", ValueSettings())
    with pytest.raises(ConfigError, match=r"unit of 7 days.*value.unit is 'day'.*fit_user_value"):
        require_fitting(MODEL, "EUR", ValueSettings(unit="day"))


def test_a_model_is_the_same_after_its_way_through_json():
    assert ValueModel.of(MODEL.to_dict()) == MODEL


def test_a_correlation_of_frequency_and_spend_is_warned_of_where_it_is_strong_and_no_chance():
    def warning(correlation, buyers=1000, **settings):
        metrics = {"frequency_spend_correlation": correlation, "fitted_repeat_buyers": buyers}
        return dependence_of_spend(metrics, ValueSettings(**settings))

    assert re.search(r"spend more per purchase.*0\.30.*few purchases.*too high", warning(0.3))
    assert re.search(r"spend less per purchase.*few purchases.*too low", warning(-0.3))
    assert warning(0.15) is None
    assert warning(0.15, max_correlation=0.1)
    assert warning(0.3, buyers=50) is None  # within 2.58 / sqrt(50) = 0.36
    assert dependence_of_spend({"fitted_repeat_buyers": 50}, ValueSettings()) is None
