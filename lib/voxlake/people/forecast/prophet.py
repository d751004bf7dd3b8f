"""Forecasts by Prophet, which is an extra: it is large, and Stan compiles it."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pandas as pd

from voxlake.core.errors import ConfigError
from voxlake.people.forecast.calendar import Ahead, Array, Calendar

_DRAWS = 300
_SEED = 26


def require() -> Any:  # noqa: ANN401  (a package without types)
    """The class of Prophet.

    Raises:
        ConfigError: it is not installed.
    """
    try:
        from prophet import Prophet  # type: ignore[import-not-found,unused-ignore]  # noqa: PLC0415  (an extra)
    except ImportError as error:
        raise ConfigError(
            "A forecast by prophet needs the package: pip install 'voxlake[prophet]', or take "
            "prophet out of engagement_forecast.models."
        ) from error
    logging.getLogger("cmdstanpy").setLevel(logging.WARNING)  # it tells of each fit
    return Prophet


def look_ahead(values: Array, days: int, levels: tuple[int, ...], calendar: Calendar) -> Ahead:
    """The forecast of Prophet: a trend with bends, seasons of week and year, holidays.

    Taylor & Letham 2018, "Forecasting at scale", The American Statistician 72. Ends of intervals
    are quantiles of draws of what may come, from a seed.

    Args:
        values: Of each day, the last one last.
        days: How many are forecast.
        levels: Probabilities of the intervals, in percent.
        calendar: Its days.

    Raises:
        ConfigError: Prophet is not installed.
    """
    prophet = require()
    count = len(values)
    every = pd.DataFrame({"ds": pd.to_datetime(calendar.days(count + days))})
    named = calendar.names(count + days)
    known = pd.DataFrame({"ds": pd.to_datetime([*named]), "holiday": "holiday"}) if named else None
    model = prophet(holidays=known, daily_seasonality=False, uncertainty_samples=_DRAWS)
    model.fit(every[:count].assign(y=values), seed=_SEED)
    ahead = every[count:]
    mean = model.predict(ahead)["yhat"].to_numpy(float)
    np.random.seed(_SEED)  # which Prophet draws from
    draws = np.asarray(model.predictive_samples(ahead)["yhat"])
    low, high = (
        {level: np.quantile(draws, 0.5 + side * level / 200, axis=1) for level in levels}
        for side in (-1, 1)
    )
    return Ahead(mean, low, high)
