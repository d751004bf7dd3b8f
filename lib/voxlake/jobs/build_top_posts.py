"""Rank the posts of the last days by engagement, and by its growth, into `top_posts`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.jobs.common.trends import counted_posts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POSTS, TOP_POSTS
from voxlake.trends.settings import TrendSettings
from voxlake.trends.top_posts import engagement_posts, top_posts, with_usual


def run(ctx: Context, settings: TrendSettings) -> None:
    """Hold the posts of `top_days` against those of `author_days`; of copies, the most seen."""
    history = ctx.lake.history(POSTS, ctx.as_of, settings.author_days)
    first = ctx.as_of - timedelta(days=settings.top_days - 1)
    days = Days.between(first, ctx.as_of)
    with persisted(engagement_posts(history, ctx.as_of, ctx.lake.time_zone)) as engaging:
        by_topic = counted_posts(ctx, days, settings, "reach")
        ranked = top_posts(with_usual(engaging), by_topic, ctx.as_of, settings)
        ctx.lake.replace(ranked, TOP_POSTS, Days.of([ctx.as_of]))
