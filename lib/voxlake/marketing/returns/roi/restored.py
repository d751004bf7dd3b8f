"""Regressions put together again from the rows of `roi_coefficients`, to predict with."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from voxlake.marketing.returns.roi.fitted import LinearFit, LogisticFit, Regression, Spread
from voxlake.marketing.returns.roi.predicted import Fits
from voxlake.marketing.returns.roi.told import INTERCEPT


def fits_of(rows: Iterable[Mapping[str, Any]]) -> Fits | None:
    """The regressions of rows of one day and currency; None without that of revenue.

    What they predict of a campaign, which is of one channel, is what `fit_roi` predicts: of the
    covariances rows have those with the intercept, and no prediction needs others.

    Args:
        rows: Rows of `roi_coefficients`, with `intercept_covariance`.
    """
    by_model: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_model.setdefault(row["model"], []).append(row)
    if "revenue" not in by_model:
        return None
    revenue = by_model["revenue"]
    conversion = by_model.get("conversion")
    return Fits(
        _regression("revenue", revenue),
        _regression("conversion", conversion) if conversion else None,
        revenue[0]["currency"],
    )


def _regression(name: str, rows: Sequence[Mapping[str, Any]]) -> Regression:
    kept = sorted(
        (row for row in rows if row["coefficient"] is not None),
        key=lambda row: (row["term"] != INTERCEPT, row["term"]),
    )
    channels = [row["term"] for row in kept[1:]]
    every = sorted((row for row in rows if row["term"] != INTERCEPT), key=lambda row: row["term"])
    spread = Spread(
        int(kept[0]["row_count"]),
        float(kept[0]["row_count"]),
        np.array([row["mean_spend"] for row in every], float),
        np.full((len(every), len(every)), np.nan),
        np.array([row["largest_spend"] for row in every], float),
    )
    return Regression(
        name,
        _fit(name, kept),
        channels,
        [row["term"] for row in every if row["coefficient"] is None],
        spread,
        [row["term"] for row in every],
        np.array([math.nan if row["vif"] is None else row["vif"] for row in every], float),
        float(kept[0]["condition_number"]),
    )


def _fit(name: str, kept: Sequence[Mapping[str, Any]]) -> LinearFit | LogisticFit:
    values = np.array([row["coefficient"] for row in kept], float)
    covariance = np.diag([float(row["standard_error"]) ** 2 for row in kept])
    with_intercept = [row["intercept_covariance"] for row in kept]
    if any(one is None for one in with_intercept[1:]):
        with_intercept = [math.nan] * len(kept)  # rows of before there was that column
    covariance[0, 1:] = covariance[1:, 0] = with_intercept[1:]
    first = kept[0]
    if name == "conversion":
        return LogisticFit(values, covariance, first["r_squared"])
    return LinearFit(
        values,
        covariance,
        np.diag([float(row["robust_error"] or 0.0) ** 2 for row in kept]),
        int(first["row_count"]) - len(kept),
        float(first["residual_error"] or 0.0),
        first["r_squared"],
        first["durbin_watson"],
        first["breusch_pagan_p"],
        first["jarque_bera_p"],
    )
