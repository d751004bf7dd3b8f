"""Say how accounts of brands post and what that earns them, into `competitor_posting`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.run.context import Context
from voxlake.spark.columns import only_row
from voxlake.tables import COMPETITOR_POSTING, POST_TOPICS, POSTS, TOPIC_NAMES, USERS
from voxlake.topics.shown import shown_topics
from voxlake.voice.brands import own_users
from voxlake.voice.posting import competitor_posting
from voxlake.voice.settings import VoiceSettings


def run(ctx: Context, settings: VoiceSettings) -> None:
    """Look at the posts of the days up to the last one that accounts of brands wrote."""
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.posting_days)
    topics = ctx.lake.history(POST_TOPICS, ctx.as_of, settings.posting_days)
    told = competitor_posting(
        posts=posts,
        topics=shown_topics(topics, ctx.lake.read(TOPIC_NAMES)),
        own=own_users(ctx.lake.read(USERS), settings),
        first=only_row(posts.agg(F.min("post_date")))[0],
        as_of=ctx.as_of,
        settings=settings,
        zone=ctx.lake.time_zone,
    )
    ctx.lake.replace(told, COMPETITOR_POSTING, Days.of([ctx.as_of]))
