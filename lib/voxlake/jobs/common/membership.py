"""Reads the segments that users were in on some days."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.membership import Membership, snapshots_of
from voxlake.run.context import Context
from voxlake.tables import USER_SEGMENTS


def membership_on(ctx: Context, days: Days) -> Membership:
    """The segments in force on each of the days: the last by then, or else the first ever."""
    found = ctx.lake.in_force(USER_SEGMENTS, days)
    if not len(found) or found.first > days.first:
        first = ctx.lake.read(USER_SEGMENTS).agg(F.min("as_of_date")).collect()[0][0]
        found = Days.of([*found, *([first] if first else [])])
    as_of = snapshots_of(days, found)
    return Membership(ctx.lake.read(USER_SEGMENTS, Days.of(as_of.values())), as_of)
