"""What is known of the days of a series, and the models that use it."""

import builtins
import sys
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from voxlake.core.errors import ConfigError
from voxlake.people.forecast import prophet
from voxlake.people.forecast.calendar import Ahead, Calendar
from voxlake.people.forecast.models import ETS, ETS_HOLIDAYS, PROPHET, foretell, look_ahead
from voxlake.people.forecast.settings import ForecastSettings

FIRST = date(2024, 1, 1)  # New Year, a Monday
GERMAN = Calendar(FIRST, "DE")


def test_holidays_are_those_of_the_country():
    assert [*GERMAN.names(130)] == [
        FIRST, date(2024, 3, 29), date(2024, 4, 1), date(2024, 5, 1), date(2024, 5, 9)
    ]  # fmt: skip
    assert Calendar(FIRST).names(130) == {}
    with pytest.raises(ConfigError, match="country 'Nowhere'; give an ISO"):
        Calendar(FIRST, "Nowhere").names(130)


def test_a_holiday_is_a_factor_of_the_same_weekdays_around_it():
    values = np.full(100, 10.0)
    values[88] = values[91] = 30.0  # Good Friday and Easter Monday; New Year is as other days

    factors = GERMAN.factors(values, 30)

    # 10 + 30 + 30 against 3 * 10, each and two days of 10.6 more: their mean is 10.4.
    pull = 2 * values.mean()
    assert factors[0] == factors[88] == factors[121] == pytest.approx((70 + pull) / (30 + pull))
    assert factors[1] == factors[100] == 1
    assert (factors[[91, 129]] > 1).all()


def test_nothing_but_nothing_has_no_factor():
    assert (GERMAN.factors(np.zeros(100), 30) == 1).all()
    assert (Calendar(FIRST).factors(np.ones(100), 30) == 1).all()


def test_a_model_that_knows_holidays_is_taken_where_they_matter():
    rng = np.random.default_rng(4)
    calendar = Calendar(date(2023, 1, 1), "DE")
    count = 490  # up to 2024-05-04, with 1 May in the last stretch
    values = np.where(calendar.is_holiday(count), 30.0, 100.0) + rng.normal(0, 3, count)
    settings = ForecastSettings(backtest_windows=1)

    found = foretell(values, settings, (ETS, ETS_HOLIDAYS), calendar)

    assert found.model == ETS_HOLIDAYS
    ahead = calendar.is_holiday(count + 28)[count:]
    assert ahead.sum() == 2
    assert found.ahead.mean[ahead].max() < 50
    assert found.ahead.high[80][ahead].max() < 70
    assert found.ahead.mean[~ahead].min() > 90


def test_of_several_models_the_closest_is_taken_and_the_last_stretch_is_kept():
    rng = np.random.default_rng(5)
    values = 100 + rng.normal(0, 5, 150)
    values[-28:] += 100  # what nothing foretold

    found = foretell(values, ForecastSettings(backtest_windows=2), (ETS,), Calendar(FIRST))

    held = found.backtests[ETS]
    assert held.last_mase > 10
    assert held.mase < held.last_mase


def test_factors_widen_what_they_raise():
    ahead = Ahead(np.array([2.0, 3.0]), {80: np.ones(2)}, {80: np.array([4.0, 5.0])})

    told = ahead.times(np.array([1.0, 2.0]))

    assert [*told.mean, *told.low[80], *told.high[80]] == [2, 6, 1, 2, 4, 10]


def test_without_the_package_prophet_says_what_to_install(monkeypatch):
    real = builtins.__import__

    def absent(name, *rest, **more):
        if name == "prophet":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", absent)

    with pytest.raises(ConfigError, match=r"pip install 'voxlake\[prophet\]'"):
        look_ahead(PROPHET, np.ones(60), 7, (80,))


class LikeProphet:
    """What is used of the package: days before, holidays among them, draws of those ahead."""

    def __init__(self, holidays, **_):
        self.holidays = holidays

    def fit(self, rows, seed):
        self.rows = rows

    def predict(self, ahead):
        return pd.DataFrame({"yhat": np.full(len(ahead), self.rows.y.mean())})

    def predictive_samples(self, ahead):
        return {"yhat": np.tile(np.arange(101.0), (len(ahead), 1))}


def test_prophet_is_given_days_and_holidays_and_gives_quantiles_of_its_draws(monkeypatch):
    made = []

    def make(**settings):
        made.append(LikeProphet(**settings))
        return made[-1]

    monkeypatch.setitem(sys.modules, "prophet", SimpleNamespace(Prophet=make))

    ahead = look_ahead(PROPHET, np.arange(91.0), 40, (80, 90), GERMAN)

    assert [*ahead.mean] == [45.0] * 40
    assert (ahead.low[80][0], ahead.high[80][0]) == pytest.approx((10, 90))
    assert (ahead.low[90][0], ahead.high[90][0]) == pytest.approx((5, 95))
    assert str(made[0].rows.ds.iloc[-1].date()) == "2024-03-31"
    assert [str(day.date()) for day in made[0].holidays.ds] == [
        "2024-01-01", "2024-03-29", "2024-04-01", "2024-05-01", "2024-05-09"
    ]  # fmt: skip


def test_prophet_itself_finds_the_week_and_the_holiday_twice_alike():
    pytest.importorskip("prophet", reason="the extra voxlake[prophet] is not installed")
    calendar = Calendar(date(2023, 1, 1), "DE")
    week = np.tile([0.6, 1.2, 1.0, 1.0, 1.0, 0.9, 0.5], 70)
    truth = np.where(calendar.is_holiday(490), 30.0, 100.0) * week
    count = 472  # 16 April 2024: the first of May lies ahead
    values = truth[:count] + np.random.default_rng(1).normal(0, 3, count)

    found, again = (prophet.look_ahead(values, 18, (80, 95), calendar) for _ in range(2))

    ahead = calendar.is_holiday(490)[count:]
    assert ahead.sum() == 1
    error = np.abs(found.mean - truth[count:])
    assert error[~ahead].max() < 10
    assert found.mean[ahead] < 60
    assert (found.low[95] <= found.low[80]).all()
    assert (found.high[80] <= found.high[95]).all()
    assert (found.low[80] == again.low[80]).all()
    assert (found.mean == again.mean).all()
