"""Say how much each segment does and receives in each hour of the week, into `demand`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.demand.demand import demand_by_hour
from voxlake.people.demand.settings import DemandSettings
from voxlake.run.context import Context
from voxlake.tables import ACTIVITY_HOURS, DEMAND


def run(ctx: Context, settings: DemandSettings) -> None:
    """Add up the window's days, those of them that lie after the lake's first."""
    window = ctx.lake.history(ACTIVITY_HOURS, ctx.as_of, settings.window_days)
    known_since = ctx.lake.history(ACTIVITY_HOURS, ctx.as_of).agg(F.min("activity_date"))
    first = known_since.collect()[0][0]
    if first is not None:
        first = max(first, ctx.as_of - timedelta(days=settings.window_days - 1))
    demand = demand_by_hour(window, first, ctx.as_of, settings, ctx.lake.time_zone)
    ctx.lake.replace(demand, DEMAND, Days.of([ctx.as_of]))
