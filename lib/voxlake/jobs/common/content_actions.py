"""Reads what users did to posts and items."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.recommend.content.interactions import actions_of
from voxlake.recommend.content.settings import FactorSettings
from voxlake.recommend.limits import limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_LIMITS


def content_actions(ctx: Context, settings: FactorSettings) -> DataFrame:
    """The actions of the window up to the day of the run, but of users who opted out by then."""
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    events, posts, orders = (
        ctx.lake.history(table, ctx.as_of, settings.window_days)
        for table in (EVENTS, POSTS, ORDERS)
    )
    return without_opted_out(actions_of(events, posts, orders, settings), limits, "user_id")
