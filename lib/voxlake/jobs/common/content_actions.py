"""Reads what users did to posts and items."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame

from voxlake.recommend.content.interactions import actions_of, of_participants
from voxlake.recommend.content.settings import FactorSettings
from voxlake.recommend.limits import limits_on
from voxlake.run.context import Context
from voxlake.tables import EVENTS, ORDERS, POSTS, USER_LIMITS


def content_actions(
    ctx: Context, settings: FactorSettings, *, heeded: date | None = None
) -> DataFrame:
    """The actions of the window up to the day of the run, but for who opted out by then.

    Neither what they did is told, nor what others did to posts of theirs of the window.

    Args:
        ctx: Of the day.
        settings: How long the window is, and what counts.
        heeded: A later day, of which limits are heeded too.
    """
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of, heeded or ctx.as_of)
    events, posts, orders = (
        ctx.lake.history(table, ctx.as_of, settings.window_days)
        for table in (EVENTS, POSTS, ORDERS)
    )
    return of_participants(actions_of(events, posts, orders, settings), posts, limits)
