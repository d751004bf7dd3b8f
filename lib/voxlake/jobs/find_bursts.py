"""Find the bursts of topics that the days up to one day show, into `topic_bursts`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.jobs.common.trends import counted_posts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import TOPIC_BURSTS, TOPIC_TRENDS
from voxlake.trends.bursts import burst_rows, days_of_bursts, topic_bursts
from voxlake.trends.settings import TrendSettings


def run(ctx: Context, settings: TrendSettings) -> None:
    """Join stored days that stand out into bursts; read the posts of their days alone."""
    trends = ctx.lake.history(TOPIC_TRENDS, ctx.as_of, settings.lookback_days)
    with persisted(topic_bursts(trends, ctx.as_of, settings)) as bursts:
        by_topic = counted_posts(ctx, days_of_bursts(bursts), settings)
        rows = burst_rows(bursts, by_topic)
        ctx.lake.replace(rows, TOPIC_BURSTS, Days.of([ctx.as_of]))
        ctx.note(bursts=bursts.count())
