"""Say what the columns of the silver tables hold, into `column_profiles`."""

from __future__ import annotations

from contextlib import ExitStack
from functools import reduce

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.ingest.profile import profiled
from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.run.context import Context
from voxlake.tables import (
    CAMPAIGNS,
    COLUMN_PROFILES,
    EVENTS,
    EXPERIMENT_EVENTS,
    EXPERIMENTS,
    FOLLOWS,
    ORDERS,
    POSTS,
    RECOMMENDATION_EVENTS,
    SEARCH_CONSOLE,
    SPEND,
    USER_LIMITS,
    USERS,
)

_DATED = (
    POSTS,
    ORDERS,
    EVENTS,
    SPEND,
    EXPERIMENT_EVENTS,
    SEARCH_CONSOLE,
    RECOMMENDATION_EVENTS,
)
_WHOLE = (USERS, FOLLOWS, CAMPAIGNS, EXPERIMENTS, USER_LIMITS)


def run(ctx: Context, settings: ProfileSettings) -> None:
    """Tell the months that the days lie in anew; users and their like in the last of them.

    What earlier months told of tables without days stays, since their rows of then are gone.
    """
    months = ctx.days.months
    days_of = {
        **dict.fromkeys(_DATED, ctx.days.whole_months),
        **dict.fromkeys(_WHOLE, Days.every()),
    }
    with ExitStack() as stack:
        told = [
            stack.enter_context(profiled(ctx.lake.read(table, days), table, months.last, settings))
            for table, days in days_of.items()
            if ctx.lake.exists(table)
        ]
        rows = reduce(DataFrame.unionByName, [*told, _kept(ctx, months)])
        ctx.lake.replace(rows, COLUMN_PROFILES, months)
    ctx.note(months=f"{months.first:%Y-%m} to {months.last:%Y-%m}")


def _kept(ctx: Context, months: Days) -> DataFrame:
    """What is stored of tables without days, in the months before the last one."""
    is_whole = F.col("table_name").isin([table.view for table in _WHOLE])
    stored = ctx.lake.read(COLUMN_PROFILES, months)
    return stored.where(is_whole & (F.col("month") < F.lit(months.last)))
