"""How the arms of experiments compare, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most
from voxlake.tables import EXPERIMENT_RESULTS, EXPERIMENTS, SEGMENT_PROFILES
from voxlake.tables.columns import ALL_USERS, NO_SEGMENT

_EXPERIMENTS = 20
_ROWS = 600
_WITHOUT = "none"
_UNKNOWN = "\u2013"
DECIDED = ("better", "worse")


@dataclass(frozen=True)
class Arm:
    """An arm, for one metric, of all users or of a segment; the row it came from has the rest."""

    row: Row
    segment: str | None

    @property
    def name(self) -> str:
        """Of the arm; `segment: arm` in a segment."""
        name: str = self.row["arm"]
        return f"{self.segment}: {name}" if self.segment else name

    @property
    def is_control(self) -> bool:
        """Whether the others are compared with it."""
        return bool(self.row["arm"] == self.row["control"])

    def amount(self, of: str) -> str:
        """A share in percent, or a mean in three digits; a dash where there is none."""
        value = self.row[of]
        if value is None:
            return _UNKNOWN
        return f"{value:.2%}" if self.row["metric_kind"] == "conversion" else f"{value:,.4g}"

    @property
    def verdict(self) -> str:
        """What follows, as a sentence begins."""
        said: str = self.row["verdict"] or "no verdict"
        return said[:1].upper() + said[1:]


@dataclass(frozen=True)
class Metric:
    """A metric of an experiment: its arms, the control first, and the arms of segments."""

    name: str
    is_deciding: bool
    arms: list[Arm]
    of_segments: list[Arm]

    @property
    def is_compared(self) -> bool:
        """Whether any of its arms was held against the control."""
        return any(arm.row["difference"] is not None for arm in self.arms)

    @property
    def is_measured(self) -> bool:
        """Whether there is an outcome, or one is planned."""
        return self.name != _WITHOUT

    @property
    def title(self) -> str:
        """What the page calls it."""
        return self.name.replace("_", " ") if self.is_measured else "nothing measured yet"


@dataclass(frozen=True)
class Experiment:
    """An experiment with what was measured, the deciding metric first."""

    experiment_id: str
    name: str
    starts_on: date | None
    ends_on: date | None
    metrics: list[Metric]

    @property
    def _first(self) -> list[Arm]:
        return self.metrics[0].arms

    @property
    def decided(self) -> list[Arm]:
        """Arms that are better or worse than the control by the deciding metric."""
        return [arm for arm in self._first if arm.row["reason"] in DECIDED]

    @property
    def is_split_wrong(self) -> bool:
        """Whether the traffic was not split as planned, so that no figure can be trusted."""
        return any(arm.row["reason"] == "split" for arm in self._first)

    @property
    def is_bandit(self) -> bool:
        """Whether a bandit changes the split, so that its arms have no fair test."""
        return any(arm.row["reason"] == "bandit" for arm in self._first)

    @property
    def split_p_value(self) -> float | None:
        """Chance of a split as far from the planned one; None of a bandit."""
        return next((arm.row["split_p_value"] for arm in self._first), None)

    @property
    def users(self) -> int:
        """Users of all its arms who are compared."""
        return sum(arm.row["user_count"] or 0 for arm in self._first)

    @property
    def mixed(self) -> int:
        """Users of several arms, who are left out."""
        return max((arm.row["mixed_user_count"] or 0 for arm in self._first), default=0)

    @property
    def warnings(self) -> list[str]:
        """What to bear in mind of its arms, each once."""
        told = [arm.row["warning"] for metric in self.metrics for arm in metric.arms]
        return list(dict.fromkeys(filter(None, told)))


def experiments_of_day(sources: Sources) -> list[Experiment]:
    """The experiments of the day's snapshot, those with the latest users first; at most twenty."""
    results, plans, profiles = (
        sources[table] for table in (EXPERIMENT_RESULTS, EXPERIMENTS, SEGMENT_PROFILES)
    )
    latest = (
        results.groupBy("experiment_id")
        .agg(F.max("compared_from").alias("latest"))
        .orderBy(F.desc_nulls_last("latest"), "experiment_id")
    )
    found = first_at_most(latest, _EXPERIMENTS, "experiments")
    if not (ids := [row["experiment_id"] for row in found]):
        return []
    rows = first_at_most(
        results.where(F.col("experiment_id").isin(ids)).orderBy(
            F.col("segment_id") != ALL_USERS,
            "experiment_id",
            F.desc("is_deciding"),
            "metric",
            "segment_id",
            F.col("arm") != F.col("control"),
            "arm",
        ),
        _ROWS,
        "results of experiments",
    )
    planned = planned_experiments(plans, ids)
    named = profiles.select("segment_id", "name").collect()
    segments = {row["segment_id"]: row["name"] for row in named}
    return [
        _experiment(one, planned.get(one), of_one, segments)
        for one in ids
        if (of_one := [row for row in rows if row["experiment_id"] == one])
    ]


def planned_experiments(plans: DataFrame, ids: Sequence[str]) -> dict[str, Row]:
    """The plans of some experiments, as far as they have one.

    Args:
        plans: Rows of `experiments`.
        ids: The experiments, few.
    """
    of_ids = plans.where(F.col("experiment_id").isin(list(ids)))
    columns = ("experiment_id", "name", "starts_on", "ends_on")
    return {row["experiment_id"]: row for row in of_ids.select(*columns).collect()}


def name_of(experiment_id: str, plan: Row | None) -> str:
    """What people call an experiment: the name of its plan, or else its id."""
    name: str | None = plan["name"] if plan else None
    return name or experiment_id


def _experiment(
    experiment_id: str, plan: Row | None, rows: Sequence[Row], segments: Mapping[int, str]
) -> Experiment:
    metrics = list(dict.fromkeys(row["metric"] for row in rows))
    return Experiment(
        experiment_id,
        name_of(experiment_id, plan),
        plan["starts_on"] if plan else None,
        plan["ends_on"] if plan else None,
        [_metric([row for row in rows if row["metric"] == name], segments) for name in metrics],
    )


def _metric(rows: Sequence[Row], segments: Mapping[int, str]) -> Metric:
    arms = [Arm(row, None) for row in rows if row["segment_id"] == ALL_USERS]
    of_segments = [
        Arm(row, _segment(row["segment_id"], segments))
        for row in rows
        if row["segment_id"] != ALL_USERS
    ]
    return Metric(rows[0]["metric"], bool(rows[0]["is_deciding"]), arms, of_segments)


def _segment(segment_id: int, names: Mapping[int, str]) -> str:
    if segment_id == NO_SEGMENT:
        return "no group"
    return names.get(segment_id, f"group {segment_id}")
