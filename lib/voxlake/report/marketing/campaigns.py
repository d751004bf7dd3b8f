"""What campaigns and channels cost and brought, and what planned campaigns are likely to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import CAMPAIGN_RESULTS, ROI_PREDICTIONS
from voxlake.tables.columns import ALL_USERS

_CAMPAIGNS = 40
_PLANNED = 20
_ALL_DAYS = 0
NONE = "none"
"""`group_name` of what is of no campaign or channel."""
_MARKS = {
    "not_planned": "is in no plan of campaigns",
    "not_begun": "has not begun",
    "no_spend": "nothing was spent",
    "negative_spend": "more was paid back than spent",
    "no_revenue": "no revenue",
    "over_budget": "more was spent than planned",
    "several_currencies": "has money in other currencies too, which is not added",
    "moves_together": "moves together with other channels: what each brings can hardly be told",
    "made_of_others": "made of other channels: what it brings cannot be told",
    "never_changes": "its spend never changes: what it brings cannot be told",
    "maybe_nothing": "may bring nothing: the interval holds 0",
    "foretells_no_better": "the model foretells no better than one without channels",
    "too_few_weeks": "spend in too few weeks",
    "beyond_seen": "more than was ever spent: a guess",
    "at_least": "held at the least that is allowed",
    "at_most": "held at the most that is allowed",
    "bounds_below_budget": "the bounds of all channels take less than the budget",
    "no_budget": "no budget is told",
    "no_end": "no last day is told",
    "no_history": "no spend of its channel to learn from",
    "other_currency": "its budget is in another currency",
}
"""Marks of the tables of returns in words; docs/returns.md says when a row has each."""


@dataclass(frozen=True)
class Result:
    """What a campaign or channel cost and brought in one currency; the row has the rest."""

    row: Row

    @property
    def name(self) -> str:
        """What people call it."""
        if self.row["group_name"] == NONE:
            return f"no {self.row['grouping']}"
        name: str = self.row["campaign_name"] or self.row["group_name"]
        return name

    @property
    def spend(self) -> float:
        """Money spent; 0 where there is none."""
        return float(self.row["spend"] or 0)

    @property
    def revenue(self) -> float:
        """Money that came by it; 0 where there is none."""
        return float(self.row["revenue"] or 0)

    @property
    def marks(self) -> list[str]:
        """What to know of it before it is used."""
        return marks_of(self.row)


@dataclass(frozen=True)
class Planned:
    """A campaign to come, with the revenue that its budget is likely to bring."""

    row: Row

    @property
    def name(self) -> str:
        """What people call it."""
        name: str = self.row["campaign_name"] or self.row["campaign_id"]
        return name

    @property
    def marks(self) -> list[str]:
        """What to know of it before it is used."""
        return marks_of(self.row)


def marks_of(row: Row) -> list[str]:
    """The marks of a row, as people read them."""
    return [_MARKS.get(mark, mark.replace("_", " ")) for mark in row["marks"] or ()]


def results(sources: Sources, grouping: str) -> list[Result]:
    """The campaigns or channels of all days with most spend, then with most revenue; at most forty.

    Args:
        sources: The tables.
        grouping: campaign or channel.
    """
    rows = (
        sources[CAMPAIGN_RESULTS]
        .where((F.col("grouping") == grouping) & (F.col("segment_id") == ALL_USERS))
        .where(F.col("window_days") == _ALL_DAYS)
        .orderBy(F.desc_nulls_last("spend"), F.desc_nulls_last("revenue"), "group_name", "currency")
    )
    return [Result(row) for row in first_at_most(rows, _CAMPAIGNS, f"{grouping}s with results")]


def planned_campaigns(sources: Sources) -> list[Planned]:
    """The campaigns to come with the largest budgets; at most twenty."""
    rows = sources[ROI_PREDICTIONS].orderBy(F.desc_nulls_last("budget"), "campaign_id")
    return [Planned(row) for row in first_at_most(rows, _PLANNED, "planned campaigns")]


def by_return(found: Sequence[Result]) -> list[Result]:
    """Those that have a return on spend, the best first."""
    known = [one for one in found if one.row["return_on_spend"] is not None]
    return sorted(known, key=lambda one: (-one.row["return_on_spend"], one.name))
