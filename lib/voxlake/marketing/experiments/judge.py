"""Whether an experiment allows a verdict, and which."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from voxlake.marketing.experiments.compare import Interval
from voxlake.marketing.experiments.plan import Plan
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.experiments.verdicts import Evidence, verdict_of
from voxlake.tables.columns import ALL_USERS

_FEWEST_ARMS = 2


def judged(
    row: Mapping[str, Any],
    plan: Plan,
    segment_count: int,
    settings: ExperimentSettings,
    as_of: date,
) -> dict[str, str | None]:
    """The columns reason, verdict and warning of a row that has all others."""
    reason, verdict = _refused(row, plan, settings, as_of) or _decided(row, settings)
    warnings = [*_of_arm(row, plan), *_of_segment(row, segment_count, settings)]
    return {"reason": reason, "verdict": verdict, "warning": "; ".join(warnings) or None}


def _refused(
    row: Mapping[str, Any], plan: Plan, settings: ExperimentSettings, as_of: date
) -> tuple[str, str] | None:
    """Why there is nothing to decide; the first reason of several."""
    return (
        _of_plan(row, plan, settings)
        or _of_data(row, plan, settings)
        or _of_time(plan, settings, as_of)
    )


def _of_plan(
    row: Mapping[str, Any], plan: Plan, settings: ExperimentSettings
) -> tuple[str, str] | None:
    if not plan.entered:
        return "nobody", "no verdict: nobody was assigned to an arm"
    if plan.is_bandit:
        return "bandit", "no verdict: a bandit changes the traffic as it learns; see bandit_state"
    if len(plan.entered) < _FEWEST_ARMS:
        return "one_arm", f"no verdict: arm {plan.control} is the only one with users"
    split = row["split_p_value"]
    if split < settings.split_alpha:
        return "split", (
            f"no verdict: traffic split is not as planned (p = {split:.1g}); find out why before "
            "you trust any figure here"
        )
    return None


def _of_data(
    row: Mapping[str, Any], plan: Plan, settings: ExperimentSettings
) -> tuple[str, str] | None:
    if row["metric_kind"] is None:
        return "no_outcome", "no verdict: nothing was measured yet"
    if row["arm"] == plan.control:
        return "control", "the control: other arms are compared with it"
    users = min(row["user_count"], row["control_user_count"])
    if users < settings.min_users:
        return "few_users", (
            f"no verdict yet: {users} users in the smaller arm, and {settings.min_users} are needed"
        )
    if not row["mean"] and not row["control_mean"] and row["p_value"] is None:
        return "no_outcome", "no verdict: nobody of either arm has an outcome above 0"
    return None


def _of_time(plan: Plan, settings: ExperimentSettings, as_of: date) -> tuple[str, str] | None:
    if settings.looks == "daily" or (plan.ends_on is not None and as_of >= plan.ends_on):
        return None
    until = f"on {plan.ends_on}" if plan.ends_on else "when the experiment has a last day"
    return "not_ended", f"no verdict yet: there is one look, {until}"


def _decided(row: Mapping[str, Any], settings: ExperimentSettings) -> tuple[str, str]:
    is_daily = settings.looks == "daily"
    low, high = ("sequential_low", "sequential_high") if is_daily else ("_low", "_high")
    evidence = Evidence(
        arm=row["arm"],
        control=row["control"],
        difference=row["_decided"],
        interval=Interval(row[low], row[high]),
        p_value=row["sequential_p_adjusted" if is_daily else "p_adjusted"],
        smallest_effect=row["sequential_smallest_effect" if is_daily else "smallest_effect"],
        is_conversion=row["metric_kind"] == "conversion",
        less_is_better=row["metric"] in settings.lower_is_better,
        confidence=settings.confidence,
    )
    return verdict_of(evidence, settings.alpha)


def _of_arm(row: Mapping[str, Any], plan: Plan) -> list[str]:
    """What to know of an arm that came later, or was not planned."""
    entered = plan.entered.get(row["arm"])
    if entered is None or entered == plan.entries[0]:
        return []
    return [
        f"arm {row['arm']} was added on {entered}: it is compared with users assigned from then on"
    ]


def _of_segment(
    row: Mapping[str, Any], segment_count: int, settings: ExperimentSettings
) -> list[str]:
    looks = row["comparison_count"]
    if row["segment_id"] == ALL_USERS or not looks:
        return []
    return [
        f"one of {segment_count} segments and {looks} comparisons: by chance alone about "
        f"{looks * settings.alpha:.2g} of them would look different; verdicts here take that into "
        "account"
    ]
