"""Let bandits learn of all choices and outcomes up to a day, into `bandit_state`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.jobs.common.experiments import experiments_told
from voxlake.marketing.experiments.bandits.batch import states_of
from voxlake.marketing.experiments.bandits.rewards import choices_with_rewards
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.tables import BANDIT_CHOICES, BANDIT_STATE, CONTENT_REWARDS


def run(ctx: Context, settings: ExperimentSettings) -> None:
    """Work the states out anew; choices of `bandit_choices` count from the day after theirs."""
    rewards = ctx.lake.history(CONTENT_REWARDS, ctx.as_of)
    told = experiments_told(ctx, settings, rewards)
    chosen = ctx.lake.history(BANDIT_CHOICES, ctx.as_of - timedelta(days=1))
    rewarded = choices_with_rewards(
        told.events, chosen, told.plans, settings.bandits, ctx.lake.time_zone
    )
    with persisted(rewarded) as choices:
        rows = states_of(choices, told.plans, settings, ctx.as_of)
    values = [tuple(row[name] for name in BANDIT_STATE.column_names) for row in rows]
    frame = frame_of(ctx.spark, values, BANDIT_STATE.schema)
    ctx.lake.replace(frame, BANDIT_STATE, Days.of([ctx.as_of]))
    ctx.note(bandits=len({row["experiment_id"] for row in rows}))
