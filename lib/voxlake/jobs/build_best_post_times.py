"""Say what posts of each hour of the week gain for each account, into `best_post_times`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.marketing.timing.later import later_metrics
from voxlake.marketing.timing.posts import counted_posts, gains_of_posts, hours_with_posts
from voxlake.marketing.timing.settings import TimingSettings
from voxlake.marketing.timing.times import best_post_times, shared_by_accounts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import BEST_POST_TIMES, CAMPAIGNS, MODEL_METRICS, POSTS, USERS
from voxlake.tables.columns import ALL


def run(ctx: Context, settings: TimingSettings) -> None:
    """Learn from the posts of the history; judge what its first part tells by the last days."""
    settings = settings.in_zone(ctx.lake.time_zone)
    day = Days.of([ctx.as_of])
    with persisted(_counted(ctx, settings)) as counted:
        with _times(gains_of_posts(counted, settings), ctx, settings) as times:
            ctx.lake.replace(times, BEST_POST_TIMES, day)
        if settings.holdout_days:
            _judge(ctx, counted, settings)
    told = ctx.lake.read(BEST_POST_TIMES, day).where(F.col("account_id") != ALL)
    named = told.where(F.col("is_reliable") & (F.col("effect") > 0))
    counts = (rows.select("account_id").distinct().count() for rows in (told, named))
    ctx.note(**dict(zip(("accounts", "with_best_times"), counts, strict=True)))


def _judge(ctx: Context, counted: DataFrame, settings: TimingSettings) -> None:
    learnt_until = ctx.as_of - timedelta(days=settings.holdout_days)
    with (
        persisted(gains_of_posts(counted, settings, learnt_until=learnt_until)) as gains,
        _times(gains.where(~F.col("is_later")), ctx, settings) as earlier,
    ):
        ctx.lake.merge_values(later_metrics(earlier, gains, ctx.as_of), MODEL_METRICS)


def _counted(ctx: Context, settings: TimingSettings) -> DataFrame:
    first = ctx.as_of - timedelta(days=settings.history_days - 1)
    return counted_posts(
        posts=ctx.lake.history(POSTS, ctx.as_of, settings.history_days),
        users=ctx.lake.read(USERS),
        campaigns=ctx.lake.read(CAMPAIGNS),
        members=membership_on(ctx, Days.between(first, ctx.as_of)),
        as_of=ctx.as_of,
        settings=settings,
        zone=ctx.lake.time_zone,
    )


@contextmanager
def _times(gains: DataFrame, ctx: Context, settings: TimingSettings) -> Iterator[DataFrame]:
    with persisted(hours_with_posts(gains, settings)) as hours:
        shared = shared_by_accounts(hours, settings)
        yield best_post_times(hours, shared, ctx.as_of, settings)
