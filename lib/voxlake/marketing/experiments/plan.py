"""What is planned of each experiment, and what its events show: arms, first days, metrics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.marketing.experiments.settings import ExperimentSettings

UNKNOWN = "none"
"""Name of the arm or metric in the row of an experiment that has none."""


@dataclass(frozen=True)
class Plan:
    """An experiment: its arms, the control first, and since when each gets users."""

    experiment_id: str
    arms: tuple[str, ...]
    entered: Mapping[str, date]
    """First day of each arm that got users."""
    kinds: Mapping[str, str]
    """`conversion` or `mean` of each metric that has outcomes."""
    metric: str | None
    """The metric that decides, where it is told."""
    ends_on: date | None
    is_bandit: bool = False

    @property
    def control(self) -> str | None:
        """The arm that others are compared with: the first that was planned and got users."""
        return next((arm for arm in self.arms if arm in self.entered), None)

    @property
    def entries(self) -> tuple[date, ...]:
        """The days on which arms came in, in order; each begins a period."""
        return tuple(sorted(set(self.entered.values())))

    @property
    def metrics(self) -> tuple[str, ...]:
        """Metrics that are told of, the deciding one first."""
        others = sorted(set(self.kinds) - {self.metric})
        return (*([self.metric] if self.metric else []), *others) or (UNKNOWN,)

    def since(self, arm: str) -> int:
        """The period, from 1, in which both the arm and the control got users first."""
        both = {arm, *([self.control] if self.control else [])}
        days = [self.entered[name] for name in both if name in self.entered]
        return 1 + self.entries.index(max(days)) if days else 1


def plans_of(
    experiments: Iterable[Mapping[str, Any]],
    surveyed: Iterable[Mapping[str, Any]],
    settings: ExperimentSettings,
    as_of: date,
) -> list[Plan]:
    """The experiments that are on, or ended a short while ago, by their ids.

    Args:
        experiments: Rows of `experiments`.
        surveyed: Rows of `outcomes.survey`: experiment_id, kind, name, first_date, is_binary.
        settings: Control, kinds of metrics, how long an ended experiment is told of.
        as_of: The day.
    """
    planned = {row["experiment_id"]: row for row in experiments}
    seen: dict[str, list[Mapping[str, Any]]] = {key: [] for key in planned}
    for row in surveyed:
        seen.setdefault(row["experiment_id"], []).append(row)
    made = (
        _plan(key, planned.get(key, {}), found, settings) for key, found in sorted(seen.items())
    )
    return [p for p in made if _is_told(p, planned.get(p.experiment_id, {}), settings, as_of)]


def _plan(
    key: str,
    planned: Mapping[str, Any],
    found: Iterable[Mapping[str, Any]],
    settings: ExperimentSettings,
) -> Plan:
    rows = list(found)
    entered = {r["name"]: r["first_date"] for r in rows if r["kind"] == "assignment"}
    named = [arm for arm in planned.get("arms") or [] if arm is not None]
    others = sorted(set(entered) - set(named), key=lambda arm: (arm != settings.control, arm))
    kinds = {
        r["name"]: settings.metrics.get(r["name"], "conversion" if r["is_binary"] else "mean")
        for r in rows
        if r["kind"] == "outcome"
    }
    arms = tuple(dict.fromkeys([*named, *others]))
    metric, ends_on = planned.get("metric"), planned.get("ends_on")
    return Plan(key, arms, entered, kinds, metric, ends_on, key in settings.bandits)


def _is_told(
    plan: Plan, planned: Mapping[str, Any], settings: ExperimentSettings, as_of: date
) -> bool:
    starts_on = planned.get("starts_on")
    is_ahead = starts_on is not None and starts_on > as_of
    is_over = plan.ends_on is not None and (as_of - plan.ends_on).days > settings.keep_days
    return not is_ahead and not is_over
