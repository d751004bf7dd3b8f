"""What is expected of buyers and of many together, through Spark."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from pyspark.sql import functions as F
from pyspark.testing import assertDataFrameEqual
from scipy.stats import norm

from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.buyers import with_rfm_scores
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.purchases import expected_orders, probability_alive
from voxlake.people.value.scores import horizon_rows, outlooks, score_value, with_prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.totals import value_by_segment, value_totals
from voxlake.people.value.value_model import ValueModel
from voxlake.tables import USER_SEGMENTS, USER_VALUE, USERS

AS_OF = date(2024, 3, 1)
MODEL = ValueModel(
    BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426),
    GammaGamma(p=2.0, q=3.0, v=10.0),
    7,
    "EUR",
    orders_covariance=tuple(map(tuple, np.diag([4e-4, 4e-4, 9e-4, 9e-4]))),
    spend_covariance=tuple(map(tuple, np.diag([1e-4, 4e-4, 9e-4]))),
)
BUYERS = """user_id string, currency string, order_country string, first_order_date date,
    last_order_date date, frequency long, recency double, age double, mean_value double,
    revenue decimal(18,2)"""


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


def scored(buyers, users, model, settings):
    ahead = outlooks(buyers, model, settings)
    ahead = ahead.where(F.col("horizon_days") == settings.horizon_days)
    prospects = with_prospects(with_rfm_scores(buyers, AS_OF), ahead, model, settings)
    version = "3" if model else None
    return score_value(prospects, users, version=version, as_of=AS_OF, settings=settings)


def test_sql_and_numpy_agree_on_who_is_alive_and_on_what_is_expected(frame):
    histories = [(0, 0.0, 0.0), (0, 0.0, 8.0), (2, 30.43, 38.86), (300, 50.0, 90.0), (9, 1.0, 99.0)]
    buyers = frame(
        BUYERS,
        *(
            buyer(f"u{i}", frequency=x, recency=last, age=age, mean_value=20.0 if x else None)
            for i, (x, last, age) in enumerate(histories)
        ),
    )
    settings = ValueSettings(horizon_days=273, horizons=(), discount_rate=0)

    rows = scored(buyers, frame(USERS), MODEL, settings).orderBy("user_id").collect()

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
    settings = ValueSettings(horizon_days=60, horizons=(), period_days=30, discount_rate=0.21)

    row = scored(buyers, frame(USERS), MODEL, settings).first()

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

    rows = scored(buyers, users, None, ValueSettings())

    expected = {
        **buyer("u"),
        "as_of_date": AS_OF,
        "country": "DE",
        "recency_score": 1,
        "frequency_score": 1,
        "monetary_score": 1,
        "horizon_days": 365,
    }
    assertDataFrameEqual(rows, frame(USER_VALUE, expected))


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


@pytest.fixture(scope="module")
def many(spark):
    """Buyers of three cohorts, their prospects at two horizons and the totals of these."""
    draws = np.random.default_rng(11)
    rows = []
    for i in range(300):
        age, x = int(draws.integers(20, 100)), int(draws.poisson(0.8))
        last = int(draws.integers(x, age)) if x else 0
        first = AS_OF - timedelta(days=age)
        mean = float(draws.gamma(6, 3)) if x else None
        history = {"frequency": x, "recency": last / 7, "age": age / 7, "mean_value": mean}
        rows.append(buyer(f"u{i}", first_order_date=first, **history))
    buyers = spark.createDataFrame(rows, BUYERS)
    settings = ValueSettings(horizons=(30,), horizon_days=365)
    ahead = outlooks(buyers, MODEL, settings)
    prospects = with_prospects(buyers, ahead, MODEL, settings).persist()
    segments = [(AS_OF, f"u{i}", i % 2) for i in range(200)]
    segments = spark.createDataFrame(segments, "as_of_date date, user_id string, segment_id int")
    totals = value_totals(
        prospects, segments, model=MODEL, version="3", as_of=AS_OF, settings=settings
    )
    yield prospects.toPandas(), totals.toPandas(), prospects
    prospects.unpersist()


def test_each_buyer_has_a_row_for_each_horizon_within_the_limits(many):
    rows = horizon_rows(many[2], version="3", as_of=AS_OF).toPandas()

    assert len(rows) == 600
    assert set(rows.horizon_days) == {30, 365}
    for what in ("orders", "value"):
        low, high = rows[f"expected_{what}_low"], rows[f"expected_{what}_high"]
        assert ((low < rows[f"expected_{what}"]) & (rows[f"expected_{what}"] < high)).all()
        assert (rows[f"possible_{what}_low"] <= rows[f"possible_{what}_high"]).all()
    month, year = (rows[rows.horizon_days == days].set_index("user_id") for days in (30, 365))
    assert (month.probability_no_order > year.probability_no_order).all()
    assert (month.expected_value < year.expected_value).all()


def test_sums_of_groups_add_up_the_buyers(many):
    prospects, totals, _ = many

    names = {grouping: set(rows.group_name) for grouping, rows in totals.groupby("grouping")}
    assert names["all"] == {"all"}
    assert names["segment"] == {"-1", "0", "1"}
    assert names["cohort"] == {"2023-11-01", "2023-12-01", "2024-01-01", "2024-02-01"}
    for days, of_all in prospects.groupby("horizon_days"):
        for _, rows in totals[totals.horizon_days == days].groupby("grouping"):
            assert rows.user_count.sum() == 300
            assert rows.revenue.sum() == Decimal(3000)
            assert rows.expected_alive.sum() == pytest.approx(of_all.probability_alive.sum())
            assert rows.expected_value.sum() == pytest.approx(of_all.expected_value.sum())


def test_what_is_unsure_of_the_parameters_does_not_average_out_and_what_buyers_do_does(many):
    prospects, totals, _ = many
    whole = totals[(totals.grouping == "all") & (totals.horizon_days == 365)].iloc[0]
    year = prospects[prospects.horizon_days == 365]
    z = norm.ppf(0.95)

    # All parameters a little higher, one after the other, and the sum worked out anew.
    off = 0.0
    for name, variance in zip(("r", "alpha", "a", "b"), (4e-4, 4e-4, 9e-4, 9e-4), strict=True):
        step = 1e-3
        higher = BgNbd(**{**vars(MODEL.orders), name: getattr(MODEL.orders, name) * np.exp(step)})
        x, last, age = (year[c].to_numpy(float) for c in ("frequency", "recency", "age"))
        change = expected_orders(higher, x, last, age, 365 / 7).sum() - year.expected_orders.sum()
        off += variance * (change / step) ** 2
    spread = np.log(whole.expected_orders_high / whole.expected_orders) / z
    assert spread == pytest.approx(np.sqrt(off) / whole.expected_orders, rel=0.01)
    each = np.log(year.expected_orders_high / year.expected_orders) / z
    assert spread > 0.5 * np.average(each, weights=year.expected_orders)

    noise = np.sqrt(off + year.orders_variance.sum())
    assert whole.possible_orders_high == pytest.approx(whole.expected_orders + z * noise, rel=0.01)
    assert whole.possible_value_low > 0.3 * whole.expected_value > year.possible_value_low.sum()


def test_limits_that_the_model_does_not_have_are_missing(frame):
    uneven = ValueModel(MODEL.orders, GammaGamma(p=2.0, q=1.5, v=10.0), 7, "EUR")
    buyers = frame(BUYERS, buyer("u"))
    settings = ValueSettings(horizons=())

    prospects = with_prospects(buyers, outlooks(buyers, uneven, settings), uneven, settings)
    total = value_totals(
        prospects, frame(USER_SEGMENTS), model=uneven, version="3", as_of=AS_OF, settings=settings
    ).first()

    # No covariance: no interval of the expectation. q not above 2: no variance of what comes.
    assert total.expected_value > 0
    assert (total.expected_orders_low, total.expected_value_low) == (None, None)
    assert (total.possible_orders_low, total.possible_value_high) == (None, None)
    assert prospects.first().possible_value_high > 0


@pytest.mark.parametrize(
    ("rule", "lost"), [("no_order", ["active", "at_risk"]), ("left", ["active", "active"])]
)
def test_churn_is_what_the_settings_say(frame, rule, lost):
    histories = [(12, 8.0, 60 / 7), (0, 0.0, 60 / 7)]
    buyers = frame(
        BUYERS,
        *(
            buyer(f"u{i}", frequency=x, recency=last, age=age, mean_value=9.0 if x else None)
            for i, (x, last, age) in enumerate(histories)
        ),
    )
    settings = ValueSettings(horizons=(), churn_rule=rule, churn_days=20, churn_lost=0.99)

    rows = scored(buyers, frame(USERS), MODEL, settings).orderBy("user_id").collect()

    assert [row.churn for row in rows] == lost
    if rule == "left":
        assert [r.churn_probability for r in rows] == [1 - r.probability_alive for r in rows]
    else:
        alone = MODEL.orders.of_those_who_stayed(np.array([0.0]), np.array([60 / 7]))
        none = float(alone.probability_of_count(0, 20 / 7)[0])
        assert rows[1].churn_probability == pytest.approx(none)
