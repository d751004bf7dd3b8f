"""What regressions say of planned campaigns."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from voxlake.marketing.returns.roi.fitted import Regression
from voxlake.marketing.returns.roi.told import Row
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.marketing.returns.spread import Array


@dataclass(frozen=True)
class Fits:
    """Both regressions, in one currency; conversion is None where clicks do not tell."""

    revenue: Regression
    conversion: Regression | None
    currency: str


def prediction_rows(
    campaigns: Sequence[Mapping[str, Any]],
    fits: Fits,
    as_of: date,
    settings: ReturnSettings,
) -> Iterator[Row]:
    """Rows of `roi_predictions`: campaigns that begin after the day, in order.

    Args:
        campaigns: Rows of `campaigns`.
        fits: The regressions.
        as_of: The day.
        settings: Of the regressions.
    """
    revenue, currency = fits.revenue, fits.currency
    planned = [c for c in campaigns if c["starts_on"] is not None and c["starts_on"] > as_of]
    for plan in sorted(planned, key=lambda one: str(one["campaign_id"])):
        units = _units(plan, settings)
        row: Row = {
            "as_of_date": as_of,
            "campaign_id": plan["campaign_id"],
            "campaign_name": plan["name"],
            "channel": plan["channel"],
            "currency": plan["currency"] or currency,
            "budget": plan["budget"],
            "unit_count": units,
        }
        reason = _reason(plan, units, revenue, currency)
        if reason is None and units is not None:
            budget = float(plan["budget"])
            row |= _money(revenue, str(plan["channel"]), budget, units, settings)
            row |= _share(fits.conversion, str(plan["channel"]), budget / units, settings)
        marks = [reason] if reason else _prediction_marks(plan, units, revenue, settings)
        yield {**row, "marks": marks, "verdict": _promise(row, reason)}


def _units(plan: Mapping[str, Any], settings: ReturnSettings) -> float | None:
    """Days or weeks that a campaign runs; None where its end is not known."""
    if plan["ends_on"] is None or plan["ends_on"] < plan["starts_on"]:
        return None
    days: int = (plan["ends_on"] - plan["starts_on"]).days + 1
    return days / 7 if settings.unit == "week" else float(days)


def _reason(
    plan: Mapping[str, Any], units: float | None, revenue: Regression, currency: str
) -> str | None:
    """Why nothing is predicted; None where something is."""
    said = {
        "no_budget": plan["budget"] is None,
        "no_end": units is None,
        "other_currency": plan["currency"] not in (None, currency),
        "no_history": plan["channel"] not in revenue.channels,
    }
    return next((name for name, is_so in said.items() if is_so), None)


def _at(found: Regression, channel: str, spend: float, ones: float) -> Array:
    at = np.zeros(len(found.channels) + 1)
    at[0] = ones
    at[1 + found.channels.index(channel)] = spend
    return at


def _money(
    found: Regression, channel: str, budget: float, units: float, settings: ReturnSettings
) -> Row:
    """What is expected of all units of a campaign, and what may come of one such campaign."""
    fit = found.fit
    at = _at(found, channel, budget, units if settings.level == "campaign" else 0.0)
    mean = float(at @ fit.coefficients)
    quantile = fit.quantile(settings.confidence)
    spread = float(at @ fit.covariance @ at)
    half, whole = (
        quantile * math.sqrt(max(v, 0.0)) for v in (spread, spread + units * found.error**2)
    )
    row = {
        "expected_revenue": mean,
        "expected_revenue_low": mean - half,
        "expected_revenue_high": mean + half,
        "possible_revenue_low": mean - whole,
        "possible_revenue_high": mean + whole,
    }
    if budget > 0:
        for end in ("", "_low", "_high"):
            row[f"expected_return{end}"] = row[f"expected_revenue{end}"] / budget
    return row


def _share(found: Regression | None, channel: str, spend: float, settings: ReturnSettings) -> Row:
    if found is None or channel not in found.channels:
        return {}
    at = _at(found, channel, spend, 1.0)
    odds = float(at @ found.fit.coefficients)
    half = found.fit.quantile(settings.confidence) * math.sqrt(
        float(at @ found.fit.covariance @ at)
    )
    ends = {"": odds, "_low": odds - half, "_high": odds + half}
    return {f"conversion{end}": _chance(value) for end, value in ends.items()}


def _chance(odds: float) -> float:
    return float(0.5 * (1 + math.tanh(odds / 2)))


def _prediction_marks(
    plan: Mapping[str, Any], units: float | None, revenue: Regression, settings: ReturnSettings
) -> list[str]:
    place = revenue.every.index(plan["channel"])
    spend = float(plan["budget"]) / (units or 1.0)
    factor = revenue.factors[place]
    said = {
        "beyond_seen": spend > revenue.spread.largest[place],
        "moves_together": factor > settings.max_vif,
    }
    return [name for name, is_so in said.items() if is_so]


_REASONS = {
    "no_budget": "the campaign has no budget",
    "no_end": "when the campaign ends is not known",
    "other_currency": "its budget is in another currency than revenue",
    "no_history": "its channel has no spend that tells anything",
}


def _promise(row: Row, reason: str | None) -> str:
    if reason:
        return f"nothing is predicted: {_REASONS[reason]}"
    low, mean, high = (row[f"expected_revenue{end}"] for end in ("_low", "", "_high"))
    return f"expected to bring {mean:.2f} ({low:.2f} to {high:.2f}) for {row['budget']}"
