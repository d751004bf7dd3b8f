"""Count posts by topic, day, segment and language, and what is usual, into `topic_trends`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.trends import counted_posts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_SENTIMENT, TOPIC_NAMES, TOPIC_TRENDS, TOPICS
from voxlake.trends.levels import known_days, topic_trends
from voxlake.trends.settings import TrendSettings
from voxlake.trends.topics import topic_counts


def run(ctx: Context, settings: TrendSettings) -> None:
    """Count the days' posts; hold each day against the stored counts of the weeks before it."""
    by_topic = counted_posts(ctx, ctx.days, settings)
    counted = topic_counts(by_topic, ctx.lake.read(POST_SENTIMENT, ctx.days))
    earlier = ctx.lake.read(TOPIC_TRENDS, _days_before(ctx.days, settings.lookback_days))
    with persisted(counted) as counts:
        both = earlier.select(*counts.columns).unionByName(counts)
        known = known_days(both, ctx.lake.read(TOPICS), ctx.lake.read(TOPIC_NAMES))
        trends = topic_trends(counts, earlier, known, ctx.days, settings)
        ctx.lake.replace(trends, TOPIC_TRENDS, ctx.days)
    ctx.note(bursting=ctx.lake.read(TOPIC_TRENDS, ctx.days).where(F.col("is_burst")).count())


def _days_before(days: Days, lookback_days: int) -> Days:
    """The days before the first and between the days, but none of them."""
    span = Days.between(days.first - timedelta(days=lookback_days), days.last)
    return Days.of(set(span) - set(days))
