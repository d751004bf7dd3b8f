"""Find days that are more negative than usual, into `sentiment_alerts`."""

from __future__ import annotations

from voxlake.contract import days_sql
from voxlake.job import Context
from voxlake.language.alert_settings import AlertSettings
from voxlake.language.alerts import sentiment_alerts
from voxlake.tables import POST_SENTIMENT, POSTS, SENTIMENT_ALERTS


def run(ctx: Context, settings: AlertSettings) -> None:
    """Compare each of the days with the weeks before it."""
    days = ctx.days.with_lookback(settings.lookback_days)
    posts, sentiment = ctx.lake.read(POSTS, days), ctx.lake.read(POST_SENTIMENT, days)
    alerts = sentiment_alerts(posts, sentiment, settings)
    asked = alerts.where(days_sql("post_date", ctx.days))
    ctx.lake.replace(asked, SENTIMENT_ALERTS, ctx.days)
    ctx.note(alerts=ctx.lake.read(SENTIMENT_ALERTS, ctx.days).count())
