"""Regressions of Spark ML with statistics from sums, beside statsmodels and published figures."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from pyspark.sql import functions as F
from statsmodels.stats.diagnostic import het_breuschpagan
from statsmodels.stats.outliers_influence import variance_inflation_factor
from statsmodels.stats.stattools import durbin_watson, jarque_bera

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.returns.roi.fit import fit_conversion, fit_revenue
from voxlake.marketing.returns.roi.linear import fit_linear
from voxlake.marketing.returns.roi.predicted import Fits, prediction_rows
from voxlake.marketing.returns.roi.restored import fits_of
from voxlake.marketing.returns.roi.rows import span_of
from voxlake.marketing.returns.roi.sums import spread_of
from voxlake.marketing.returns.roi.told import coefficient_rows
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.marketing.returns.spread import inflation
from voxlake.tables import ROI_COEFFICIENTS, ROI_PREDICTIONS

TODAY = date(2024, 3, 31)
ROWS = 120
NAMES = ["spend_0", "spend_1", "spend_2"]
CHANNELS = ["search", "social", "tv"]
SETTINGS = ReturnSettings(unit="week")


def planted():
    """Rows of one campaign: revenue of three channels with errors that grow, and clicks."""
    rng = np.random.default_rng(5)
    spend = rng.gamma(2, [50, 20, 10], (ROWS, 3))
    spend[:, 2] += 0.3 * spend[:, 1]
    noise = rng.normal(0, 1, ROWS) * (10 + 0.3 * spend[:, 0])
    revenue = 40 + spend @ [3.0, 1.5, 0.0] + noise
    clicks = rng.integers(50, 400, ROWS)
    chance = 1 / (1 + np.exp(3 - 0.004 * spend[:, 0] - 0.01 * spend[:, 1]))
    table = pd.DataFrame(spend, columns=NAMES)
    table["campaign_id"], table["revenue"] = "a", revenue
    table["period"] = [date(2022, 1, 3) + timedelta(weeks=n) for n in range(ROWS)]
    table["click_count"] = clicks
    table["order_count"] = rng.binomial(clicks, chance)
    return table


@pytest.fixture(scope="module")
def table():
    return planted()


@pytest.fixture(scope="module")
def rows(spark, table):
    return spark.createDataFrame(table).cache()


@pytest.fixture(scope="module")
def revenue(rows):
    return fit_revenue(rows, CHANNELS, SETTINGS)


@pytest.fixture(scope="module")
def conversion(rows):
    return fit_conversion(rows, CHANNELS, SETTINGS)


def by_term(found):
    rows = [*coefficient_rows(found, "EUR", TODAY, SETTINGS)]
    assert all(set(row) <= set(ROI_COEFFICIENTS.column_names) for row in rows)
    return {row["term"]: row for row in rows}


def test_a_linear_fit_is_that_of_statsmodels_to_four_digits(revenue, table):
    design = sm.add_constant(table[NAMES])
    theirs = sm.OLS(table["revenue"], design).fit()
    told = by_term(revenue)
    ours = [told[term] for term in ["intercept", *CHANNELS]]

    def near(name, figures):
        assert [row[name] for row in ours] == pytest.approx([*figures], rel=1e-5, abs=1e-9)

    near("coefficient", theirs.params)
    near("standard_error", theirs.bse)
    near("robust_error", theirs.get_robustcov_results("HC1").bse)
    near("statistic", theirs.tvalues)
    near("p_value", theirs.pvalues)
    near("coefficient_low", theirs.conf_int()[0])
    near("coefficient_high", theirs.conf_int()[1])
    assert ours[0]["r_squared"] == pytest.approx(theirs.rsquared, rel=1e-6)
    assert ours[0]["residual_error"] == pytest.approx(np.sqrt(theirs.scale), rel=1e-6)
    factors = [variance_inflation_factor(design.to_numpy(), n) for n in (1, 2, 3)]
    assert [row["vif"] for row in ours[1:]] == pytest.approx(factors, rel=1e-6)


def test_checks_of_residuals_are_those_of_statsmodels(revenue, table):
    design = sm.add_constant(table[NAMES])
    left = sm.OLS(table["revenue"], design).fit().resid
    row = by_term(revenue)["search"]

    assert row["durbin_watson"] == pytest.approx(durbin_watson(left), rel=1e-6)
    assert row["breusch_pagan_p"] == pytest.approx(het_breuschpagan(left, design)[1], rel=1e-4)
    assert row["jarque_bera_p"] == pytest.approx(jarque_bera(left)[1], rel=1e-4)
    assert "uneven_residuals" in row["marks"]


def test_a_logistic_fit_is_that_of_statsmodels_to_four_digits(conversion, table):
    design = sm.add_constant(table[NAMES])
    counts = np.column_stack([table["order_count"], table["click_count"] - table["order_count"]])
    theirs = sm.GLM(counts, design, family=sm.families.Binomial()).fit(tol=1e-12)
    told = by_term(conversion)
    ours = [told[term] for term in ["intercept", *CHANNELS]]

    for name, figures in (
        ("coefficient", theirs.params),
        ("standard_error", theirs.bse),
        ("p_value", theirs.pvalues),
        ("coefficient_low", theirs.conf_int()[0]),
    ):
        assert [row[name] for row in ours] == pytest.approx([*figures], rel=1e-4, abs=1e-7)
    assert told["search"]["verdict"].startswith("clicks order more often the more is spent")


def test_a_planned_campaign_gets_the_interval_of_statsmodels(revenue, conversion, table):
    plans = [
        plan("a", channel="search", budget=Decimal(100)),
        plan("b", channel="search", budget=Decimal(100_000)),
        plan("c", channel="search"),
        plan("d", channel="radio", budget=Decimal(5)),
        plan("e", channel="tv", budget=Decimal(5), ends_on=None),
        plan("f", channel="tv", budget=Decimal(5), currency="USD"),
        plan("old", channel="tv", budget=Decimal(5), starts_on=TODAY),
    ]

    told = [*prediction_rows(plans, Fits(revenue, conversion, "EUR"), TODAY, SETTINGS)]

    assert all(set(row) <= set(ROI_PREDICTIONS.column_names) for row in told)
    row = told[0]
    theirs = sm.OLS(table["revenue"], sm.add_constant(table[NAMES])).fit()
    of_model = theirs.get_prediction([1.0, 100.0, 0, 0]).summary_frame(alpha=0.05)
    for ours, name in (
        ("expected_revenue", "mean"),
        ("expected_revenue_low", "mean_ci_lower"),
        ("expected_revenue_high", "mean_ci_upper"),
        ("possible_revenue_low", "obs_ci_lower"),
        ("possible_revenue_high", "obs_ci_upper"),
    ):
        assert row[ours] == pytest.approx(of_model[name].iloc[0], rel=1e-5)
    assert row["unit_count"] == 1
    assert row["expected_return"] == pytest.approx(row["expected_revenue"] / 100)
    assert 0 < row["conversion_low"] < row["conversion"] < row["conversion_high"] < 1
    assert {each["campaign_id"]: each["marks"] for each in told} == {
        "a": [],
        "b": ["beyond_seen"],
        "c": ["no_budget"],
        "d": ["no_history"],
        "e": ["no_end"],
        "f": ["other_currency"],
    }
    assert told[3]["verdict"].startswith("nothing is predicted: its channel has no spend")


def plan(name, **columns):
    return {
        "campaign_id": name,
        "name": None,
        "channel": "search",
        "budget": None,
        "currency": "EUR",
        "starts_on": TODAY + timedelta(days=1),
        "ends_on": TODAY + timedelta(days=7),
        **columns,
    }


def test_the_rows_of_a_fit_predict_what_the_fit_predicts(revenue, conversion):
    fits = Fits(revenue, conversion, "EUR")
    rows = [
        row
        for found in (revenue, conversion)
        for row in coefficient_rows(found, "EUR", TODAY, SETTINGS)
    ]
    plan = {"campaign_id": "x", "name": "x", "currency": None, "budget": Decimal(4000)}
    days = {"starts_on": TODAY + timedelta(days=1), "ends_on": TODAY + timedelta(days=14)}
    plans = [{**plan, **days, "channel": channel} for channel in ("search", "tv", "radio")]

    told = [*prediction_rows(plans, fits_of(rows), TODAY, SETTINGS)]

    expected = [*prediction_rows(plans, fits, TODAY, SETTINGS)]
    for one, other in zip(told, expected, strict=True):
        assert list(one) == list(other)
        for name, value in one.items():
            same = pytest.approx(other[name]) if isinstance(value, float) else other[name]
            assert value == same
    assert fits_of(row for row in rows if row["model"] == "conversion") is None


def test_a_channel_that_others_make_up_or_that_never_changes_is_left_out(rows, revenue):
    odd = rows.withColumns({"spend_2": F.col("spend_1") * 2, "spend_3": F.lit(7.0)})

    told = by_term(fit_revenue(odd, ["search", "social", "twin", "flat"], SETTINGS))

    assert told["social"]["marks"][-1] == "made_of_others"
    assert told["flat"]["marks"][-1] == "never_changes"
    assert told["flat"]["vif"] is None
    assert told["twin"]["vif"] == np.inf
    assert "moves_together" in told["twin"]["marks"]
    assert "coefficient" not in told["social"]
    assert "nothing can be said of social" in told["social"]["verdict"]
    kept = by_term(revenue)["search"]["coefficient"]
    assert told["search"]["coefficient"] == pytest.approx(kept, rel=0.05)


def test_spend_without_any_effect_is_said_to_be_unsure(revenue):
    told = by_term(revenue)

    assert "maybe_nothing" in told["tv"]["marks"]
    assert told["tv"]["verdict"] == "no effect of tv is sure"
    assert told["search"]["verdict"].startswith("one more of money for search goes with ")


def test_too_few_rows_or_no_channels_are_an_error_that_says_how_many(rows):
    with pytest.raises(TooLittleDataError, match=r"needs 30 rows .* and there are 9"):
        fit_revenue(rows.limit(9), CHANNELS, SETTINGS)
    with pytest.raises(TooLittleDataError, match="on 0 channels"):
        fit_revenue(rows, [], SETTINGS)
    with pytest.raises(TooLittleDataError, match="there are 0"):
        fit_revenue(rows.limit(0), CHANNELS, SETTINGS)


def test_without_clicks_or_orders_there_is_no_conversion(rows):
    assert fit_conversion(rows.withColumn("click_count", F.lit(0)), CHANNELS, SETTINGS) is None
    assert fit_conversion(rows.withColumn("order_count", F.lit(0)), CHANNELS, SETTINGS) is None


def test_revenue_that_never_changes_has_no_effect_and_no_checks(rows):
    told = by_term(fit_revenue(rows.withColumn("revenue", F.lit(5.0)), CHANNELS, SETTINGS))

    assert told["search"]["coefficient"] == pytest.approx(0, abs=1e-12)
    assert told["intercept"]["coefficient"] == pytest.approx(5.0)
    assert told["search"]["r_squared"] is None


def test_the_advertising_data_gives_its_published_coefficients(spark, shared_data):
    path = shared_data / "islr_advertising" / "Advertising.csv"
    if not path.is_file():
        pytest.skip("the advertising data is not here")
    names = ["TV", "Radio", "Newspaper"]
    table = pd.read_csv(path, index_col=0).assign(market="all")
    table["place"] = range(len(table))
    rows = spark.createDataFrame(table)
    spread = spread_of(rows, names, F.lit(1.0))

    fit = fit_linear(rows, "Sales", names, spread, series=["market"], time="place")

    assert [round(float(b), 3) for b in fit.coefficients] == [2.939, 0.046, 0.189, -0.001]
    assert round(fit.r_squared, 3) == 0.897
    errors = np.sqrt(np.diag(fit.covariance))
    assert errors == pytest.approx([0.3119, 0.0014, 0.0086, 0.0059], abs=5e-5)
    assert fit.p_values[3] == pytest.approx(0.86, abs=0.005)


def test_inflation_of_columns_is_that_of_their_correlation_by_hand():
    x = np.array([1.0, 2, 3, 4])
    y = np.array([1.0, 3, 2, 4])  # correlation .8

    factors, condition = inflation(np.column_stack([x, y, np.full(4, 2.0)]))

    assert factors[:2] == pytest.approx([1 / 0.36] * 2)
    assert np.isnan(factors[2])
    assert condition == pytest.approx(3.0)  # sqrt(1.8 / .2)


def test_only_whole_weeks_count():
    settings = ReturnSettings(history_days=28)

    assert span_of(date(2024, 3, 31), settings) == (date(2024, 3, 4), date(2024, 3, 31))
    assert span_of(date(2024, 4, 3), settings) == (date(2024, 3, 11), date(2024, 3, 31))
    days = ReturnSettings(history_days=28, unit="day")
    assert span_of(date(2024, 4, 3), days) == (date(2024, 3, 7), date(2024, 4, 3))
