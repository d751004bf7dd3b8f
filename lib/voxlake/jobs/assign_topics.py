"""Say which topics the posts of some days are about, into `post_topics`."""

from __future__ import annotations

from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.tables import POST_LANGUAGE, POST_TOPICS, POSTS, TOPICS
from voxlake.topics.settings import TopicSettings
from voxlake.topics.topics import assign_topics
from voxlake.topics.window import cover, window_of_model


def run(ctx: Context, _settings: TopicSettings) -> None:
    """Assign with the champion, and say how many posts lie outside the days it was fitted on."""
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    posts = with_language(ctx.lake.read(POSTS, ctx.days), languages)
    champion = ctx.models.champion("topics")
    assigned = assign_topics(posts, champion.model, champion.version)
    ctx.lake.replace(assigned, POST_TOPICS, ctx.days)
    if window := window_of_model(ctx.lake.read(TOPICS), champion.version):
        ctx.note(window=str(cover(ctx.lake.read(POST_TOPICS, ctx.days), window)))
