"""Count posts, orders, events and what posts received by local hour, into `activity_hours`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.people.demand.activity import count_activity
from voxlake.people.demand.settings import DemandSettings
from voxlake.run.context import Context
from voxlake.tables import ACTIVITY_HOURS, EVENTS, ORDERS, POSTS, USER_SEGMENTS, USERS


def run(ctx: Context, settings: DemandSettings) -> None:
    """Count the days anew, by the segments that the lake has last."""
    latest = ctx.lake.latest_day(USER_SEGMENTS)
    counted = count_activity(
        posts=ctx.lake.read(POSTS, ctx.days),
        orders=ctx.lake.read(ORDERS, ctx.days),
        events=ctx.lake.read(EVENTS, ctx.days),
        users=ctx.lake.read(USERS),
        segments=ctx.lake.read(USER_SEGMENTS, Days.of([latest] if latest else [])),
        settings=settings,
        zone=ctx.lake.time_zone,
    )
    ctx.lake.replace(counted, ACTIVITY_HOURS, ctx.days)
