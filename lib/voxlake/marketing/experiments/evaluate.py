"""Rows of `experiment_results`: from the sums of an experiment to its verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.marketing.experiments import compare, power
from voxlake.marketing.experiments.bootstrap import bootstrap_interval, means_of_samples
from voxlake.marketing.experiments.judge import judged
from voxlake.marketing.experiments.many import holm, split_p_value
from voxlake.marketing.experiments.moments import Moments
from voxlake.marketing.experiments.plan import UNKNOWN, Plan
from voxlake.marketing.experiments.sequential import sequential_test
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.experiments.sums import Sums
from voxlake.tables import EXPERIMENT_RESULTS
from voxlake.tables.columns import ALL_USERS

Row = dict[str, Any]


@dataclass(frozen=True)
class Study:
    """An experiment: its arms and metrics, what `outcomes.add_up` gives of it, how it is judged."""

    plan: Plan
    sums: Sums
    settings: ExperimentSettings


def experiment_rows(study: Study, as_of: date) -> list[tuple[object, ...]]:
    """A row for each metric, arm and segment of an experiment, as of the day."""
    plan, sums, settings = study.plan, study.sums, study.settings
    segments = [ALL_USERS, *(sums.segments if settings.by_segment else [])]
    split = _split(study)
    rows = [
        {
            **dict.fromkeys(EXPERIMENT_RESULTS.column_names),
            "as_of_date": as_of,
            "comparison_count": 0,
            **_who(study, arm, segment, split),
            **_figures(study, metric, arm, segment),
        }
        for metric in plan.metrics
        for arm in plan.arms or (UNKNOWN,)
        for segment in segments
    ]
    enough = [
        row
        for row in rows
        if min(row["user_count"], row["control_user_count"]) >= settings.min_users
    ]
    _adjust([row for row in enough if row["segment_id"] == ALL_USERS])
    _adjust([row for row in enough if row["segment_id"] != ALL_USERS])
    for row in rows:
        row.update(judged(row, plan, len(segments) - 1, settings, as_of))
    return [tuple(row[name] for name in EXPERIMENT_RESULTS.column_names) for row in rows]


def _split(study: Study) -> float | None:
    """The p-value of the planned split; None of a bandit, which changes it."""
    plan, sums = study.plan, study.sums
    if plan.is_bandit:
        return None
    periods = [
        {arm: sums.users_in(arm, n) for arm, since in plan.entered.items() if since <= day}
        for n, day in enumerate(plan.entries, start=1)
    ]
    return split_p_value(periods, planned_shares(plan, study.settings))


def planned_shares(plan: Plan, settings: ExperimentSettings) -> dict[str, float]:
    """The shares of traffic planned for the arms, which add up to 1; equal unless told."""
    told = settings.shares.get(plan.experiment_id, {})
    left = [arm for arm in plan.arms if arm not in told]
    rest = max(1 - sum(told.values()), 0.0) if told else 1.0
    shares = {arm: told.get(arm, rest / max(len(left), 1)) for arm in plan.arms}
    total = sum(shares.values())
    return {arm: share / total if total else 0.0 for arm, share in shares.items()}


def _who(study: Study, arm: str, segment: int, split: float | None) -> Row:
    plan, sums = study.plan, study.sums
    since, control = plan.since(arm), plan.control
    users = sums.users(arm, segment, since)
    everyone = sum(sums.users(one, segment, since) for one in plan.arms)
    return {
        "experiment_id": plan.experiment_id,
        "arm": arm,
        "segment_id": segment,
        "control": control,
        "compared_from": plan.entries[since - 1] if plan.entries else None,
        "user_count": users,
        "control_user_count": sums.users(control, segment, since) if control else 0,
        "mixed_user_count": sums.mixed_users,
        "planned_share": planned_shares(plan, study.settings).get(arm),
        "traffic_share": users / everyone if everyone else None,
        "split_p_value": split,
    }


def _figures(study: Study, metric: str, arm: str, segment: int) -> Row:
    plan, sums, settings = study.plan, study.sums, study.settings
    since, kind = plan.since(arm), plan.kinds.get(metric)
    own = sums.moments(metric, arm, segment, since)
    is_conversion = kind == "conversion"
    interval = compare.own_interval(own, settings.confidence, is_conversion=is_conversion)
    row: Row = {
        "metric": metric,
        "metric_kind": kind,
        "is_deciding": metric == plan.metric,
        "early_outcome_count": sums.early(metric, arm, segment, since),
        "total": own.total,
        "mean": own.mean if own.count and kind else None,
        "mean_low": interval.low if kind else None,
        "mean_high": interval.high if kind else None,
    }
    if plan.control is None or kind is None:
        return row
    control = sums.moments(metric, plan.control, segment, since)
    row["control_mean"] = control.mean if control.count else None
    if arm == plan.control or not (own.count and control.count):
        return row
    row |= _compared(own, control, settings, is_conversion=is_conversion)
    row |= _cuped(own, control, row, settings)
    row |= _seen(own, control, row, settings, is_conversion=is_conversion)
    if segment == ALL_USERS and not is_conversion and settings.bootstraps:
        low_high = _bootstrap(study, metric, arm)
        row |= {"bootstrap_low": low_high.low, "bootstrap_high": low_high.high}
    return row


def _compared(
    own: Moments, control: Moments, settings: ExperimentSettings, *, is_conversion: bool
) -> Row:
    difference_of = compare.conversion_difference if is_conversion else compare.mean_difference
    found = difference_of(own, control, settings.confidence)
    lift, of_lift = compare.lift(own, control, settings.confidence, is_conversion=is_conversion)
    return {
        "difference": found.value,
        "difference_low": found.interval.low,
        "difference_high": found.interval.high,
        "lift": lift,
        "lift_low": of_lift.low,
        "lift_high": of_lift.high,
        "statistic": found.statistic,
        "p_value": found.p_value,
        "_variance": found.variance,
        "_decided": found.value,
        "_low": found.interval.low,
        "_high": found.interval.high,
        "_p": found.p_value,
    }


def _cuped(own: Moments, control: Moments, row: Row, settings: ExperimentSettings) -> Row:
    """The difference adjusted for the covariate; what decides, where settings say so."""
    slope = compare.cuped_slope([own, control])
    if settings.covariate == "none" or slope == 0 or row["_variance"] is None:
        return {}
    both = own + control
    found = compare.mean_difference(
        compare.adjusted(own, slope, both.before_mean),
        compare.adjusted(control, slope, both.before_mean),
        settings.confidence,
    )
    if found.variance is None:
        return {}
    told: Row = {
        "cuped_difference": found.value,
        "cuped_low": found.interval.low,
        "cuped_high": found.interval.high,
        "cuped_p_value": found.p_value,
        "variance_left": found.variance / row["_variance"],
    }
    if settings.decide_by == "cuped":
        told |= {
            "_variance": found.variance,
            "_decided": found.value,
            "_low": found.interval.low,
            "_high": found.interval.high,
            "_p": found.p_value,
        }
    return told


def _seen(
    own: Moments,
    control: Moments,
    row: Row,
    settings: ExperimentSettings,
    *,
    is_conversion: bool,
) -> Row:
    """What this size can see, and what holds at any look."""
    variance, target = row["_variance"], settings.power_target
    users = own.count * control.count / (own.count + control.count)
    p_value, interval = sequential_test(
        row["_decided"], variance, users, settings.alpha, settings.sequential_users
    )
    half = None if interval.high is None else interval.high - row["_decided"]
    worthwhile = settings.worthwhile_lift * control.mean
    return {
        "sequential_p_value": p_value,
        "sequential_low": interval.low,
        "sequential_high": interval.high,
        "power": power.power_of(
            worthwhile, own.count, control, settings.alpha, is_conversion=is_conversion
        ),
        "smallest_effect": power.smallest_effect(
            own.count, control, settings.alpha, target, is_conversion=is_conversion
        ),
        "sequential_smallest_effect": power.beyond(half, variance, target),
    }


def _bootstrap(study: Study, metric: str, arm: str) -> compare.Interval:
    plan, sums, settings = study.plan, study.sums, study.settings
    since = plan.since(arm)
    ours, theirs = (
        means_of_samples(
            *sums.samples(metric, one, since, settings.bootstraps),
            sums.zeros(metric, one, since),
            [settings.seed, place],
        )
        for place, one in enumerate((arm, str(plan.control)))
    )
    return bootstrap_interval(ours, theirs, settings.confidence)


def _adjust(rows: list[Row]) -> None:
    """Fill in what Holm makes of the p-values of comparisons that belong together."""
    for given, name in (("_p", "p_adjusted"), ("sequential_p_value", "sequential_p_adjusted")):
        for row, p_value in zip(rows, holm([row.get(given) for row in rows]), strict=True):
            row[name] = p_value
    count = sum(row.get("_p") is not None for row in rows)
    for row in rows:
        row["comparison_count"] = count
