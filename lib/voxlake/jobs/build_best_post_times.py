"""Say what posts of each hour of the week gain for each account, into `best_post_times`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.marketing.timing.later import later_metrics
from voxlake.marketing.timing.posts import gains_of_posts, hours_with_posts
from voxlake.marketing.timing.settings import TimingSettings
from voxlake.marketing.timing.times import best_post_times, shared_by_accounts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import BEST_POST_TIMES, CAMPAIGNS, MODEL_METRICS, POSTS, USERS


def run(ctx: Context, settings: TimingSettings) -> None:
    """Learn from the posts of the history; judge what its first part tells by the last days."""
    days = Days.between(ctx.as_of - timedelta(days=settings.history_days - 1), ctx.as_of)
    gains = gains_of_posts(
        posts=ctx.lake.history(POSTS, ctx.as_of, settings.history_days),
        users=ctx.lake.read(USERS),
        campaigns=ctx.lake.read(CAMPAIGNS),
        members=membership_on(ctx, days),
        as_of=ctx.as_of,
        settings=settings,
        zone=ctx.lake.time_zone,
    )
    with persisted(gains) as known, persisted(hours_with_posts(known, settings)) as hours:
        shared = shared_by_accounts(hours, settings)
        told = best_post_times(hours, shared, ctx.as_of, settings, settings.time_zone or ctx.lake.time_zone)
        ctx.lake.replace(told, BEST_POST_TIMES, Days.of([ctx.as_of]))
        if settings.holdout_days:
            earlier = hours_with_posts(known.where(~F.col("is_later")), settings)
            with persisted(earlier) as before:
                told = best_post_times(before, shared_by_accounts(before, settings), ctx.as_of, settings, settings.time_zone or ctx.lake.time_zone)
                ctx.lake.merge_values(later_metrics(told, known, ctx.as_of), MODEL_METRICS)
    _note(ctx, shared.sizes.chances[0])
