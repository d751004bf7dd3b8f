"""Forecasts of one daily series, and how well they would have done before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voxlake.people.forecast.settings import WEEK, ForecastSettings

Array = NDArray[np.float64]

ETS, SEASONAL_NAIVE = "ets", "seasonal_naive"


@dataclass(frozen=True)
class Ahead:
    """What is expected of the days ahead, with a low and a high end for each level."""

    mean: Array
    low: Mapping[int, Array]
    high: Mapping[int, Array]


@dataclass(frozen=True)
class Backtest:
    """How forecasts of the past went; not a number where there was none."""

    mase: float
    coverage: Mapping[int, float]
    """Share of the days that lay within the interval of each level."""


@dataclass(frozen=True)
class Found:
    """The forecast to use, why it is not that of the model where it is not, and the backtests."""

    model: str
    ahead: Ahead
    backtests: Mapping[str, Backtest]
    reason: str | None


def foretell(values: Array, settings: ForecastSettings) -> Found:
    """Forecast a series by the model that would have done better before.

    Args:
        values: Of each day, the last one last; at least `SHORTEST`.
        settings: How far ahead, intervals, backtest.
    """
    days, levels = settings.horizon_days, settings.levels
    repeated = look_ahead(SEASONAL_NAIVE, values, days, levels)
    backtests = {name: backtest(name, values, settings) for name in (ETS, SEASONAL_NAIVE)}
    reason = None
    if len(values) < settings.min_days:
        reason = f"{len(values)} days of history, and a model needs {settings.min_days}"
    elif backtests[SEASONAL_NAIVE].mase < backtests[ETS].mase:
        reason = "closer than the model in the backtest"
    if reason:
        return Found(SEASONAL_NAIVE, repeated, backtests, reason)
    modelled = look_ahead(ETS, values, days, levels)
    if not np.isfinite(modelled.mean).all():
        return Found(SEASONAL_NAIVE, repeated, backtests, "the model found no finite forecast")
    return Found(ETS, modelled, backtests, None)


def look_ahead(name: str, values: Array, days: int, levels: tuple[int, ...]) -> Ahead:
    """The forecast of one model."""
    from statsforecast.models import AutoETS, SeasonalNaive  # noqa: PLC0415  (seconds to import)

    model = AutoETS(season_length=WEEK) if name == ETS else SeasonalNaive(season_length=WEEK)
    found = model.forecast(y=values, h=days, level=list(levels))
    low, high = (
        {level: np.asarray(found[f"{end}-{level}"]) for level in levels} for end in ("lo", "hi")
    )
    return Ahead(np.asarray(found["mean"]), low, high)


def backtest(name: str, values: Array, settings: ForecastSettings) -> Backtest:
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
        ahead = look_ahead(name, before, days, levels)
        errors.append(scaled_error(ahead.mean, after, before))
        for level in levels:
            held = (ahead.low[level] <= after) & (after <= ahead.high[level])
            inside[level].append(float(held.mean()))
    known = [error for error in errors if np.isfinite(error)]
    mase = float(np.mean(known)) if known else np.nan
    return Backtest(mase, {k: float(np.mean(v)) if v else np.nan for k, v in inside.items()})


def scaled_error(forecast: Array, actual: Array, before: Array) -> float:
    """Mean absolute scaled error (Hyndman & Koehler 2006).

    The mean absolute error over that of repeating the last week within the days before. Not a
    number where those were the same week after week.
    """
    scale = float(np.abs(before[WEEK:] - before[:-WEEK]).mean())
    return float(np.abs(forecast - actual).mean()) / scale if scale > 0 else np.nan
