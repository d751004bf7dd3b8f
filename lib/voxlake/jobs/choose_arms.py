"""Choose arms for users by what bandits have learnt, into `bandit_choices`."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.marketing.experiments.bandits.assign import choices_for
from voxlake.marketing.experiments.bandits.state import BanditState, load
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.run.context import Context
from voxlake.tables import (
    BANDIT_CHOICES,
    BANDIT_STATE,
    EXPERIMENTS,
    USER_FEATURES,
    USER_SEGMENTS,
    USERS,
)


def run(ctx: Context, settings: ExperimentSettings) -> None:
    """Choose for the users of each bandit that goes on, by its state of the day."""
    day = Days.of([ctx.as_of])
    states = _states(ctx, settings)
    if not states:
        raise TooLittleDataError(
            f"choose_arms found no bandit that goes on on {ctx.as_of}. Name its experiment in "
            "experiments.bandits, and run update_bandits for the day first."
        )
    features = ctx.lake.read(USER_FEATURES, day)
    chosen = [choices_for(_users(ctx, state), features, state, ctx.as_of) for state in states]
    ctx.lake.replace(reduce(DataFrame.unionByName, chosen), BANDIT_CHOICES, day)
    ctx.note(bandits=len(states))


def _states(ctx: Context, settings: ExperimentSettings) -> list[BanditState]:
    is_over = F.col("ends_on") < F.lit(ctx.as_of)
    over = ctx.lake.read(EXPERIMENTS).where(is_over).select("experiment_id")
    kept = ctx.lake.read(BANDIT_STATE, Days.of([ctx.as_of]))
    rows = [r.asDict() for r in kept.join(over, "experiment_id", how="left_anti").collect()]
    states = (
        load([row for row in rows if row["experiment_id"] == key], bandit, settings.seed)
        for key, bandit in sorted(settings.bandits.items())
    )
    return [state for state in states if state is not None]


def _users(ctx: Context, state: BanditState) -> DataFrame:
    """Those of the bandit's segments, or all."""
    segments = state.settings.segments
    if not segments:
        return ctx.lake.read(USERS).select("user_id")
    members = ctx.lake.read(USER_SEGMENTS, Days.of([ctx.as_of]))
    return members.where(F.col("segment_id").isin(*segments)).select("user_id")
