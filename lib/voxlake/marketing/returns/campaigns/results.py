"""Rows of `campaign_results` from sums: every campaign, marked where something is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from voxlake.marketing.returns.campaigns.facts import MEASURES
from voxlake.marketing.returns.money import NONE
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.tables.columns import ALL, ALL_USERS

Row = dict[str, Any]
_PER_THOUSAND = 1000
_OF_SPEND = ("spend", "impression_count", "post_count", "post_reach", "reach", "click_count")
"""What is not split among segments."""


def result_rows(
    sums: Iterable[Mapping[str, Any]],
    campaigns: Sequence[Mapping[str, Any]],
    currency: str | None,
    as_of: date,
    settings: ReturnSettings,
) -> list[Row]:
    """Rows of `campaign_results`, in order.

    A campaign without spend, orders and posts has a row of zeros in each window, in the currency
    of money or else its budget's.

    Args:
        sums: Rows of `facts`.
        campaigns: Rows of `campaigns`.
        currency: What money is told in; None without orders.
        as_of: The day.
        settings: The windows.
    """
    plans = {str(row["campaign_id"]): row for row in campaigns}
    told = [*_filled(sums, plans, currency), *_of_nothing(plans, currency, settings)]
    added: dict[tuple[Any, ...], Row] = {}
    for row in told:
        for key in _groups(row, settings):
            _add(added.setdefault(key, {}), row)
    several = _in_several(added)
    keys = sorted(added, key=lambda key: tuple(map(str, key)))
    rows = []
    for key in keys:
        grouping, name, segment, window, money = key
        row = _figures(added[key], is_segment=segment != ALL_USERS, is_none=name == NONE)
        row |= {
            "as_of_date": as_of,
            "grouping": grouping,
            "group_name": name,
            "segment_id": segment,
            "window_days": window,
            "currency": money,
        }
        plan = plans.get(name) if grouping == "campaign" else None
        row |= _planned(plan, money)
        is_known = grouping != "campaign" or name == NONE or plan is not None
        marks = _marks(row, as_of, is_known=is_known)
        marks += ["several_currencies"] * (key[:4] in several)
        rows.append({**row, "marks": marks})
    return rows


def _filled(
    sums: Iterable[Mapping[str, Any]], plans: Mapping[str, Mapping[str, Any]], currency: str | None
) -> Iterator[Row]:
    """The sums with campaign, channel, content type, currency and clicks that are never null."""
    rows = [dict(row) for row in sums]
    by_spend = {row["campaign_id"] for row in rows if row["spend_click_count"] is not None}
    paid = {row["campaign_id"]: row["currency"] for row in rows if row["currency"]}
    for row in rows:
        plan = plans.get(row["campaign_id"] or NONE, {})
        by_event = None if row["campaign_id"] in by_spend else row["event_click_count"]
        yield {
            **row,
            "channel": row["channel"] or plan.get("channel") or NONE,
            "content_type": plan.get("content_type") or NONE,
            "click_count": _plus(row["spend_click_count"], by_event),
            "reach": _plus(row["impression_count"], row["post_reach"]),
            "currency": row["currency"]
            or paid.get(row["campaign_id"])
            or _currency_of(plan, currency),
            "campaign_id": row["campaign_id"] or NONE,
        }


def _of_nothing(
    plans: Mapping[str, Mapping[str, Any]], currency: str | None, settings: ReturnSettings
) -> Iterator[Row]:
    """A row of nothing for each campaign and window, so that none is missing."""
    for name, plan in plans.items():
        for window in (0, *settings.windows):
            yield {
                **dict.fromkeys(MEASURES),
                "campaign_id": name,
                "channel": plan.get("channel") or NONE,
                "content_type": plan.get("content_type") or NONE,
                "segment_id": None,
                "currency": _currency_of(plan, currency),
                "window_days": window,
            }


def _currency_of(plan: Mapping[str, Any], currency: str | None) -> str:
    return str(currency or plan.get("currency") or NONE)


def _groups(row: Row, settings: ReturnSettings) -> Iterator[tuple[Any, ...]]:
    """Keys of the rows of the table that a row of sums is part of."""
    names = {
        "campaign": row["campaign_id"],
        "channel": row["channel"],
        "content_type": row["content_type"],
        ALL: ALL,
    }
    own = row["segment_id"]
    segments = [ALL_USERS] if own is None or not settings.by_segment else [ALL_USERS, own]
    for grouping, name in names.items():
        for segment in segments:
            yield grouping, name, segment, row["window_days"], row["currency"]


def _add(total: Row, row: Row) -> None:
    for name in (*MEASURES, "click_count", "reach"):
        total[name] = _plus(total.get(name), row.get(name))


def _plus(one: Any, other: Any) -> Any:  # noqa: ANN401
    """The sum of what is known; None where neither is."""
    if one is None or other is None:
        return other if one is None else one
    return one + other


def _in_several(added: Mapping[tuple[Any, ...], Row]) -> set[tuple[Any, ...]]:
    """Keys, without the currency, of what has money in more than one."""
    found: dict[tuple[Any, ...], set[str]] = {}
    for key, row in added.items():
        if row["spend"] or row["revenue"]:
            found.setdefault(key[:4], set()).add(key[4])
    return {key for key, currencies in found.items() if len(currencies) > 1}


def _figures(total: Row, *, is_segment: bool, is_none: bool) -> Row:
    """Sums and what they cost each; what is of orders is 0 where there are none.

    Orders that no campaign is known of did not come by the spend that none is known of.
    """
    zero = Decimal(0)
    sums = {
        name: total[name]
        for name in (*MEASURES, "click_count", "reach")
        if name not in ("spend_click_count", "event_click_count")
    }
    for name, nothing in (("order_count", 0), ("new_customer_count", 0), ("revenue", zero)):
        sums[name] = nothing if sums[name] is None else sums[name]
    if is_segment:
        sums |= dict.fromkeys(_OF_SPEND)
        return {**sums, "profit": None}
    sums["spend"] = zero if sums["spend"] is None else sums["spend"]
    sums["post_count"] = sums["post_count"] or 0
    if is_none:
        return {**sums, "profit": None}
    spend, revenue, value = sums["spend"], sums["revenue"], sums["expected_value"]
    return {
        **sums,
        "profit": revenue - spend,
        "cost_per_thousand": _ratio(_PER_THOUSAND * spend, sums["reach"], spend),
        "cost_per_click": _ratio(spend, sums["click_count"], spend),
        "cost_per_order": _ratio(spend, sums["order_count"], spend),
        "cost_per_customer": _ratio(spend, sums["new_customer_count"], spend),
        "return_on_spend": _ratio(revenue, spend, spend),
        "return_with_value": None if value is None else _ratio(revenue + value, spend, spend),
    }


def _ratio(part: Any, whole: Any, spend: Decimal) -> float | None:  # noqa: ANN401
    return float(part) / float(whole) if spend > 0 and whole is not None and whole > 0 else None


def _planned(plan: Mapping[str, Any] | None, currency: str) -> Row:
    if plan is None:
        return {}
    names = ("channel", "content_type", "starts_on", "ends_on")
    own = plan.get("budget") if plan.get("currency") == currency else None
    return {"campaign_name": plan.get("name"), "budget": own, **{n: plan.get(n) for n in names}}


def _marks(row: Row, as_of: date, *, is_known: bool) -> list[str]:
    spend, budget, starts_on = row["spend"], row.get("budget"), row.get("starts_on")
    is_segment = row["segment_id"] != ALL_USERS
    said = {
        "not_planned": not is_known,
        "not_begun": starts_on is not None and starts_on > as_of,
        "spend_not_split": is_segment,
        "no_spend": not is_segment and spend == 0,
        "negative_spend": not is_segment and spend < 0,
        "no_revenue": row["revenue"] <= 0,
        "over_budget": not is_segment
        and row["window_days"] == 0
        and budget is not None
        and spend > budget,
    }
    return [name for name, is_so in said.items() if is_so]
