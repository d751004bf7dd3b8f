"""Say how far users have come and what they bring, into `user_funnel` and its neighbours."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.people.orders.journeys import funnel, user_journeys
from voxlake.people.orders.revenue import buyer_cohorts, user_revenue
from voxlake.people.orders.settings import OrderSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    BUYER_COHORTS,
    PURCHASE_LINES,
    USER_FIRST_DAYS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_SEGMENTS,
    USERS,
)


def run(ctx: Context, settings: OrderSettings) -> None:
    """One snapshot, of the last of the days, from everything up to it.

    Raises:
        TooLittleDataError: build_growth has not said yet since when users are active.
    """
    if not ctx.lake.exists(USER_FIRST_DAYS):
        raise TooLittleDataError(
            "user_first_days, which says since when users are active, is not there: run "
            "build_growth first."
        )
    day = Days.of([ctx.as_of])
    lines = ctx.lake.history(PURCHASE_LINES, ctx.as_of)
    active = ctx.lake.read(USER_FIRST_DAYS)
    segments = ctx.lake.read(USER_SEGMENTS, day)
    users, zone = ctx.lake.read(USERS), ctx.lake.time_zone
    come = user_journeys(users, active, lines, segments, ctx.as_of, zone=zone)
    with persisted(come) as journeys:
        ctx.lake.replace(funnel(journeys, ctx.as_of), USER_FUNNEL, day)
        earned = user_revenue(journeys, lines, settings.revenue_days, ctx.as_of)
        ctx.lake.replace(earned, USER_REVENUE, day)
    ctx.lake.replace(buyer_cohorts(lines, ctx.as_of), BUYER_COHORTS, day)
