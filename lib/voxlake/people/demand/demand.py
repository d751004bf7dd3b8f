"""Demand of a window: how much each segment does, and receives, in each hour of the week."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.demand.estimates import Estimates, activity_per_hour, engagement_per_post
from voxlake.people.demand.measures import ACTIVITIES, ENGAGEMENT, NO_HOUR
from voxlake.people.demand.settings import DemandSettings
from voxlake.people.demand.week import CELLS, HOURS, local_hours
from voxlake.tables import DEMAND
from voxlake.tables.columns import ALL_USERS

Array = NDArray[np.float64]

_SUMS = ("activity_count", "log_sum", "log_square_sum", "assumed_zone_count")


def demand_by_hour(
    activity: DataFrame, first: date | None, as_of: date, settings: DemandSettings, zone: str
) -> DataFrame:
    """Rows of `demand`: the hours of the week that the window has, of what was seen at all.

    Args:
        activity: Rows of `activity_hours` of the window.
        first: First day of the window that the lake knows; None where it knows none.
        as_of: Last day of it.
        settings: The intervals.
        zone: The lake's, by which the days are cut.
    """
    is_told = F.col("measure").isin(*ACTIVITIES, *ENGAGEMENT) & (F.col("hour") != NO_HOUR)
    segments = F.array("segment_id", F.lit(ALL_USERS))
    hours = (
        activity.where(is_told)
        .withColumn("segment_id", F.explode(segments))
        .groupBy("segment_id", "measure", "time_zone", "local_date", "hour")
        .agg(*(F.sum(name).alias(name) for name in _SUMS))
    )

    def estimate(rows: pd.DataFrame) -> pd.DataFrame:
        return estimate_week(rows, first or as_of, as_of, settings.confidence, zone)

    # A function of pandas: SQL has no quantiles of the gamma distribution.
    return hours.groupBy("segment_id", "measure").applyInPandas(estimate, DEMAND.schema)


def estimate_week(
    rows: pd.DataFrame, first: date, as_of: date, confidence: float, zone: str
) -> pd.DataFrame:
    """The rows of one segment and measure.

    Args:
        rows: Its sums by time_zone, local_date and hour.
        first: First day of the window that the lake knows.
        as_of: Last day of it.
        confidence: Probability of the intervals.
        zone: The lake's, by which the days are cut.
    """
    measure = str(rows["measure"].iloc[0])
    rows = rows.assign(cell=_cells(rows["local_date"], rows["hour"]))
    counts, log_sums, log_squares, assumed = (_by_cell(rows, name) for name in _SUMS)
    hours = _hours(rows, first, as_of, zone)
    if measure in ENGAGEMENT:
        found = engagement_per_post(counts, log_sums, log_squares, confidence)
        observed = np.expm1(_ratio(log_sums, counts))
    else:
        of_hours = rows.groupby(["local_date", "cell"], as_index=False)["activity_count"].sum()
        squares = _by_cell(of_hours.assign(square=of_hours["activity_count"] ** 2), "square")
        found = activity_per_hour(counts, squares, hours, confidence)
        observed = _ratio(counts, hours)
    done = rows.groupby("time_zone")["activity_count"].sum().sort_values(ascending=False)
    told = _told(found).assign(
        as_of_date=as_of,
        segment_id=rows["segment_id"].iloc[0],
        measure=measure,
        activity_count=counts.astype(np.int64),
        hours=hours,
        observed=pd.Series(observed).astype(object).where(~np.isnan(observed), None),
        confidence=confidence,
        first_date=first,
        time_zones=pd.Series([list(done.index)] * CELLS),
        assumed_zone_share=assumed.sum() / counts.sum(),
    )
    return told.loc[hours > 0, list(DEMAND.column_names)]


def _told(found: Estimates) -> pd.DataFrame:
    cells = np.arange(CELLS)
    return pd.DataFrame(
        {
            "weekday": cells // HOURS + 1,
            "hour": cells % HOURS,
            "expected": found.expected,
            "low": found.low,
            "high": found.high,
            "own_weight": found.own,
        }
    )


def _cells(days: pd.Series[Any], hours: pd.Series[Any]) -> pd.Series[int]:
    return pd.to_datetime(days).dt.weekday * HOURS + hours


def _by_cell(rows: pd.DataFrame, name: str) -> Array:
    values = rows[name].fillna(0).to_numpy(float)
    return np.asarray(np.bincount(rows["cell"], weights=values, minlength=CELLS))


def _ratio(sums: Array, counts: Array) -> Array:
    """Not a number where nothing was counted."""
    return np.divide(sums, counts, out=np.full(CELLS, np.nan), where=counts > 0)


def _hours(rows: pd.DataFrame, first: date, as_of: date, of_days: str) -> Array:
    """Hours of each cell in the window; the mean over zones, by what was done in each."""
    done = rows.groupby("time_zone")["activity_count"].sum()
    of_zones = [local_hours(str(zone), first, as_of, of_days) for zone in done.index]
    return np.asarray(np.average(of_zones, axis=0, weights=done))
