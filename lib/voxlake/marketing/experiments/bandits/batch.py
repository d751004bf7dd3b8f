"""The states of bandits, added up in Spark from all their choices, as rows of `bandit_state`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.marketing.experiments.bandits.choosing import (
    belief,
    best_arm,
    is_stopped,
    probabilities,
)
from voxlake.marketing.experiments.bandits.rewards import reward_metric
from voxlake.marketing.experiments.bandits.state import Array, BanditState, new_state
from voxlake.marketing.experiments.plan import Plan
from voxlake.marketing.experiments.settings import BanditSettings, ExperimentSettings
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import BANDIT_STATE

Row = Mapping[str, Any]

_SUMS = ("weight", "reward_sum", "reward_square_sum")
_REMEDY = "Name fewer experiments in experiments.bandits."


def states_of(
    choices: DataFrame, plans: Sequence[Plan], settings: ExperimentSettings, as_of: date
) -> list[dict[str, Any]]:
    """Rows of `bandit_state` of the bandits that the settings name and that have arms.

    A choice without an outcome is rewarded 0 once it has waited `wait_days`; until then it does
    not count. All is worked out anew from all choices, so that what came late or twice changes
    nothing but the choice that it is of.

    Args:
        choices: What `rewards.choices_with_rewards` gives.
        plans: Of the experiments.
        settings: Bandits.
        as_of: The day.
    """
    bandits = {plan.experiment_id: plan for plan in plans if plan.is_bandit and plan.arms}
    counted = _counted(choices, {key: settings.bandits[key] for key in bandits}, as_of)
    most = settings.max_rows
    sums = collect_at_most(_summed(counted), most, "arms of bandits", _REMEDY)
    products = collect_at_most(_products(counted), most, "products of contexts", _REMEDY)
    rows: list[dict[str, Any]] = []
    for key, plan in sorted(bandits.items()):
        own = [row.asDict() for row in sums if row["experiment_id"] == key]
        squares = [row.asDict() for row in products if row["experiment_id"] == key]
        fresh = new_state(key, plan.arms, settings.bandits[key], settings.seed)
        state = _filled(replace(fresh, as_of=as_of), own, squares)
        rows += state_rows(state, own, reward_metric(plan), settings.confidence)
    return rows


def state_rows(
    state: BanditState, sums: Iterable[Row], metric: str | None, confidence: float
) -> list[dict[str, Any]]:
    """A state as rows of `bandit_state`, one per arm.

    Args:
        state: What the bandit knows, as of a day.
        sums: Its sums by arm: reward_count, repeated_count.
        metric: That rewards.
        confidence: Of the intervals.
    """
    told = {row["arm"]: row for row in sums}
    believed, stopped = belief(state, confidence), is_stopped(state)
    is_linear = state.settings.policy == "linear_thompson"
    chances = None if is_linear and not stopped else probabilities(state)[0]
    verdict = _verdict(state, believed.chance_best, stopped)
    return [
        {
            **dict.fromkeys(BANDIT_STATE.column_names),
            "as_of_date": state.as_of,
            "experiment_id": state.experiment_id,
            "arm": arm,
            "place": k,
            "metric": metric,
            "policy": state.settings.policy,
            "choice_count": int(state.counts[k]),
            "reward_count": int(told.get(arm, {}).get("reward_count") or 0),
            "repeated_count": int(told.get(arm, {}).get("repeated_count") or 0),
            "weight": float(state.weights[k]),
            "reward_sum": float(state.sums[k]),
            "reward_square_sum": float(state.squares[k]),
            "mean": float(state.means[k]) if state.weights[k] > 0 else None,
            "low": float(believed.low[k]),
            "high": float(believed.high[k]),
            "chance_best": float(believed.chance_best[k]),
            "propensity": None if chances is None else float(chances[k]),
            "context": list(state.settings.context) if is_linear else None,
            "precision": state.products[k].ravel().tolist() if is_linear else None,
            "response": state.responses[k].tolist() if is_linear else None,
            "is_stopped": stopped,
            "verdict": verdict,
        }
        for k, arm in enumerate(state.arms)
    ]


def _verdict(state: BanditState, chance_best: Array, stopped: bool) -> str:
    if len(state.arms) == 1:
        return f"arm {state.arms[0]} is the only one: there is nothing to choose"
    if not state.counts.sum():
        return "nothing learnt yet: no choice was made"
    if not state.squares.any():
        return "nothing learnt yet: no choice of any arm brought anything"
    place = best_arm(state) if stopped else int(np.argmax(chance_best))
    told = f"arm {state.arms[place]} is best with a probability of {chance_best[place]:.0%}"
    return f"stopped: {told}, and all get it" if stopped else f"learning: {told} so far"


def _counted(choices: DataFrame, bandits: Mapping[str, BanditSettings], as_of: date) -> DataFrame:
    """The choices that count, with their reward as the policy takes it, weight and features."""
    weight: Column = F.lit(1.0)
    reward = F.coalesce("reward", F.lit(0.0))
    is_counted: Column = F.lit(False)
    x = F.lit(None).cast("array<double>")
    for key, settings in bandits.items():
        is_own = F.col("experiment_id") == key
        until = as_of - timedelta(days=settings.wait_days)
        is_over = F.col("choice_date") <= F.lit(until)
        if settings.policy == "linear_thompson":
            known = F.coalesce("context", F.array().cast("array<double>"))
            is_over &= F.size(known) == len(settings.context)
            x = F.when(is_own, F.concat(F.array(F.lit(1.0)), known)).otherwise(x)
        if settings.policy == "thompson_beta":
            reward = F.when(is_own, F.least(F.greatest(reward, F.lit(0.0)), F.lit(1.0))).otherwise(
                reward
            )
        age = F.datediff(F.lit(as_of), "choice_date")
        weight = F.when(is_own, F.pow(F.lit(settings.decay), age)).otherwise(weight)
        is_counted |= is_own & is_over
    return choices.where(is_counted).withColumns({"w": weight, "r": reward, "x": x})


def _summed(counted: DataFrame) -> DataFrame:
    w, r = F.col("w"), F.col("r")
    return counted.groupBy("experiment_id", "arm").agg(
        F.count("*").alias("choice_count"),
        F.count("reward").alias("reward_count"),
        F.sum(F.greatest(F.col("outcome_count") - 1, F.lit(0))).alias("repeated_count"),
        F.sum(w).alias("weight"),
        F.sum(w * r).alias("reward_sum"),
        F.sum(w * r * r).alias("reward_square_sum"),
    )


def _products(counted: DataFrame) -> DataFrame:
    """Sums of x x' by rows, and after them of x times reward, at places from 0."""
    x = F.col("x")
    outer = F.flatten(F.transform(x, lambda one: F.transform(x, lambda other: one * other)))
    both = F.concat(outer, F.transform(x, lambda one: one * F.col("r")))
    parts = counted.where(x.isNotNull()).select(
        "experiment_id", "arm", "w", F.posexplode(both).alias("at", "part")
    )
    total = F.sum(F.col("w") * F.col("part"))
    return parts.groupBy("experiment_id", "arm", "at").agg(total.alias("total"))


def _filled(state: BanditState, sums: Iterable[Row], products: Iterable[Row]) -> BanditState:
    place = {arm: k for k, arm in enumerate(state.arms)}
    counts = state.counts.copy()
    weights, totals, squares = (np.zeros(len(place)) for _ in _SUMS)
    for row in sums:
        k = place[row["arm"]]
        counts[k] = row["choice_count"]
        weights[k], totals[k], squares[k] = (row[name] for name in _SUMS)
    width = state.responses.shape[1]
    flat = np.zeros((len(place), width * (width + 1)))
    for row in products:
        flat[place[row["arm"]], row["at"]] = row["total"]
    return replace(
        state,
        counts=counts,
        weights=weights,
        sums=totals,
        squares=squares,
        products=flat[:, : width**2].reshape(len(place), width, width),
        responses=flat[:, width**2 :],
    )
