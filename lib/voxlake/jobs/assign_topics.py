"""Say which topics the posts of some days are about, into `post_topics`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.topics import assign_topics
from voxlake.tables import POST_TOPICS, POSTS


def run(ctx: Context, _settings: TopicSettings) -> None:
    """Assign with the champion."""
    posts = ctx.lake.read(POSTS, ctx.days)
    champion = ctx.models.champion("topics")
    assigned = assign_topics(posts, champion.model, champion.version)
    ctx.lake.replace(assigned, POST_TOPICS, ctx.days)
