"""The weeks that a mix model is fitted to, of one country and currency."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
import pandas as pd

from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.returns.mix.search import Weeks
from voxlake.marketing.returns.mix.shapes import Array
from voxlake.marketing.returns.settings import MixSettings
from voxlake.marketing.returns.spread import inflation
from voxlake.people.forecast.calendar import Calendar

WEEK = timedelta(days=7)
_YEAR = 365.25 / 7


@dataclass(frozen=True)
class Base:
    """What goes on without channels: which columns there are."""

    season_pairs: int
    has_trend: bool
    holidays: str | None = None

    def columns(self, mondays: Sequence[date], origin: date, span: int) -> dict[str, Array]:
        """The columns of some weeks by the part that they are of, each of shape (weeks, k).

        Args:
            mondays: The weeks.
            origin: First week of the fit, at which the trend is 0.
            span: Weeks of the fit, after which it is 1.
        """
        place = np.array([(monday - origin) / WEEK for monday in mondays])
        parts = {"baseline": np.ones((len(mondays), 1))}
        if self.has_trend:
            parts["trend"] = place[:, None] / span
        if self.season_pairs:
            angle = 2 * np.pi * place[:, None] * np.arange(1, self.season_pairs + 1) / _YEAR
            parts["season"] = np.hstack([np.sin(angle), np.cos(angle)])
        if self.holidays:
            first, last = min(mondays), max(mondays)
            is_holiday = Calendar(first, self.holidays).is_holiday((last - first).days + 7)
            starts = [(monday - first).days for monday in mondays]
            counts = np.array([is_holiday[n : n + 7].sum() for n in starts], float)
            if counts.std() > 0:
                parts["holidays"] = counts[:, None]
        return parts


@dataclass(frozen=True)
class MixData:
    """Weeks without a gap, what was spent in each, and what came of it."""

    country: str
    currency: str
    mondays: list[date]
    revenue: Array
    channels: tuple[str, ...]
    spend: Array
    """Shape (weeks, channels), >= 0; of posts, their count."""
    units: Mapping[str, str]
    """By channel: `money`, or what is counted of its posts."""
    marks: Mapping[str, list[str]] = field(default_factory=dict)
    """What is to be known of channels."""
    left_out: Mapping[str, list[str]] = field(default_factory=dict)
    """Channels that are in no fit, and why."""

    def weeks(self, base: Base) -> Weeks:
        """What a fit takes."""
        parts = base.columns(self.mondays, self.mondays[0], len(self.mondays))
        return Weeks(self.revenue, self.spend, np.hstack(list(parts.values())))


def data_of(
    spend: pd.DataFrame,
    revenue: pd.DataFrame,
    units: Mapping[str, str],
    last_day: date,
    settings: MixSettings,
    *,
    country: str,
    currency: str,
) -> MixData:
    """The weeks of one country and currency.

    Weeks run from the first that has both spend and revenue behind it to the last whole one; one
    without a row has none. What was paid back on balance in a week counts as no spend. A channel
    with spend in too few weeks, or that never changes, tells nothing, and is left out.

    Args:
        spend: `week_start`, `channel`, `amount`, added up.
        revenue: `week_start`, `amount`, added up.
        units: Of the channels that are no money, what is counted.
        last_day: Last day that counts.
        settings: How many weeks are looked at, and are needed.
        country: Of the rows.
        currency: Of the rows.

    Raises:
        TooLittleDataError: there are too few weeks, or no channel is left.
    """
    paid = spend[~spend["channel"].isin(list(units))]
    mondays = _mondays(paid, revenue, last_day, settings)
    where = f"{'all countries' if country == 'all' else country}, {currency}"
    if len(mondays) < settings.min_weeks:
        raise TooLittleDataError(
            f"A mix model needs {settings.min_weeks} weeks with spend and revenue, and there are "
            f"{len(mondays)} of {where}. Ingest more, or lower mix.min_weeks."
        )
    table = spend.pivot_table(index="week_start", columns="channel", values="amount", aggfunc="sum")
    table = table.reindex(mondays).fillna(0.0).astype(float)
    names = sorted(map(str, table))
    came = revenue.groupby("week_start")["amount"].sum().reindex(mondays).fillna(0.0)
    marks = {name: ["negative_spend"] for name in names if (table[name] < 0).any()}
    table = table.clip(lower=0.0)
    left_out = {
        name: [*marks.get(name, []), mark]
        for name in names
        if (mark := _uselessness(table[name].to_numpy(), settings))
    }
    kept = tuple(name for name in names if name not in left_out)
    if not kept:
        raise TooLittleDataError(
            f"A mix model of {where} needs a channel with spend that changes in "
            f"{settings.min_active_weeks} weeks, and there is none: {left_out or 'no spend'}."
        )
    return MixData(
        country,
        currency,
        mondays,
        came.to_numpy(float),
        kept,
        np.ascontiguousarray(table[list(kept)].to_numpy(float)),
        {name: units.get(name, "money") for name in (*kept, *left_out)},
        {name: marks.get(name, []) for name in kept},
        left_out,
    )


def _mondays(
    spend: pd.DataFrame, revenue: pd.DataFrame, last_day: date, settings: MixSettings
) -> list[date]:
    if spend.empty or revenue.empty:
        return []
    next_day = last_day + timedelta(days=1)
    end = next_day - timedelta(days=next_day.weekday()) - WEEK
    first = max(spend["week_start"].min(), revenue["week_start"].min())
    count = min(max((end - first) // WEEK + 1, 0), settings.history_weeks)
    return [end - n * WEEK for n in reversed(range(count))]


def _uselessness(amounts: Array, settings: MixSettings) -> str | None:
    if not (amounts > 0).any():
        return "no_spend"
    if (amounts > 0).sum() < settings.min_active_weeks:
        return "too_few_weeks"
    return "never_changes" if np.ptp(amounts) <= 1e-9 * amounts.max() else None


def togetherness(data: MixData, base: Base) -> tuple[Array, float]:
    """Variance inflation of each channel's spend among channels and base, and the condition."""
    columns = np.hstack([data.spend, data.weeks(base).base[:, 1:]])
    factors, condition = inflation(columns)
    return factors[: len(data.channels)], condition
