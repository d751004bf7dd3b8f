"""Say which topics the posts of some days are about, into `post_topics`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.topics import assign_topics
from voxlake.language.word_counts import TooFewTextsError, count_words
from voxlake.tables import POST_TOPICS, POSTS


def run(ctx: Context, settings: TopicSettings) -> None:
    """Assign with the champion; where none could be fitted, no topics."""
    if not ctx.models.has_champion("topics") and (lack := _lack_of_texts(ctx, settings)):
        nothing = ctx.spark.createDataFrame([], POST_TOPICS.schema)
        ctx.lake.replace(nothing, POST_TOPICS, ctx.days)
        ctx.note(skipped=lack)
        return
    posts = ctx.lake.read(POSTS, ctx.days)
    champion = ctx.models.champion("topics")
    assigned = assign_topics(posts, champion.model, champion.version)
    ctx.lake.replace(assigned, POST_TOPICS, ctx.days)


def _lack_of_texts(ctx: Context, settings: TopicSettings) -> str | None:
    """Why a fit of the same day had too few texts; None where it had enough."""
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    try:
        count_words(posts, settings).documents.unpersist()
    except TooFewTextsError as error:
        return str(error)
    return None
