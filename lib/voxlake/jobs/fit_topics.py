"""Find the topics of the posts of a window, into `topics` and `topic_terms`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.language.language_id import with_language
from voxlake.language.topic_chart import draw_topics
from voxlake.language.topic_settings import TopicSettings
from voxlake.language.topic_terms import term_rows, topic_rows
from voxlake.language.topic_window import window_of
from voxlake.language.topics import fit_topics
from voxlake.language.word_counts import count_words
from voxlake.tables import POST_LANGUAGE, POSTS, TOPIC_TERMS, TOPICS


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
