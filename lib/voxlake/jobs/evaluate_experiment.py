"""Compare the arms of experiments, into `experiment_results`."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.jobs.common.experiments import experiments_told, segments_since
from voxlake.marketing.experiments.evaluate import Study, experiment_rows
from voxlake.marketing.experiments.outcomes import add_up
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.marketing.experiments.sums import Sums
from voxlake.run.context import Context
from voxlake.spark.bounded import pandas_at_most
from voxlake.spark.frames import frame_of
from voxlake.tables import EVENTS, EXPERIMENT_RESULTS, POSTS, PURCHASE_LINES

_REMEDY = "Set experiments.by_segment to false, lower bootstraps, or raise max_rows."


def run(ctx: Context, settings: ExperimentSettings) -> None:
    """Add up users and outcomes by arm, and say of each arm what follows."""
    told = experiments_told(ctx, settings)
    added = add_up(
        told.events,
        told.plans,
        members=segments_since(ctx, told.plans, settings),
        activity=_activity(ctx, settings),
        settings=settings,
        zone=ctx.lake.time_zone,
    )
    sums = pandas_at_most(added, settings.max_rows, "sums of experiments", _REMEDY)
    rows = [
        row
        for plan in told.plans
        for row in experiment_rows(
            Study(
                plan,
                Sums(sums[sums["experiment_id"] == plan.experiment_id], settings.covariate),
                settings,
            ),
            ctx.as_of,
        )
    ]
    frame = frame_of(ctx.spark, rows, EXPERIMENT_RESULTS.schema)
    ctx.lake.replace(frame, EXPERIMENT_RESULTS, Days.of([ctx.as_of]))
    ctx.note(experiments=len(told.plans))


def _activity(ctx: Context, settings: ExperimentSettings) -> DataFrame | None:
    """A row for each post, event and line of an order of a user, where that is the covariate."""
    if settings.covariate != "activity":
        return None
    days = {POSTS: "post_date", EVENTS: "event_date", PURCHASE_LINES: "order_date"}
    done = [
        ctx.lake.history(table, ctx.as_of).selectExpr("user_id", f"{day} AS activity_date")
        for table, day in days.items()
    ]
    return done[0].unionByName(done[1]).unionByName(done[2])
