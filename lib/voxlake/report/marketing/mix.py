"""What spend on channels brings: how they answer to it, what they brought, what is planned."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Column, Row
from pyspark.sql import functions as F

from voxlake.report.marketing.campaigns import marks_of
from voxlake.report.settings import WEEK
from voxlake.report.sources import Sources
from voxlake.tables import (
    BUDGET_PLAN,
    MIX_CHANNELS,
    MIX_CONTRIBUTIONS,
    MIX_CURVES,
    Table,
)
from voxlake.tables.columns import ALL

_ROWS = 8000
_MIXES = 6
MONEY = "money"


@dataclass(frozen=True)
class Curve:
    """How a channel answers to spend of a week that is kept up.

    Attributes:
        channel: Its name.
        unit: money, or what is counted.
        points: Rows of `mix_curves`, in order.
        now: Spend a week of late; None where it is not known.
        planned: Mean spend a week of the plan; None where nothing is planned for it.
    """

    channel: str
    unit: str
    points: list[Row]
    now: float | None
    planned: float | None


@dataclass(frozen=True)
class Change:
    """A channel in the plan: spend a week as of late and as planned, and what that brings."""

    channel: str
    now: float
    planned: float
    gain: float
    expected: float
    marks: list[str]

    @property
    def change(self) -> float:
        """How much more a week is planned."""
        return self.planned - self.now


@dataclass(frozen=True)
class Plan:
    """What to spend in the weeks to come.

    Attributes:
        weeks: First days of the weeks, in order.
        changes: The channels, those with the largest change first.
        total: Rows of all channels together, by week.
    """

    weeks: list[date]
    changes: list[Change]
    total: list[Row]

    @property
    def gain(self) -> float:
        """Revenue beyond that of spend as of late, in the weeks and after them."""
        return sum(map(_gained, self.total))

    @property
    def later_gain(self) -> float:
        """The part of it that comes after the weeks, by what carries over."""
        return sum(row["later_gain"] or 0.0 for row in self.total)

    @property
    def ends(self) -> tuple[float, float] | None:
        """The ends of the intervals of the weeks, added up; None where one is not known."""
        names = ("gain_low", "gain_high", "later_gain_low", "later_gain_high")
        if not self.total or any(row[name] is None for row in self.total for name in names):
            return None
        low, high = (
            sum(row[f"gain{end}"] + row[f"later_gain{end}"] for row in self.total)
            for end in ("_low", "_high")
        )
        return low, high

    @property
    def is_sure(self) -> bool:
        """Whether the lower ends of the weeks add up to a gain."""
        return self.ends is not None and self.ends[0] > 0

    @property
    def marks(self) -> list[str]:
        """What to know of the plan, each once."""
        return list(dict.fromkeys(mark for row in self.total for mark in marks_of(row)))


@dataclass(frozen=True)
class Mix:
    """The channels of a country, or of all countries, in one currency."""

    country: str
    currency: str
    as_of: date
    channels: list[Row]
    curves: list[Curve]
    weeks: list[Row]
    plan: Plan | None

    @property
    def where(self) -> str:
        """Which countries it is of, in words."""
        return "all countries" if self.country == ALL else self.country

    @staticmethod
    def marks_of(channel: Row) -> list[str]:
        """What to know of a channel, as people read it."""
        return marks_of(channel)


def mixes(sources: Sources, as_of: date) -> list[Mix]:
    """The latest mix of each country and currency, all countries first; at most six.

    Args:
        sources: The tables.
        as_of: Last day; weeks of a plan that are over by then are left out.
    """
    names = (MIX_CHANNELS, MIX_CURVES, MIX_CONTRIBUTIONS)
    channels, curves, weeks = (_latest(sources, table) for table in names)
    ahead = F.date_add("week_start", WEEK - 1) > F.lit(as_of)
    plans = _latest(sources, BUDGET_PLAN, ahead)
    keys = sorted({*channels, *curves, *weeks}, key=lambda key: (key[0] != ALL, key))
    return [
        Mix(
            *key,
            max(row["as_of_date"] for row in (*channels[key], *curves[key], *weeks[key])),
            sorted(channels[key], key=lambda row: (-(row["contribution"] or 0), row["channel"])),
            _curves(curves[key], channels[key], plans[key]),
            sorted(weeks[key], key=lambda row: (row["week_start"], row["component"])),
            _plan(plans[key]),
        )
        for key in keys[:_MIXES]
    ]


def _latest(
    sources: Sources, table: Table, which: Column | None = None
) -> defaultdict[tuple[str, str], list[Row]]:
    """Rows of the last snapshot by country and currency, whole or not at all."""
    keys = [key for key in table.keys if key != "as_of_date"]
    ordered = sources[table].orderBy(F.desc("as_of_date"), F.col("country") != ALL, *keys)
    rows = (ordered if which is None else ordered.where(which)).limit(_ROWS).collect()
    found: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["as_of_date"] == rows[0]["as_of_date"]:
            found[row["country"], row["currency"]].append(row)
    if len(rows) == _ROWS:
        found.popitem()
    return found


def _curves(points: Sequence[Row], channels: Sequence[Row], plan: Sequence[Row]) -> list[Curve]:
    now = {row["channel"]: row["recent_spend"] for row in channels}
    planned = _mean_by_channel(plan)
    names = list(dict.fromkeys(row["channel"] for row in points))
    by_name = {name: [row for row in points if row["channel"] == name] for name in names}
    return [
        Curve(name, rows[0]["unit"], rows, now.get(name), planned.get(name))
        for name, rows in by_name.items()
    ]


def _plan(rows: Sequence[Row]) -> Plan | None:
    if not rows:
        return None
    weeks = sorted({row["week_start"] for row in rows})
    own = [row for row in rows if row["channel"] != ALL]
    planned = _mean_by_channel(rows)
    changes = [
        Change(
            name,
            float(of_channel[0]["recent_spend"] or 0),
            planned[name],
            sum(map(_gained, of_channel)),
            sum(row["expected_revenue"] or 0.0 for row in of_channel),
            marks_of(of_channel[0]),
        )
        for name in dict.fromkeys(row["channel"] for row in own)
        if (of_channel := [row for row in own if row["channel"] == name])
    ]
    total = sorted((r for r in rows if r["channel"] == ALL), key=lambda row: row["week_start"])
    return Plan(weeks, sorted(changes, key=lambda one: (-abs(one.change), one.channel)), total)


def _gained(row: Row) -> float:
    """What the spend of a week gains in it and later."""
    return (row["gain"] or 0.0) + (row["later_gain"] or 0.0)


def _mean_by_channel(plan: Sequence[Row]) -> dict[str, float]:
    weeks = len({row["week_start"] for row in plan})
    sums: defaultdict[str, float] = defaultdict(float)
    for row in plan:
        sums[row["channel"]] += float(row["spend"] or 0)
    return {channel: total / weeks for channel, total in sums.items()}
