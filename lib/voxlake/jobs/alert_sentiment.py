"""Count negative posts by brand and day, and find days with more than usual."""

from __future__ import annotations

from voxlake.language.watch.alert_settings import AlertSettings
from voxlake.language.watch.alerts import brand_sentiment, posts_by_brand, sentiment_alerts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import BRAND_SENTIMENT, POST_SENTIMENT, POSTS, SENTIMENT_ALERTS


def run(ctx: Context, settings: AlertSettings) -> None:
    """Count the days' posts; hold each of the days against the counts of the weeks before it."""
    posts, sentiment = ctx.lake.read(POSTS, ctx.days), ctx.lake.read(POST_SENTIMENT, ctx.days)
    with persisted(posts_by_brand(posts, sentiment, settings)) as named:
        ctx.lake.replace(brand_sentiment(named), BRAND_SENTIMENT, ctx.days)
        weeks = ctx.days.with_lookback(settings.lookback_days)
        days = ctx.lake.read(BRAND_SENTIMENT, weeks)
        ctx.lake.replace(sentiment_alerts(days, named, settings), SENTIMENT_ALERTS, ctx.days)
    ctx.note(alerts=ctx.lake.read(SENTIMENT_ALERTS, ctx.days).count())
