"""Reads what users did to posts and items."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.recommend.content.interactions import actions_of
from voxlake.recommend.content.settings import FactorSettings
from voxlake.run.context import Context
from voxlake.tables import EVENTS, ORDERS, POSTS


def content_actions(ctx: Context, settings: FactorSettings) -> DataFrame:
    """The actions of the window up to the day of the run."""
    events, posts, orders = (
        ctx.lake.history(table, ctx.as_of, settings.window_days)
        for table in (EVENTS, POSTS, ORDERS)
    )
    return actions_of(events, posts, orders, settings)
