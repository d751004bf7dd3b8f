"""Buyers, their scores and their value, through Spark."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual

from voxlake.errors import ConfigError
from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.buyers import summarise_buyers, with_rfm_scores
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.model import ValueModel, _grouped, require_fitting
from voxlake.people.value.purchases import expected_orders, probability_alive
from voxlake.people.value.scores import score_value, value_by_segment
from voxlake.people.value.settings import ValueSettings
from voxlake.tables import ORDERS, USER_SEGMENTS, USER_VALUE, USERS

AS_OF = date(2024, 3, 1)
MODEL = ValueModel(
    BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426), GammaGamma(p=2.0, q=3.0, v=10.0), 7, "EUR"
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


def test_sql_and_numpy_agree_on_who_is_alive_and_on_what_is_expected(frame):
    histories = [(0, 0.0, 0.0), (0, 0.0, 8.0), (2, 30.43, 38.86), (300, 50.0, 90.0), (9, 1.0, 99.0)]
    buyers = frame(
        BUYERS,
        *(
            buyer(f"u{i}", frequency=x, recency=last, age=age, mean_value=20.0 if x else None)
            for i, (x, last, age) in enumerate(histories)
        ),
    )
    settings = ValueSettings(horizon_days=273, discount_rate=0)

    rows = (
        score_value(buyers, frame(USERS), model=MODEL, version="3", as_of=AS_OF, settings=settings)
        .orderBy("user_id")
        .collect()
    )

    x, last, age = (np.array(values, dtype=float) for values in zip(*histories, strict=True))
    expected = expected_orders(MODEL.orders, x, last, age, 39.0)
    alive = probability_alive(MODEL.orders, x, last, age)
    assert [row.probability_alive for row in rows] == pytest.approx(alive)
    assert [row.expected_orders for row in rows] == pytest.approx(expected)
    # p (v + x z) / (p x + q - 1): 2 * 10 / 2 for nobody's repeats, 2 * (10 + 40) / (4 + 2) for two
    assert rows[0].expected_spend == pytest.approx(10)
    assert rows[2].expected_spend == pytest.approx(100 / 6)
    # Without a discount the value is purchases times spend.
    assert [row.expected_value for row in rows] == pytest.approx(
        [row.expected_orders * row.expected_spend for row in rows]
    )


def test_money_that_comes_later_counts_less(frame):
    buyers = frame(BUYERS, buyer("u"))
    settings = ValueSettings(horizon_days=60, period_days=30, discount_rate=0.21)

    row = score_value(
        buyers, frame(USERS), model=MODEL, version="3", as_of=AS_OF, settings=settings
    ).first()

    ages = np.array([60 / 7])
    first, both = (
        float(expected_orders(MODEL.orders, ages * 0, ages * 0, ages, days / 7)[0])
        for days in (30, 60)
    )
    # Purchases of days 1-30 are paid after 30 days, those of days 31-60 after 60.
    discounted = first / 1.21 ** (30 / 365) + (both - first) / 1.21 ** (60 / 365)
    assert row.expected_value == pytest.approx(discounted * row.expected_spend)
    assert row.expected_orders == pytest.approx(both)


def test_without_a_model_buyers_have_scores_and_no_expectations(frame):
    buyers = frame(BUYERS, buyer("u", order_country="FR"))
    users = frame(USERS, {"user_id": "u", "country": "DE"})

    scored = score_value(
        buyers, users, model=None, version=None, as_of=AS_OF, settings=ValueSettings()
    )

    expected = {
        **buyer("u"),
        "as_of_date": AS_OF,
        "country": "DE",
        "recency_score": 1,
        "frequency_score": 1,
        "monetary_score": 1,
        "horizon_days": 365,
    }
    assertDataFrameEqual(scored, frame(USER_VALUE, expected))


def test_values_add_up_by_segment_and_country(frame):
    values = frame(
        USER_VALUE,
        *(
            {
                "as_of_date": AS_OF,
                "user_id": f"u{i}",
                "country": None if i == 0 else "FR",
                "currency": "EUR",
                "revenue": Decimal("1.50"),
                "expected_value": float(i),
                "horizon_days": 365,
                "model_version": "3",
            }
            for i in range(12)
        ),
    )
    segments = frame(
        USER_SEGMENTS,
        *({"as_of_date": AS_OF, "user_id": f"u{i}", "segment_id": 2} for i in range(1, 12)),
    )

    rows = value_by_segment(values, segments).orderBy("segment_id").collect()

    assert [(r.segment_id, r.country, r.user_count) for r in rows] == [
        (-1, "unknown", 1),
        (2, "FR", 11),
    ]
    assert rows[1].revenue == Decimal("16.50")
    assert (rows[1].expected_value, rows[1].mean_expected_value) == (66.0, 6.0)
    assert rows[1].deciles == pytest.approx([2, 3, 4, 5, 6, 7, 8, 9, 10])  # of 1 to 11


def test_a_model_of_another_currency_or_unit_is_refused():
    assert require_fitting(MODEL, "EUR", ValueSettings()) is MODEL
    with pytest.raises(ConfigError, match=r"orders in EUR.*orders are in USD.*fit_user_value"):
        require_fitting(MODEL, "USD", ValueSettings())
    with pytest.raises(ConfigError, match=r"unit of 7 days.*value.unit is 'day'.*fit_user_value"):
        require_fitting(MODEL, "EUR", ValueSettings(unit="day"))


def test_a_model_is_the_same_after_its_way_through_json():
    assert ValueModel.of(MODEL.to_dict()) == MODEL


def test_the_driver_takes_no_more_groups_than_it_is_told_and_always_the_same(spark):
    buyers = spark.range(20_000).select(
        F.concat(F.lit("u"), "id").alias("user_id"),
        (F.col("id") % 7).alias("frequency"),
        (F.col("id") / 7).alias("age"),
    )

    few = _grouped(buyers, ["frequency"], 1000)
    many = _grouped(buyers, ["frequency", "age"], 1000)
    again = _grouped(buyers.repartition(5, "age"), ["frequency", "age"], 1000)

    assert few[1].sum() == 20_000
    assert 800 < len(many[0]) < 1200
    assert all((left == right).all() for left, right in zip(many, again, strict=True))
