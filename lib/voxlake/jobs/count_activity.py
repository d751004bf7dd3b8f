"""Count posts, orders, events and what posts received by local hour, into `activity_hours`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.people.demand.activity import count_activity
from voxlake.people.demand.money import days_of_other_money, days_of_refunds
from voxlake.people.demand.settings import DemandSettings
from voxlake.run.context import Context
from voxlake.tables import (
    ACTIVITY_HOURS,
    EVENTS,
    ORDER_RECONCILIATION,
    ORDERS,
    POSTS,
    PURCHASE_LINES,
    USERS,
)


def run(ctx: Context, settings: DemandSettings) -> None:
    """Count the days anew, and those whose purchases were worked out anew since they were counted.

    Segments are those in force on each day.
    """
    days = Days.of([*ctx.days, *_recounted(ctx)])
    counted = count_activity(
        posts=ctx.lake.read(POSTS, days),
        orders=ctx.lake.read(ORDERS, days),
        lines=ctx.lake.read(PURCHASE_LINES, days),
        events=ctx.lake.read(EVENTS, days),
        users=ctx.lake.read(USERS),
        members=membership_on(ctx, days),
        settings=settings,
        zone=ctx.lake.time_zone,
    )
    ctx.lake.replace(counted, ACTIVITY_HOURS, days)


def _recounted(ctx: Context) -> Days:
    """Days that were counted, of which the money, or whose it is, may be another since."""
    counted, paid = ctx.lake.read(ACTIVITY_HOURS), ctx.lake.read(ORDER_RECONCILIATION)
    later = ctx.lake.read(PURCHASE_LINES).where(F.col("order_date") >= F.lit(ctx.days.first))
    return Days.of([*days_of_other_money(counted, paid), *days_of_refunds(later, ctx.days)])
