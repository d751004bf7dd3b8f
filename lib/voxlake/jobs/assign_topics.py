"""Say which topics the posts of some days are about, into `post_topics`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.language.language_id import with_language
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.topics import assign_topics
from voxlake.tables import POST_LANGUAGE, POST_TOPICS, POSTS


def run(ctx: Context, _settings: TopicSettings) -> None:
    """Assign with the champion."""
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    posts = with_language(ctx.lake.read(POSTS, ctx.days), languages)
    champion = ctx.models.champion("topics")
    assigned = assign_topics(posts, champion.model, champion.version)
    ctx.lake.replace(assigned, POST_TOPICS, ctx.days)
