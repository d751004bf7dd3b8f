"""What bandits have learnt: where the traffic went, and where it goes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.marketing.experiments import name_of, planned_experiments
from voxlake.report.pictures import OF_SEVERAL, embedded, legend_above, name_days
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.spark.bounded import first_at_most
from voxlake.tables import BANDIT_STATE, EXPERIMENTS

_BANDITS = 12
_ROWS = 4000
_IN_LEGEND = 4


@dataclass(frozen=True)
class BanditArm:
    """An arm: how often it was chosen, what came of it, and its chance at the next choice."""

    name: str
    choices: int
    rewards: int
    share: float | None
    mean: float | None
    low: float | None
    high: float | None
    chance_best: float | None
    propensity: float | None


@dataclass(frozen=True)
class Bandit:
    """A bandit on the report's day.

    Attributes:
        experiment_id: Its experiment.
        name: What people call that.
        metric: That rewards; None where nothing was measured.
        policy: By which it chooses.
        verdict: What follows, in a sentence.
        arms: In the order of the plan.
        days: Those of which shares are known, in order.
        shares: Of each arm, its share of all choices up to each of the days; None without any.
    """

    experiment_id: str
    name: str
    metric: str | None
    policy: str
    verdict: str
    arms: list[BanditArm]
    days: list[date]
    shares: list[list[float | None]]

    @property
    def choices(self) -> int:
        """Choices of all its arms."""
        return sum(arm.choices for arm in self.arms)

    @property
    def has_picture(self) -> bool:
        """Whether there are days to draw."""
        return len(self.days) > 1 and any(share is not None for share in self.shares[0])


def bandits_of_day(sources: Sources, as_of: date, settings: ReportSettings) -> list[Bandit]:
    """The bandits of the day, with their shares of the report's days; at most twelve."""
    plans = sources[EXPERIMENTS]
    states = window(sources[BANDIT_STATE], "as_of_date", as_of, settings.days)
    of_day = states.where(F.col("as_of_date") == F.lit(as_of))
    named = of_day.select("experiment_id").distinct().orderBy("experiment_id")
    found = first_at_most(named, _BANDITS, "bandits")
    if not (ids := [row["experiment_id"] for row in found]):
        return []
    rows = first_at_most(
        states.where(F.col("experiment_id").isin(ids)).orderBy(
            F.desc("as_of_date"), "experiment_id", "place", "arm"
        ),
        _ROWS,
        "states of bandits",
    )
    planned = planned_experiments(plans, ids)
    return [
        _bandit(name_of(one, planned.get(one)), of_one)
        for one in ids
        if (of_one := [row for row in rows if row["experiment_id"] == one])
    ]


def _bandit(name: str, rows: Sequence[Row]) -> Bandit:
    days = sorted({row["as_of_date"] for row in rows})
    now = [row for row in rows if row["as_of_date"] == days[-1]]
    chosen = {(row["as_of_date"], row["arm"]): row["choice_count"] or 0 for row in rows}
    totals = {day: sum(n for (of, _), n in chosen.items() if of == day) for day in days}
    shares = [
        [chosen.get((day, row["arm"]), 0) / totals[day] if totals[day] else None for day in days]
        for row in now
    ]
    first = now[0]
    return Bandit(
        first["experiment_id"],
        name,
        first["metric"],
        (first["policy"] or "unknown").replace("_", " "),
        first["verdict"] or "",
        [_arm(row, of_arm[-1]) for row, of_arm in zip(now, shares, strict=True)],
        days,
        shares,
    )


def _arm(row: Row, share: float | None) -> BanditArm:
    return BanditArm(
        row["arm"],
        row["choice_count"] or 0,
        row["reward_count"] or 0,
        share,
        row["mean"],
        row["low"],
        row["high"],
        row["chance_best"],
        row["propensity"],
    )


@embedded
def traffic_picture(figure: Picture, bandit: Bandit) -> None:
    """The share of each arm of all choices up to each day, one above the other."""
    axes = figure.subplots()
    heights = [[100 * (share or 0.0) for share in of_arm] for of_arm in bandit.shares]
    colours = [OF_SEVERAL[i % len(OF_SEVERAL)] for i in range(len(heights))]
    names = [arm.name for arm in bandit.arms]
    axes.stackplot(range(len(bandit.days)), heights, colors=colours, labels=names)
    name_days(axes, bandit.days)
    axes.set_ylim(0, 100)
    axes.set_ylabel("percent of choices so far")
    legend_above(axes, min(len(names), _IN_LEGEND))
