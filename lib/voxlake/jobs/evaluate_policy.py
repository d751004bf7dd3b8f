"""Say what other policies would have brought, into `policy_results`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.jobs.common.experiments import experiments_told, segments_since
from voxlake.marketing.experiments.bandits.rewards import choices_with_rewards
from voxlake.marketing.experiments.policies import Policy
from voxlake.marketing.experiments.policy_rows import add_up_logged, policy_rows
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import pandas_at_most
from voxlake.spark.frames import frame_of
from voxlake.tables import BANDIT_CHOICES, BANDIT_STATE, POLICY_RESULTS

_REMEDY = "Set experiments.by_segment to false, or raise max_rows."


def run(ctx: Context, settings: ExperimentSettings) -> None:
    """Add up choices by arm and propensity, and weigh them as each policy would have chosen."""
    told = experiments_told(ctx, settings)
    chosen = ctx.lake.history(BANDIT_CHOICES, ctx.as_of)
    choices = choices_with_rewards(
        told.events, chosen, told.plans, settings.bandits, ctx.lake.time_zone
    )
    added = add_up_logged(choices, segments_since(ctx, told.plans, settings), settings)
    sums = pandas_at_most(added, settings.max_rows, "sums of choices", _REMEDY)
    learnt = _learnt(ctx)
    rows = [
        row
        for plan in told.plans
        for row in policy_rows(
            plan,
            sums[sums["experiment_id"] == plan.experiment_id],
            learnt.get(plan.experiment_id),
            settings,
            ctx.as_of,
        )
    ]
    frame = frame_of(ctx.spark, rows, POLICY_RESULTS.schema)
    ctx.lake.replace(frame, POLICY_RESULTS, Days.of([ctx.as_of]))


def _learnt(ctx: Context) -> dict[str, Policy]:
    """Chances of arms of the bandits that choose without a context."""
    found: dict[str, dict[str, float]] = {}
    state = ctx.lake.read(BANDIT_STATE, Days.of([ctx.as_of])).where("propensity IS NOT NULL")
    for row in state.select("experiment_id", "arm", "propensity").collect():
        found.setdefault(row["experiment_id"], {})[row["arm"]] = row["propensity"]
    return dict(found)
