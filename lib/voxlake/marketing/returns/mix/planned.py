"""What a plan of future weeks says: spend of each channel, and what it is expected to bring."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np

from voxlake.marketing.returns.mix.draws import ends
from voxlake.marketing.returns.mix.plan import Ask, Curves, best_levels, curves_of
from voxlake.marketing.returns.mix.shapes import Array
from voxlake.marketing.returns.mix.told import MONEY, Row
from voxlake.marketing.returns.mix.weeks import WEEK
from voxlake.marketing.returns.settings import MixSettings
from voxlake.tables.columns import ALL

PARAMETERS = ("decay", "half", "slope", "most", "carried")


_ROUNDING = 1e-9


def plan_rows(
    channels: Sequence[dict[str, Any]], as_of: date, settings: MixSettings
) -> Iterator[Row]:
    """Rows of `budget_plan` of one country and currency; none without a channel that costs money.

    Args:
        channels: Rows of `mix_channels` of the country and currency.
        as_of: Last day that was looked at; the plan begins on the Monday after the last week.
        settings: Weeks, money and bounds.

    Raises:
        ConfigError: the least of all channels is more than the budget.
    """
    rows = [row for row in channels if row["most"] is not None and row["unit"] == MONEY]
    if not rows:
        return
    asked = _ask(rows, settings)
    ask = asked.within()
    curves = curves_of(rows[0]["saturation"], rows)
    levels = best_levels(curves, ask)
    marks = [_marks(row, levels[n], ask, n) for n, row in enumerate(rows)]
    is_less = asked.budget > ask.budget * (1 + _ROUNDING)
    marks.append(["bounds_below_budget"] if is_less else [])
    money = {
        "spend": levels,
        "recent_spend": ask.recent,
        "least_spend": ask.low,
        "most_spend": ask.high,
    }
    same = {name: _with_all(each[None, :])[0] for name, each in money.items()}
    brought = _brought(curves, rows, ask, levels, settings)
    for week in range(ask.weeks):
        for c, name in enumerate([*(row["channel"] for row in rows), ALL]):
            yield {
                "as_of_date": as_of,
                "country": rows[0]["country"],
                "currency": rows[0]["currency"],
                "week_start": _first_week(rows[0]) + week * WEEK,
                "channel": name,
                **{key: Decimal(f"{value[c]:.2f}") for key, value in same.items()},
                **{key: float(value[week, c]) for key, value in brought.items()},
                "marks": marks[c],
            }


def _brought(
    curves: Curves,
    rows: list[dict[str, Any]],
    ask: Ask,
    levels: Array,
    settings: MixSettings,
) -> dict[str, Array]:
    """What the plan brings and gains in each week, with intervals, shape (weeks, channels + 1)."""
    planned, lately, later = _both(curves, ask, levels)
    drawn = [_both(one, ask, levels) for one in _drawn_curves(rows)]
    low, high = ends(np.array([one for one, _, _ in drawn]), settings.confidence)
    gains = np.array([one - other for one, other, _ in drawn])
    gain_low, gain_high = ends(gains, settings.confidence)
    later_low, later_high = ends(np.array([one for _, _, one in drawn]), settings.confidence)
    return {
        "expected_revenue": planned,
        "expected_revenue_low": low,
        "expected_revenue_high": high,
        "as_lately_revenue": lately,
        "gain": planned - lately,
        "gain_low": gain_low,
        "gain_high": gain_high,
        "later_gain": later,
        "later_gain_low": later_low,
        "later_gain_high": later_high,
    }


def _first_week(row: dict[str, Any]) -> date:
    start: date = row["first_week"]
    return start + timedelta(weeks=row["week_count"])


def _ask(rows: list[dict[str, Any]], settings: MixSettings) -> Ask:
    recent = np.array([row["recent_spend"] for row in rows])
    usual = zip(recent * settings.lowest, recent * settings.highest, strict=True)
    bounds = [
        settings.bounds.get(row["channel"], ends_of)
        for row, ends_of in zip(rows, usual, strict=True)
    ]
    low, high = np.array(bounds, float).T
    weeks = settings.plan_weeks
    budget = settings.plan_budget
    total = float(recent.sum()) * weeks if budget is None else budget
    return Ask(weeks, total, low, high, recent, settings.later_weeks)


def _drawn_curves(rows: list[dict[str, Any]]) -> list[Curves]:
    """The curves of each draw of the fit."""
    drawn = np.array([row["draws"] for row in rows], float)
    by_draw = drawn.reshape(len(rows), -1, len(PARAMETERS)).transpose(1, 0, 2)
    saturation = rows[0]["saturation"]
    return [
        curves_of(saturation, [dict(zip(PARAMETERS, one, strict=True)) for one in draw])
        for draw in by_draw
    ]


def _both(curves: Curves, ask: Ask, levels: Array) -> tuple[Array, Array, Array]:
    """What weeks of the plan bring by it and by spend as lately, and what it gains after them.

    The last is a mean over the weeks of the plan, so that all gains add up.
    """
    paths = (ask.path(each) for each in (levels, ask.recent))
    planned, lately = (_with_all(curves.brought(path)) for path in paths)
    later = (planned - lately)[ask.weeks :].sum(axis=0) / ask.weeks
    return planned[: ask.weeks], lately[: ask.weeks], np.tile(later, (ask.weeks, 1))


def _with_all(values: Array) -> Array:
    """The values with their sum over channels as one channel more."""
    return np.hstack([values, values.sum(axis=1, keepdims=True)])


def _marks(row: dict[str, Any], level: float, ask: Ask, place: int) -> list[str]:
    low, high = float(ask.low[place]), float(ask.high[place])
    near = 1e-6 * max(high, 1.0)
    marks = [mark for mark in row["marks"] if mark in ("moves_together", "maybe_nothing")]
    if level > row["largest_spend"]:
        marks.append("beyond_seen")
    if high - low > near:
        marks += ["at_least"] * (level - low <= near) + ["at_most"] * (high - level <= near)
    return marks
