"""Find the topics of the posts of a window, into `topics` and `topic_terms`."""

from __future__ import annotations

from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.tables import POST_LANGUAGE, POSTS, TOPIC_TERMS, TOPICS
from voxlake.topics.chart import draw_topics
from voxlake.topics.settings import TopicSettings
from voxlake.topics.terms import term_rows, topic_rows
from voxlake.topics.topics import fit_topics
from voxlake.topics.window import window_of
from voxlake.topics.word_counts import count_words


def run(ctx: Context, settings: TopicSettings) -> None:
    """Fit, register, describe, and only then make the new version the champion."""
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    inputs = {POSTS.view: ctx.lake.version(POSTS)}
    languages = ctx.lake.history(POST_LANGUAGE, ctx.as_of, settings.window_days)
    counted = count_words(with_language(posts, languages), settings)
    window = window_of(posts)
    with ctx.models.fit("topics", settings, inputs) as fit:
        fitted = fit_topics(counted, settings)
        counted.documents.unpersist()
        fit.metrics(fitted.metrics, split="train")
        fit.picture(draw_topics(fitted.topics), "topics")
        version = fit.register(fitted.model)
        ctx.lake.merge(topic_rows(fitted.topics, version, window, posts), TOPICS)
        ctx.lake.merge(term_rows(fitted.topics, version, posts), TOPIC_TERMS)
        fit.promote()
    ctx.note(
        version=version,
        topics=len(fitted.topics),
        texts=f"{int(fitted.metrics['documents']):,} of {window}",
    )
