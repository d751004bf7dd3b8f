"""Daily series of each segment, and their forecasts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.people.demand.measures import REVENUE
from voxlake.people.forecast.calendar import Ahead
from voxlake.people.forecast.models import ETS, SEASONAL_NAIVE, Found, foretell
from voxlake.people.forecast.settings import SHORTEST, ForecastSettings
from voxlake.tables import FORECASTS
from voxlake.tables.columns import ALL_USERS

_OF_GROWTH = {"active_users": "dau", "new_users": "daily_new"}
_OF_ACTIVITY = {"orders": "activity_count", REVENUE: "total"}


def daily_series(growth: DataFrame, activity: DataFrame) -> DataFrame:
    """Columns series, segment_id, day and value; days without a row had nothing.

    Args:
        growth: Rows of `growth`.
        activity: Rows of `activity_hours`.
    """
    of_growth = growth.select(
        "segment_id",
        F.col("activity_date").alias("day"),
        _named(_OF_GROWTH),
    ).select("segment_id", "day", "named.*")
    segments = F.explode(F.array("segment_id", F.lit(ALL_USERS)))
    amount = F.coalesce(
        *(F.when(F.col("measure") == name, F.col(c)) for name, c in _OF_ACTIVITY.items())
    )
    of_activity = activity.where(F.col("measure").isin(*_OF_ACTIVITY)).select(
        segments.alias("segment_id"),
        F.col("activity_date").alias("day"),
        F.col("measure").alias("series"),
        amount.cast("double").alias("value"),
    )
    return (
        of_growth.unionByName(of_activity)
        .groupBy("series", "segment_id", "day")
        .agg(F.sum("value").alias("value"))
    )


def _named(columns: dict[str, str]) -> Column:
    pairs = (
        F.struct(F.lit(name).alias("series"), F.col(column).cast("double").alias("value"))
        for name, column in columns.items()
    )
    return F.explode(F.array(*pairs)).alias("named")


@dataclass(frozen=True)
class Spans:
    """How many series there are, and how many of them are too short to go on."""

    count: int
    too_short: int

    @classmethod
    def of(
        cls,
        daily: DataFrame,
        as_of: date,
        keys: tuple[str, ...] = ("series", "segment_id"),
        remedy: str = "Run count_activity and build_growth on more days.",
    ) -> Spans:
        """Count the series.

        Args:
            daily: Rows with day.
            as_of: The last day that is known.
            keys: Columns that name a series.
            remedy: What to do where none is long enough.

        Raises:
            TooLittleDataError: none is long enough.
        """
        firsts = daily.groupBy(*keys).agg(F.min("day").alias("first"))
        days = [(as_of - row["first"]).days + 1 for row in firsts.collect()]
        if max(days, default=0) < SHORTEST:
            raise TooLittleDataError(
                f"A forecast needs {SHORTEST} days of what it is of, up to {as_of}, and the "
                f"longest series has {max(days, default=0)}. {remedy}"
            )
        return cls(len(days), sum(span < SHORTEST for span in days))


def forecast_series(daily: DataFrame, as_of: date, settings: ForecastSettings) -> DataFrame:
    """Rows of `forecasts`; a series of fewer than `SHORTEST` days has none.

    Args:
        daily: What `daily_series` gives.
        as_of: The last day that is known.
        settings: The horizon, intervals and backtest.
    """

    def forecast(rows: pd.DataFrame) -> pd.DataFrame:
        return forecast_one(rows, as_of, settings)

    # A function of pandas: the models are not in SQL.
    return daily.groupBy("series", "segment_id").applyInPandas(forecast, FORECASTS.schema)


def forecast_one(rows: pd.DataFrame, as_of: date, settings: ForecastSettings) -> pd.DataFrame:
    """The rows of one series."""
    values = every_day(rows, as_of)
    if len(values) < SHORTEST:
        return pd.DataFrame(columns=FORECASTS.column_names)
    series = str(rows["series"].iloc[0])
    found = foretell(values.to_numpy(), settings)
    # Users and orders are never fewer than none.
    told = rows_ahead(found, as_of, least=-np.inf if series == REVENUE else 0.0)
    return told.assign(
        as_of_date=as_of,
        series=series,
        segment_id=rows["segment_id"].iloc[0],
        history_days=len(values),
        ets_mase=or_null(found.backtests[ETS].mase),
    )[list(FORECASTS.column_names)]


def every_day(rows: pd.DataFrame, last: date) -> pd.Series[float]:
    """The values of a series by day, from its first; days without a row had nothing.

    Args:
        rows: With day and value.
        last: The last day that is known.
    """
    by_day = pd.Series(rows["value"].to_numpy(float), index=pd.to_datetime(rows["day"]))
    return by_day.reindex(pd.date_range(by_day.index.min(), last), fill_value=0.0)


def rows_ahead(found: Found, last: date, least: float) -> pd.DataFrame:
    """A row for each day and level, with the columns that all tables of forecasts have.

    Args:
        found: The forecast.
        last: The last day that was known.
        least: What no figure may be below.
    """
    held = found.backtests[found.model]
    told = pd.concat(_level(found.ahead, level, last, least) for level in found.ahead.low)
    return told.assign(
        model=found.model,
        reason=found.reason,
        seasonal_naive_mase=or_null(found.backtests[SEASONAL_NAIVE].mase),
        coverage=told["level"].map({k: or_null(v) for k, v in held.coverage.items()}),
    )


def _level(ahead: Ahead, level: int, last: date, least: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "target_date": [last + timedelta(days=n + 1) for n in range(len(ahead.mean))],
            "level": level,
            "forecast": ahead.mean.clip(least),
            "low": ahead.low[level].clip(least),
            "high": ahead.high[level].clip(least),
        }
    )


def or_null(value: float) -> float | None:
    """The value, or None where it is not a number."""
    return None if np.isnan(value) else value


def backtest_metrics(
    forecasts: DataFrame, as_of: date, settings: ForecastSettings
) -> list[tuple[str, str, str, str, float]]:
    """Rows of `model_metrics`: means over the series of all users, and over those of segments.

    Args:
        forecasts: Rows of `forecasts` of one day; the figures stand alike on each day ahead.
        as_of: That day.
        settings: The levels.
    """
    of = F.when(F.col("segment_id") == ALL_USERS, "all users").otherwise("segments")
    means = [F.avg(name).alias(name) for name in ("ets_mase", "seasonal_naive_mase")]
    for level in settings.levels:
        covered = F.avg(F.when(F.col("level") == level, F.col("coverage")))
        means.append(covered.alias(f"coverage_{level}"))
    found = forecasts.groupBy("series", of.alias("of")).agg(*means).collect()
    return [
        ("forecast", f"until {as_of}", f"{row['series']} of {row['of']}", name, value)
        for row in found
        for name, value in row.asDict().items()
        if isinstance(value, float)
    ]
