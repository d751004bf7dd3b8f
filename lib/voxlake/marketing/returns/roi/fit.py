"""Fits both regressions to rows of spend, and says how far they may be believed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.returns.roi.fitted import LinearFit, LogisticFit, Regression, Spread
from voxlake.marketing.returns.roi.linear import fit_linear
from voxlake.marketing.returns.roi.logistic import fit_logistic
from voxlake.marketing.returns.roi.rows import feature_names
from voxlake.marketing.returns.roi.sums import spread_of
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.marketing.returns.spread import inflation_of

_ROWS_A_CHANNEL = 10
"""Of Harrell 2015, "Regression Modeling Strategies", 4.4: as many rows for each column at least."""


def fit_revenue(rows: DataFrame, channels: Sequence[str], settings: ReturnSettings) -> Regression:
    """The linear regression of revenue on the spend of channels.

    Args:
        rows: As `regression_rows` gives them, kept.
        channels: Those of the columns.
        settings: How many rows are needed.

    Raises:
        TooLittleDataError: there are too few.
    """
    names = feature_names(channels)
    spread = spread_of(rows, names, F.lit(1.0))
    needed = max(settings.min_rows, _ROWS_A_CHANNEL * len(channels))
    if spread.count < needed or not channels:
        raise TooLittleDataError(
            f"A regression on {len(channels)} channels with spend needs {needed} rows of a "
            f"campaign and {settings.unit}, and there are {spread.count}. Ingest more history or "
            "lower returns.min_rows."
        )
    kept = spread.telling()
    fit = fit_linear(
        rows,
        "revenue",
        [names[n] for n in kept],
        spread.of(kept),
        series=["campaign_id"],
        time="period",
    )
    return _regression("revenue", fit, channels, kept, spread)


def fit_conversion(
    rows: DataFrame, channels: Sequence[str], settings: ReturnSettings
) -> Regression | None:
    """The logistic regression of a click's order on spend; None where clicks or orders do not tell.

    Args:
        rows: As `regression_rows` gives them, kept.
        channels: Those of the columns.
        settings: How many rows are needed.
    """
    names = feature_names(channels)
    clicked = rows.where(F.col("click_count") > 0)
    spread = spread_of(clicked, names, F.col("click_count"))
    if spread.count < max(settings.min_rows, _ROWS_A_CHANNEL * len(channels)):
        return None
    kept = spread.telling()
    told = [names[n] for n in kept]
    fit = fit_logistic(clicked, "order_count", "click_count", told, spread.of(kept))
    return _regression("conversion", fit, channels, kept, spread) if fit else None


def _regression(
    name: str,
    fit: LinearFit | LogisticFit,
    channels: Sequence[str],
    kept: list[int],
    spread: Spread,
) -> Regression:
    factors, condition = inflation_of(spread.scatter)
    return Regression(
        name,
        fit,
        [channels[n] for n in kept],
        [channel for n, channel in enumerate(channels) if n not in kept],
        spread,
        list(channels),
        factors,
        condition if np.isfinite(condition) else float("inf"),
    )
