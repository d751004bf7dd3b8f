"""Draw the report from the gold tables, as one HTML page."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.core.storage import write_text
from voxlake.report.page import gather, render
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.run.context import Context
from voxlake.run.history import far_of
from voxlake.tables import (
    BRAND_SENTIMENT,
    COLUMN_PROFILES,
    DATA_QUALITY,
    DEMAND,
    FORECASTS,
    GROWTH,
    ORDER_RECONCILIATION,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    RETENTION,
    SEGMENT_MOVES,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    SENTIMENT_ALERTS,
    TOPIC_TERMS,
    TOPICS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_VALUE,
    VALUE_TOTALS,
)


def run(ctx: Context, settings: ReportSettings) -> None:
    """Write the pages of the days up to the last one: the first to the path, others beside it."""
    if (path := settings.file(ctx.lake.place.home)) is None:
        raise ConfigError("A lake in a catalog needs report.path: the file to write.")
    day = Days.of([ctx.as_of])
    days = Days.between(ctx.as_of - timedelta(days=settings.days - 1), ctx.as_of)
    sources = Sources(
        posts=ctx.lake.history(POSTS, ctx.as_of),
        post_language=ctx.lake.history(POST_LANGUAGE, ctx.as_of),
        post_sentiment=ctx.lake.history(POST_SENTIMENT, ctx.as_of),
        post_emotion=ctx.lake.history(POST_EMOTION, ctx.as_of),
        brand_sentiment=ctx.lake.history(BRAND_SENTIMENT, ctx.as_of),
        sentiment_alerts=ctx.lake.history(SENTIMENT_ALERTS, ctx.as_of),
        post_topics=ctx.lake.history(POST_TOPICS, ctx.as_of),
        topics=ctx.lake.read(TOPICS),
        topic_terms=ctx.lake.read(TOPIC_TERMS),
        segment_profiles=ctx.lake.read(SEGMENT_PROFILES, day),
        user_value=ctx.lake.read(USER_VALUE, day),
        segment_value=ctx.lake.read(SEGMENT_VALUE, day),
        purchase_lines=ctx.lake.history(PURCHASE_LINES, ctx.as_of),
        data_quality=ctx.lake.read(DATA_QUALITY),
        segment_moves=ctx.lake.read(SEGMENT_MOVES, day),
        value_totals=ctx.lake.read(VALUE_TOTALS, day),
        user_funnel=ctx.lake.read(USER_FUNNEL, day),
        user_revenue=ctx.lake.read(USER_REVENUE, day),
        order_reconciliation=ctx.lake.read(ORDER_RECONCILIATION, days),
        growth=ctx.lake.read(GROWTH, days),
        retention=ctx.lake.read(RETENTION),
        demand=ctx.lake.read(DEMAND, day),
        forecasts=ctx.lake.read(FORECASTS, day),
        column_profiles=ctx.lake.read(COLUMN_PROFILES),
    )
    folder, _, first = path.rpartition("/")
    found = gather(sources, ctx.as_of, settings, first)
    far = [str(record) for record in far_of(ctx.lake).records]
    pages = render(found, ctx.as_of, settings, far, zone=ctx.lake.time_zone)
    for file, page in pages.items():
        write_text(f"{folder}/{file}" if folder else file, page)
