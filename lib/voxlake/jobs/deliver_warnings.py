"""Tell people of negative days, bursts and drops of share of voice, each once by each channel."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.deliveries import MOST_ROWS, known_and_pending, send
from voxlake.jobs.common.topic_titles import titles_now
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import (
    POST_ENTITIES,
    POSTS,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    TOPIC_BURSTS,
    USERS,
)
from voxlake.tables.columns import ALL_TOPICS
from voxlake.voice.brands import own_users
from voxlake.voice.instead import posts_instead
from voxlake.voice.share import brand_posts
from voxlake.warnings.delivery import new_deliveries
from voxlake.warnings.drops import Drop, voice_drops
from voxlake.warnings.notices import Notice, of_alert, of_bursts
from voxlake.warnings.settings import WarningSettings

_POSTS = 5


def run(ctx: Context, settings: WarningSettings) -> None:
    """Find what is new of the latest days, and send it with what earlier runs left."""
    if not settings.channels:
        ctx.note(channels="none: see warnings.channels")
        return
    days = _days(ctx, settings)
    notices = [*_alerts(ctx, days, settings), *_bursts(ctx, days, settings)]
    notices += _drops(ctx, days, settings)
    known, pending = known_and_pending(ctx, [one.warning_id for one in notices], settings)
    new = new_deliveries(notices, known, settings, ctx.now())
    send(ctx, [*pending, *new], settings)


def _days(ctx: Context, settings: WarningSettings) -> Days:
    """The days of the run that are no older than `days_back`, by the clock of the lake's zone."""
    today = ctx.now().astimezone(ZoneInfo(ctx.lake.time_zone)).date()
    recent = Days.between(today - timedelta(days=settings.days_back), today)
    return recent if ctx.days.is_every else Days.of(set(recent) & set(ctx.days))


def _alerts(ctx: Context, days: Days, settings: WarningSettings) -> list[Notice]:
    rows = ctx.lake.read(SENTIMENT_ALERTS, days)
    found = collect_at_most(rows, settings.max_warnings, "sentiment alerts", MOST_ROWS)
    return [of_alert(row.asDict(), settings.levels) for row in found]


def _bursts(ctx: Context, days: Days, settings: WarningSettings) -> list[Notice]:
    """Bursts that the days show, of which some day is one of them."""
    lasts = F.coalesce("end_date", "as_of_date")
    rows = ctx.lake.read(TOPIC_BURSTS, days).where(lasts.isin(list(days)))
    found = collect_at_most(rows, settings.max_warnings, "bursts", MOST_ROWS)
    if not found:
        return []
    return of_bursts([row.asDict() for row in found], titles_now(ctx).get, settings.levels)


def _drops(ctx: Context, days: Days, settings: WarningSettings) -> list[Notice]:
    if not settings.brands or not len(days):
        return []
    rows = ctx.lake.read(SHARE_OF_VOICE, days.with_lookback(settings.lookback_days)).where(
        (F.col("topic_id") == ALL_TOPICS) & F.col("brand").isin(list(settings.brands))
    )
    found = [row.asDict() for row in rows.collect()]  # own brands x days
    drops = voice_drops(found, days, settings)
    posts = _posts_instead(ctx, drops, settings)
    return [drop.notice(posts[drop.brand, drop.day], settings) for drop in drops]


def _posts_instead(
    ctx: Context, drops: list[Drop], settings: WarningSettings
) -> dict[tuple[str, date], list[str]]:
    if not drops:
        return {}
    days = Days.of(drop.day for drop in drops)
    named = brand_posts(
        posts=ctx.lake.read(POSTS, days),
        entities=ctx.lake.read(POST_ENTITIES, days),
        topics=ctx.spark.createDataFrame([], "post_id string, topic_id int"),
        own=own_users(ctx.lake.read(USERS), settings.voice),
        settings=settings.voice,
    )
    return posts_instead(named, {(drop.brand, drop.day) for drop in drops}, _POSTS)
