"""What regressions say of channels."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from voxlake.marketing.returns.roi.fitted import LinearFit, Regression
from voxlake.marketing.returns.settings import ReturnSettings

Row = dict[str, Any]
INTERCEPT = "intercept"
_FORMED = 0.05
"""p-value below which residuals are said not to be as a regression takes them to be."""
_WATSON = (1.5, 2.5)
"""Durbin-Watson outside of which residuals in time are said to hang together."""


def coefficient_rows(
    found: Regression, currency: str, as_of: date, settings: ReturnSettings
) -> Iterator[Row]:
    """Rows of `roi_coefficients`: the intercept, each channel, and those that are left out."""
    fit, spread = found.fit, found.spread
    errors = np.sqrt(np.diag(fit.covariance))
    half = fit.quantile(settings.confidence) * errors
    about = _about(found) | {"as_of_date": as_of, "currency": currency}
    for place, term in enumerate([INTERCEPT, *found.channels]):
        value, error = float(fit.coefficients[place]), float(errors[place])
        row = about | {
            "term": term,
            "coefficient": value,
            "coefficient_low": value - float(half[place]),
            "coefficient_high": value + float(half[place]),
            "standard_error": error,
            "statistic": value / error if error > 0 else None,
            "p_value": float(fit.p_values[place]) if error > 0 else None,
            "intercept_covariance": float(fit.covariance[0, place]),
            **_spend_of(found, term),
        }
        if isinstance(fit, LinearFit):
            row["robust_error"] = math.sqrt(max(float(fit.robust[place, place]), 0.0))
        marks = [*about["marks"], *_marks(found, term, row, settings)]
        yield {**row, "marks": marks, "verdict": _verdict(found.name, row, marks)}
    for term in found.left_out:
        own = spread.scatter[found.every.index(term), found.every.index(term)]
        marks = [*about["marks"], "made_of_others" if own > 0 else "never_changes"]
        row = about | {"term": term, **_spend_of(found, term), "marks": marks}
        yield {**row, "verdict": _verdict(found.name, row, marks)}


def _about(found: Regression) -> Row:
    fit, marks = found.fit, []
    row: Row = {
        "model": found.name,
        "row_count": found.spread.count,
        "r_squared": fit.r_squared,
        "condition_number": found.condition,
    }
    if isinstance(fit, LinearFit):
        row |= {
            "residual_error": fit.error,
            "durbin_watson": fit.durbin_watson,
            "breusch_pagan_p": fit.breusch_pagan_p,
            "jarque_bera_p": fit.jarque_bera_p,
        }
        if fit.breusch_pagan_p is not None and fit.breusch_pagan_p < _FORMED:
            marks.append("uneven_residuals")
        if fit.durbin_watson is not None and not _WATSON[0] <= fit.durbin_watson <= _WATSON[1]:
            marks.append("residuals_in_time")
        if fit.jarque_bera_p is not None and fit.jarque_bera_p < _FORMED:
            marks.append("not_normal")
    return {**row, "marks": marks}


def _spend_of(found: Regression, term: str) -> Row:
    if term == INTERCEPT:
        return {}
    place = found.every.index(term)
    factor = float(found.factors[place])
    return {
        "vif": None if math.isnan(factor) else factor,
        "mean_spend": float(found.spread.means[place]),
        "largest_spend": float(found.spread.largest[place]),
    }


def _marks(found: Regression, term: str, row: Row, settings: ReturnSettings) -> list[str]:
    if term == INTERCEPT:
        return []
    factor = row["vif"]
    together = factor is not None and factor > settings.max_vif
    unsure = row["coefficient_low"] <= 0 <= row["coefficient_high"]
    return ["moves_together"] * together + ["maybe_nothing"] * unsure


_UNSAID = {
    "never_changes": "nothing can be said of {term}: its spend never changes",
    "made_of_others": "nothing can be said of {term}: its spend is that of others put together",
    "moves_together": "{term} cannot be told from the channels that its spend moves with",
    "maybe_nothing": "no effect of {term} is sure",
}


def _verdict(model: str, row: Row, marks: list[str]) -> str:
    term = row["term"]
    for mark, said in _UNSAID.items():
        if mark in marks:
            return said.format(term=term)
    if term == INTERCEPT:
        return "what comes without spend"
    low, value, high = (row[f"coefficient{end}"] for end in ("_low", "", "_high"))
    if model == "conversion":
        more = "more" if value > 0 else "less"
        return f"clicks order {more} often the more is spent on {term}"
    return (
        f"one more of money for {term} goes with {value:.2f} of revenue ({low:.2f} to {high:.2f})"
    )
