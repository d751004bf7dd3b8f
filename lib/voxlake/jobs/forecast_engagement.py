"""Forecast posts, reach and engagement of accounts, topics, segments: `engagement_forecasts`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.marketing.timing.forecasts import (
    KEYS,
    backtest_metrics,
    forecast_posts,
    series_of_posts,
)
from voxlake.marketing.timing.settings import EngagementForecastSettings
from voxlake.people.forecast import prophet
from voxlake.people.forecast.models import PROPHET
from voxlake.people.forecast.series import Spans
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import ENGAGEMENT_FORECASTS, MODEL_METRICS, POST_TOPICS, POSTS, TOPIC_NAMES
from voxlake.topics.shown import shown_topics


def run(ctx: Context, settings: EngagementForecastSettings) -> None:
    """Forecast from the last days up to the day; keep how the past would have been forecast."""
    if PROPHET in settings.models:
        prophet.require()
    posts, of_topics = (
        ctx.lake.history(table, ctx.as_of, settings.history_days) for table in (POSTS, POST_TOPICS)
    )
    first = ctx.as_of - timedelta(days=settings.history_days - 1)
    daily = series_of_posts(
        posts=posts,
        topics=shown_topics(of_topics, ctx.lake.read(TOPIC_NAMES)),
        members=membership_on(ctx, Days.between(first, ctx.as_of)),
        as_of=ctx.as_of,
        settings=settings,
    )
    day = Days.of([ctx.as_of])
    with persisted(daily) as known:
        spans = Spans.of(known, ctx.as_of, KEYS, "Ingest more days of posts.")
        ctx.lake.replace(forecast_posts(known, ctx.as_of, settings), ENGAGEMENT_FORECASTS, day)
    told = ctx.lake.read(ENGAGEMENT_FORECASTS, day)
    ctx.lake.merge_values(backtest_metrics(told, ctx.as_of, settings), MODEL_METRICS)
    asking = told.where("asks_refit").select(*KEYS).distinct().count()
    ctx.note(series=spans.count, too_short=spans.too_short, ask_for_a_refit=asking)
