"""Find the topics of the posts of a window, into `topics` and `topic_terms`."""

from __future__ import annotations

from voxlake.jobs.common.topic_ids import ids_that_last, start_of_guides
from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.tables import (
    NEAR_DUPLICATES,
    POST_LANGUAGE,
    POSTS,
    TEXT_MEANINGS,
    TOPIC_CHANGES,
    TOPIC_TERMS,
    TOPICS,
)
from voxlake.text.duplicates.counting import counted_once
from voxlake.topics.chart import draw_topics
from voxlake.topics.names.refit import change_rows
from voxlake.topics.settings import TopicSettings
from voxlake.topics.terms import term_rows, topic_rows
from voxlake.topics.topics import draw_samples, fit_topics
from voxlake.topics.window import window_of


def run(ctx: Context, settings: TopicSettings) -> None:
    """Fit, register, describe, and only then make the new version the champion."""
    read = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    inputs = {table.view: ctx.lake.version(table) for table in (POSTS, TEXT_MEANINGS)}
    languages = ctx.lake.history(POST_LANGUAGE, ctx.as_of, settings.window_days)
    meanings = ctx.lake.history(TEXT_MEANINGS, ctx.as_of, settings.window_days)
    posts = with_language(read, languages)
    if settings.copies == "once":
        copies = ctx.lake.history(NEAR_DUPLICATES, ctx.as_of, settings.window_days)
        posts = counted_once(posts, copies, per=())
    window = window_of(read)
    samples = draw_samples(posts, meanings, settings)
    with ctx.models.fit("topics", settings, inputs) as fit:
        start = start_of_guides(ctx, samples[0], settings)
        fitted = fit_topics(posts, samples, settings, start.rows)
        lasting = ids_that_last(ctx, (posts, meanings), fitted, start, settings)
        fitted = fitted.renumbered(lasting.ids)
        topics = fitted.guided_by(lasting.guides, lasting.lost)
        fit.metrics(fitted.metrics, split="train")
        fit.picture(draw_topics(fitted.topics), "topics")
        version = fit.register(fitted.model.numbers())
        ctx.lake.merge(topic_rows(topics, version, window, posts), TOPICS)
        ctx.lake.merge(term_rows(topics, version, posts), TOPIC_TERMS)
        ctx.lake.merge(change_rows(lasting, version, posts), TOPIC_CHANGES)
        fit.promote()
    ctx.note(
        version=version,
        topics=f"{len(fitted.topics)} by {settings.method}",
        texts=f"{int(fitted.metrics['documents']):,} of {window}",
        clear=f"{fitted.metrics['clear_share']:.0%}",
    )
