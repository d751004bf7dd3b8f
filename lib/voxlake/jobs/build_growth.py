"""Count who is active, who comes, stays, comes back and leaves; and how cohorts are retained."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.people.growth.accounts import account_growth, stretches_of
from voxlake.people.growth.activity import count_activity, count_without_user
from voxlake.people.growth.first_days import (
    apply_changes,
    changed_first_days,
    days_of_changes,
    first_days_in,
)
from voxlake.people.growth.reach import Reach, days_up_to
from voxlake.people.growth.retention import count_retention, days_of_periods
from voxlake.people.growth.settings import GrowthSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    EVENTS,
    GROWTH,
    ORDERS,
    POSTS,
    RETENTION,
    USER_DAYS,
    USER_FIRST_DAYS,
    USER_SEGMENTS,
)


def run(ctx: Context, settings: GrowthSettings) -> None:
    """Count the days, and later ones where they rest on them.

    First days are written last: a run that was killed before finds the same changes again.
    """
    _count_activity(ctx, settings)
    of_days, ever = ctx.lake.read(USER_DAYS, ctx.days), ctx.lake.read(USER_DAYS)
    stored = ctx.lake.read(USER_FIRST_DAYS)
    with persisted(changed_first_days(of_days, stored, ever, ctx.days)) as changed:
        reach = _reach(ctx, days_of_changes(changed), settings)
        first_days = apply_changes(stored, changed)
        _count_growth(ctx, first_days, reach.growth_days, settings)
        _count_retention(ctx, first_days, reach.periods)
        months = reach.changed.months
        ctx.lake.replace(first_days_in(first_days, months), USER_FIRST_DAYS, months)


def _count_activity(ctx: Context, settings: GrowthSettings) -> None:
    posts, orders, events = (ctx.lake.read(t, ctx.days) for t in (POSTS, ORDERS, EVENTS))
    with persisted(count_activity(posts, orders, events, settings)) as counted:
        if unnamed := count_without_user(counted):
            told = ", ".join(f"{count:,} {kind}" for kind, count in unnamed.items())
            ctx.note(without_a_user=told)
        ctx.lake.replace(counted.where("user_id IS NOT NULL"), USER_DAYS, ctx.days)


def _reach(ctx: Context, changed: Days, settings: GrowthSettings) -> Reach:
    counted_to = ctx.lake.latest_day(GROWTH)
    ends = (ctx.days.last, ctx.lake.latest_day(USER_DAYS), counted_to)
    return Reach(
        days=ctx.days,
        changed=changed,
        counted_to=counted_to,
        last=max(day for day in ends if day is not None),
        reach_days=settings.reach_days,
    )


def _count_growth(
    ctx: Context, first_days: DataFrame, days: Days, settings: GrowthSettings
) -> None:
    needed = days_up_to(days, settings.reach_days)
    snapshots = ctx.lake.in_force(USER_SEGMENTS, days)
    growth = account_growth(
        ctx.lake.read(USER_DAYS, needed),
        first_days_in(first_days, needed.months),
        ctx.lake.read(USER_SEGMENTS, snapshots),
        stretches_of(days, snapshots),
        settings,
    )
    ctx.lake.replace(growth, GROWTH, days)


def _count_retention(ctx: Context, first_days: DataFrame, periods: Days) -> None:
    user_days = ctx.lake.read(USER_DAYS, days_of_periods(periods))
    ctx.lake.replace(count_retention(user_days, first_days, periods), RETENTION, periods)
