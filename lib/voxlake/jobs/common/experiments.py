"""Reads what several jobs need of experiments."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.marketing.experiments.outcomes import known_events, survey
from voxlake.marketing.experiments.plan import Plan, plans_of
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.learnt.rewards import events_of_rewards
from voxlake.people.membership import Membership
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import EXPERIMENT_EVENTS, EXPERIMENTS

_REMEDY = "Look at experiment_id, arm and metric of the source: they name kinds, not people."


@dataclass(frozen=True)
class Told:
    """The experiments that are told of on a day, and the events that count."""

    plans: list[Plan]
    events: DataFrame


def experiments_told(
    ctx: Context, settings: ExperimentSettings, rewards: DataFrame | None = None
) -> Told:
    """The experiments of the day, with all their events up to it.

    Args:
        ctx: The day.
        settings: Of experiments.
        rewards: What published variants brought, which counts as well; `content_rewards`.
    """
    experiments = ctx.lake.read(EXPERIMENTS)
    happened = ctx.lake.history(EXPERIMENT_EVENTS, ctx.as_of)
    if rewards is not None:
        happened = happened.unionByName(events_of_rewards(rewards, experiments))
    events = known_events(happened, experiments, ctx.as_of)
    planned = experiments.select("experiment_id", "arms", "metric", "starts_on", "ends_on")
    most = settings.max_rows
    plans = plans_of(
        [row.asDict() for row in collect_at_most(planned, most, "experiments", _REMEDY)],
        [row.asDict() for row in collect_at_most(survey(events), most, "arms", _REMEDY)],
        settings,
        ctx.as_of,
    )
    named = [plan.experiment_id for plan in plans]
    is_told = F.col("experiment_id").isin(named) if named else F.lit(False)
    return Told(plans, events.where(is_told))


def segments_since(
    ctx: Context, plans: list[Plan], settings: ExperimentSettings
) -> Membership | None:
    """The segments of users on each day since the first assignment; None where none are asked."""
    entries = [day for plan in plans for day in plan.entries]
    if not entries or not settings.by_segment:
        return None
    return membership_on(ctx, Days.between(min(entries), ctx.as_of))
