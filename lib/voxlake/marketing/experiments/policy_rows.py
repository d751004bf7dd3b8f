"""Rows of `policy_results`: sums of logged choices in Spark, and what policies make of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.experiments.plan import Plan
from voxlake.marketing.experiments.policies import Estimate, Logged, Policy, covered
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.experiments.verdicts import amount
from voxlake.people.membership import Membership
from voxlake.tables import POLICY_RESULTS
from voxlake.tables.columns import ALL_USERS

_FOLDS = 2
_ENOUGH = 100
"""Effective sample size below which a warning is given."""
_ALL_OF_IT = 1 - 1e-9


def add_up_logged(
    choices: DataFrame, members: Membership | None, settings: ExperimentSettings
) -> DataFrame:
    """Sums of choices by experiment, arm, segment, fold and whether their propensity is known.

    Args:
        choices: What `rewards.choices_with_rewards` gives; no outcome is a reward of 0.
        members: Segments on the days of the choices; None: none are told.
        settings: The seed of the folds.
    """
    placed = members.placed(choices, "choice_date") if members else choices
    fold = F.pmod(F.xxhash64(F.lit(settings.seed), "key"), F.lit(_FOLDS))
    is_logged = (F.col("propensity") > 0) & (F.col("propensity") <= 1)
    r, i = F.coalesce("reward", F.lit(0.0)), 1 / F.nullif("propensity", F.lit(0.0))
    return placed.groupBy(
        "experiment_id",
        "arm",
        (F.col("segment_id") if members else F.lit(ALL_USERS)).alias("segment_id"),
        fold.cast("int").alias("fold"),
        F.coalesce(is_logged, F.lit(False)).alias("is_logged"),
    ).agg(
        F.count("*").alias("n"),
        F.sum(r).alias("r"),
        F.sum(r * r).alias("rr"),
        F.sum(i).alias("i"),
        F.sum(i * i).alias("ii"),
        F.sum(i * r).alias("ir"),
        F.sum(i * i * r).alias("iir"),
        F.sum(i * i * r * r).alias("iirr"),
        F.max(i).alias("largest"),
    )


def policy_rows(
    plan: Plan,
    sums: pd.DataFrame,
    learnt: Policy | None,
    settings: ExperimentSettings,
    as_of: date,
) -> list[tuple[object, ...]]:
    """A row for each policy and estimator of an experiment.

    Args:
        plan: Its arms and metric.
        sums: What `add_up_logged` gives of it.
        learnt: Chances of arms by `bandit_state`; None: no bandit, or its choice has a context.
        settings: Policies and confidence.
        as_of: The day.
    """
    logged = Logged(sums[sums["is_logged"]].reset_index(drop=True), settings.confidence)
    common = {
        "as_of_date": as_of,
        "experiment_id": plan.experiment_id,
        "metric": plan.metrics[0],
        "choice_count": int(logged.count),
        "unlogged_count": int(sums["n"].sum() - logged.count),
    }
    tried = sorted(logged.rows["arm"].unique())
    rows = []
    for name, policy in _policies(plan, learnt, settings):
        share = None if policy is None else covered(policy, tried)
        for estimator, estimate in _estimates(logged, policy, share):
            rows.append(
                {
                    **dict.fromkeys(POLICY_RESULTS.column_names),
                    **common,
                    "policy": name,
                    "estimator": estimator,
                    "covered": share,
                    **_told(estimate),
                    "verdict": _verdict(name, logged, estimate, settings.confidence),
                }
            )
    return [tuple(row[name] for name in POLICY_RESULTS.column_names) for row in rows]


def _policies(
    plan: Plan, learnt: Policy | None, settings: ExperimentSettings
) -> Iterator[tuple[str, Policy | None]]:
    arms = plan.arms
    yield "logged", None
    for arm in arms:
        yield f"always {arm}", {arm: 1.0}
    if arms:
        yield "uniform", {arm: 1 / len(arms) for arm in arms}
    if learnt:
        yield "bandit", learnt
    for name, policy in sorted(settings.policies.items()):
        if sum(policy.values()) > 0 and set(policy) <= set(arms):
            yield name, {arm: chance / sum(policy.values()) for arm, chance in policy.items()}


def _estimates(
    logged: Logged, policy: Policy | None, share: float | None
) -> Sequence[tuple[str, Estimate | None]]:
    if policy is None or share is None:
        return [("mean", logged.mean() if logged.count else None)]
    names: Mapping[str, Any] = {
        "ips": logged.ips,
        "snips": logged.snips,
        "dr": logged.doubly_robust,
    }
    can_tell = logged.count > 0 and share >= _ALL_OF_IT
    return [(name, estimate(policy) if can_tell else None) for name, estimate in names.items()]


def _told(estimate: Estimate | None) -> dict[str, Any]:
    if estimate is None:
        return {}
    few = estimate.effective_sample_size < _ENOUGH
    warning = (
        f"rests on as much as {estimate.effective_sample_size:.0f} choices: intervals of fewer "
        f"than {_ENOUGH} are too narrow"
    )
    return {**vars(estimate), "warning": warning if few else None}


def _verdict(name: str, logged: Logged, estimate: Estimate | None, confidence: float) -> str:
    if not logged.count:
        return "cannot be told: no choice has a logged propensity"
    if estimate is None:
        return "cannot be told: the policy chooses arms that were never tried"
    value = amount(estimate.value, is_conversion=False)
    if estimate.low is None or estimate.high is None:
        return f"{value} a choice, of one choice"
    low, high = (amount(end, is_conversion=False) for end in (estimate.low, estimate.high))
    of = f"({confidence * 100:.4g}% sure of {low} to {high})"
    if name == "logged":
        return f"brought {value} a choice {of}"
    was = amount(logged.mean().value, is_conversion=False)
    return f"would have brought {value} a choice {of}; it was {was}"
