"""Forecasts of one series, and how they would have done before."""

import numpy as np
import pytest

from voxlake.people.forecast.models import (
    ETS,
    SEASONAL_NAIVE,
    backtest,
    foretell,
    look_ahead,
    scaled_error,
)
from voxlake.people.forecast.settings import ForecastSettings

SETTINGS = ForecastSettings()
WEEK = np.array([100, 110, 120, 110, 100, 60, 50], float)


def weeks(rng, count, noise=8.0, growth=0.0):
    days = 7 * count
    return np.tile(WEEK, count) * np.exp(growth * np.arange(days)) + rng.normal(0, noise, days)


def test_the_last_week_repeated_is_the_naive_forecast():
    values = np.arange(14.0)

    ahead = look_ahead(SEASONAL_NAIVE, values, 9, (80,))

    assert [*ahead.mean] == [7, 8, 9, 10, 11, 12, 13, 7, 8]
    # Each day is 7 more than a week before: z of 90% times 7, the root mean square of the errors,
    # and times the root of 2 a week further on. The package divides by the errors less one.
    assert ahead.high[80][0] - 7 == pytest.approx(1.28155 * 7, rel=0.1)
    assert ahead.high[80][7] - 7 == pytest.approx(2**0.5 * (ahead.high[80][0] - 7))


def test_the_scaled_error_is_as_worked_out_by_hand():
    before = np.array([0, 0, 0, 0, 0, 0, 0, 4, 4, 4, 4, 4, 4, 4], float)

    assert scaled_error(np.array([1.0, 5.0]), np.array([3.0, 1.0]), before) == 3 / 4


def test_weeks_that_never_change_have_no_scaled_error():
    assert np.isnan(scaled_error(WEEK, WEEK, np.tile(WEEK, 3)))


def test_a_series_that_grows_is_forecast_closer_by_the_model_than_by_its_last_week():
    values = weeks(np.random.default_rng(3), 26, growth=0.004)

    found = foretell(values, SETTINGS)

    assert (found.model, found.reason) == (ETS, None)
    assert found.backtests[ETS].mase < 0.8 * found.backtests[SEASONAL_NAIVE].mase
    actual = WEEK * np.exp(0.004 * np.arange(182, 189))
    assert found.ahead.mean[:7] == pytest.approx(actual, rel=0.15)


def test_a_short_series_repeats_its_last_week_and_says_so():
    values = np.tile(WEEK, 3)

    found = foretell(values, SETTINGS)

    assert found.model == SEASONAL_NAIVE
    assert found.reason == "21 days of history, and a model needs 56"
    assert [*found.ahead.mean[:7]] == [*WEEK]
    assert np.isnan(found.backtests[ETS].mase)


def test_a_backtest_sees_only_the_days_before_each_stretch():
    values = np.tile(WEEK, 20) + np.arange(140.0)
    changed = values.copy()
    changed[-28:] = 1e6  # the last stretch alone
    one = SETTINGS.model_copy(update={"backtest_windows": 1})

    before = look_ahead(SEASONAL_NAIVE, values[:-28], 28, SETTINGS.levels)
    wanted = scaled_error(before.mean, changed[-28:], values[:-28])

    assert backtest(SEASONAL_NAIVE, changed, one).mase == pytest.approx(wanted)


def test_intervals_hold_about_as_many_days_as_they_say(measured):
    rng = np.random.default_rng(5)
    held = {80: [], 95: []}
    for _ in range(12):
        values = weeks(rng, 20)
        ahead = look_ahead(ETS, values[:-28], 28, (80, 95))
        for level, shares in held.items():
            after = values[-28:]
            shares.append(((ahead.low[level] <= after) & (after <= ahead.high[level])).mean())

    told = {level: float(np.mean(shares)) for level, shares in held.items()}
    measured(
        f"forecast, weekly series with noise (seed 5): 80% hold {told[80]:.0%}, 95% {told[95]:.0%}"
    )
    assert 0.7 < told[80] < 0.9
    assert 0.88 < told[95] < 0.99


@pytest.mark.parametrize(
    "values",
    [np.zeros(90), np.full(90, 5.0), np.r_[np.zeros(89), 1e9], np.r_[-3.0, np.zeros(89)]],
    ids=["nothing", "all alike", "all on one day", "a refund alone"],
)
def test_odd_series_have_a_finite_forecast(values):
    found = foretell(values, SETTINGS)

    assert np.isfinite(found.ahead.mean).all()
    assert all(np.isfinite(found.ahead.low[level]).all() for level in SETTINGS.levels)
