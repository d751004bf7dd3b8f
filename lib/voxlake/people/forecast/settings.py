"""Settings of forecasts. Imports no pyspark."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

WEEK = 7
SHORTEST = 2 * WEEK
"""Days below which a series is not forecast: a week repeated must have been seen once."""


class ForecastSettings(BaseModel, frozen=True, extra="forbid"):
    """How far ahead is looked, and at how much of the past."""

    horizon_days: int = Field(28, ge=1, le=366, description="Days ahead that are forecast.")
    levels: tuple[Annotated[int, Field(gt=0, lt=100)], ...] = Field(
        (80, 95), min_length=1, description="Probabilities of the intervals, in percent."
    )
    history_days: int = Field(
        182, ge=SHORTEST, description="Most days, up to as_of_date, that a forecast looks back at."
    )
    min_days: int = Field(
        56,
        ge=SHORTEST,
        description="With fewer days, the last week is repeated instead of fitting a model.",
    )
    backtest_windows: int = Field(
        3, ge=0, le=52, description="Most past stretches that are forecast to see how well it goes."
    )
