"""Say how much is said of each brand beside its competitors, into `share_of_voice`."""

from __future__ import annotations

from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_ENTITIES, POST_TOPICS, POSTS, SHARE_OF_VOICE, TOPIC_NAMES, USERS
from voxlake.topics.shown import shown_topics
from voxlake.voice.brands import own_users
from voxlake.voice.settings import VoiceSettings
from voxlake.voice.share import brand_posts, share_of_voice


def run(ctx: Context, settings: VoiceSettings) -> None:
    """Find the brands that each of the days' posts names, and add them up."""
    topics = ctx.lake.read(POST_TOPICS, ctx.days)
    named = brand_posts(
        posts=ctx.lake.read(POSTS, ctx.days),
        entities=ctx.lake.read(POST_ENTITIES, ctx.days),
        topics=shown_topics(topics, ctx.lake.read(TOPIC_NAMES)),
        own=own_users(ctx.lake.read(USERS), settings),
        settings=settings,
    )
    with persisted(named) as named:
        ctx.lake.replace(share_of_voice(named, settings), SHARE_OF_VOICE, ctx.days)
