"""Forecasts of one daily series, and how well they would have done before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from voxlake.people.forecast import prophet
from voxlake.people.forecast.calendar import Ahead, Array, Calendar
from voxlake.people.forecast.settings import WEEK, ForecastSettings

ETS, ETS_HOLIDAYS, PROPHET, SEASONAL_NAIVE = "ets", "ets_holidays", "prophet", "seasonal_naive"


@dataclass(frozen=True)
class Backtest:
    """How forecasts of the past went; not a number where there was none."""

    mase: float
    coverage: Mapping[int, float]
    """Share of the days that lay within the interval of each level."""
    last_mase: float = np.nan
    """Error of the last stretch alone."""


@dataclass(frozen=True)
class Found:
    """The forecast to use, why it is not that of the model where it is not, and the backtests."""

    model: str
    ahead: Ahead
    backtests: Mapping[str, Backtest]
    reason: str | None


def foretell(
    values: Array,
    settings: ForecastSettings,
    models: tuple[str, ...] = (ETS,),
    calendar: Calendar | None = None,
) -> Found:
    """Forecast a series by the model that would have done better before.

    Args:
        values: Of each day, the last one last; at least `SHORTEST`.
        settings: How far ahead, intervals, backtest.
        models: Beside repeating the last week; among equals the first is taken.
        calendar: The days of the values and those ahead, for the models that ask for it.
    """
    days, levels = settings.horizon_days, settings.levels
    backtests = {
        name: backtest(name, values, settings, calendar) for name in (*models, SEASONAL_NAIVE)
    }
    errors = {name: backtests[name].mase for name in backtests if backtests[name].mase >= 0}
    best = min(errors, key=errors.__getitem__, default=models[0])
    reason = None
    if len(values) < settings.min_days:
        reason = f"{len(values)} days of history, and a model needs {settings.min_days}"
    elif best == SEASONAL_NAIVE:
        reason = "closer than the model in the backtest"
    if not reason:
        modelled = look_ahead(best, values, days, levels, calendar)
        if np.isfinite(modelled.mean).all():
            return Found(best, modelled, backtests, None)
        reason = "the model found no finite forecast"
    repeated = look_ahead(SEASONAL_NAIVE, values, days, levels)
    return Found(SEASONAL_NAIVE, repeated, backtests, reason)


def look_ahead(
    name: str,
    values: Array,
    days: int,
    levels: tuple[int, ...],
    calendar: Calendar | None = None,
) -> Ahead:
    """The forecast of one model.

    Raises:
        ConfigError: Prophet is asked for and is not installed.
    """
    if name == PROPHET:
        return prophet.look_ahead(values, days, levels, calendar or Calendar())
    if name == ETS_HOLIDAYS and calendar is not None:
        factors = calendar.factors(values, days)
        plain = look_ahead(ETS, values / factors[: len(values)], days, levels)
        return plain.times(factors[len(values) :])
    from statsforecast.models import AutoETS, SeasonalNaive  # noqa: PLC0415  (seconds to import)

    naive = name == SEASONAL_NAIVE
    model = SeasonalNaive(season_length=WEEK) if naive else AutoETS(season_length=WEEK)
    found = model.forecast(y=values, h=days, level=list(levels))
    low, high = (
        {level: np.asarray(found[f"{end}-{level}"]) for level in levels} for end in ("lo", "hi")
    )
    return Ahead(np.asarray(found["mean"]), low, high)


def backtest(
    name: str, values: Array, settings: ForecastSettings, calendar: Calendar | None = None
) -> Backtest:
    """Forecast stretches of the past, each from the days before it alone, and compare.

    The stretches are the last ones, as long as the horizon, one after the other (rolling origin).
    """
    days, levels = settings.horizon_days, settings.levels
    ends = [len(values) - days * n for n in range(settings.backtest_windows)]
    errors: list[float] = []
    inside: dict[int, list[float]] = {level: [] for level in levels}
    for end in ends:
        before, after = values[: max(end - days, 0)], values[max(end - days, 0) : end]
        if len(before) < settings.min_days:
            break
        ahead = look_ahead(name, before, days, levels, calendar)
        errors.append(scaled_error(ahead.mean, after, before))
        for level in levels:
            held = (ahead.low[level] <= after) & (after <= ahead.high[level])
            inside[level].append(float(held.mean()))
    known = [error for error in errors if np.isfinite(error)]
    mase = float(np.mean(known)) if known else np.nan
    coverage = {k: float(np.mean(v)) if v else np.nan for k, v in inside.items()}
    return Backtest(mase, coverage, errors[0] if errors else np.nan)


def scaled_error(forecast: Array, actual: Array, before: Array) -> float:
    """Mean absolute scaled error (Hyndman & Koehler 2006).

    The mean absolute error over that of repeating the last week within the days before. Not a
    number where those were the same week after week.
    """
    scale = float(np.abs(before[WEEK:] - before[:-WEEK]).mean())
    return float(np.abs(forecast - actual).mean()) / scale if scale > 0 else np.nan
