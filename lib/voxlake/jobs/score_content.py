"""Score pages and texts, and say what to change, into `content_scores` and `content_findings`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.contents import contents_of
from voxlake.language.language_id import with_language
from voxlake.marketing.content.best_terms import best_terms, topics_known
from voxlake.marketing.content.frames import content_findings, content_scores, near_copies
from voxlake.marketing.content.score import Known
from voxlake.marketing.content.scored import scored_contents
from voxlake.marketing.content.search import search_by_page
from voxlake.marketing.content.settings import ContentSettings
from voxlake.marketing.content.topic_terms import Topic
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    CONTENT_FINDINGS,
    CONTENT_SCORES,
    POST_LANGUAGE,
    POSTS,
    SEARCH_CONSOLE,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
)
from voxlake.topics.words.lexicons import lexicons_of

_WHAT_TO_SET = "Set content.sources to folders of pages and texts, or content.accounts to users"


def run(ctx: Context, settings: ContentSettings) -> None:
    """Score each file, post and draft as it is now; of search, the days up to the last are told."""
    lexicons = lexicons_of(settings.topics.stop_words)
    known = Known(settings, lexicons, _topics(ctx, settings))
    day = Days.of([ctx.as_of])
    with persisted(scored_contents(contents_of(ctx, settings), known)) as scored:
        if scored.isEmpty():
            raise TooLittleDataError(
                f"score_content found no files, posts or drafts. {_WHAT_TO_SET}."
            )
        copies = near_copies(scored, ctx.as_of, settings.copies)
        shown = ctx.lake.history(SEARCH_CONSOLE, ctx.as_of, settings.search_days)
        with (
            persisted(copies) as copies,
            persisted(content_findings(scored, copies, ctx.as_of)) as findings,
        ):
            search = search_by_page(shown)
            ctx.lake.replace(findings, CONTENT_FINDINGS, day)
            scores = content_scores(scored, findings, copies, search, ctx.as_of)
            ctx.lake.replace(scores, CONTENT_SCORES, day)
    _note(ctx, day)


def _topics(ctx: Context, settings: ContentSettings) -> dict[int, Topic]:
    """What topics say; nothing where none were fitted."""
    version = ctx.models.version("topics")
    if version is None:
        return {}
    top = ctx.lake.read(TOP_POSTS, ctx.lake.in_force(TOP_POSTS, Days.of([ctx.as_of])))
    days = Days.between(ctx.as_of - timedelta(days=settings.best_days), ctx.as_of)
    posts = with_language(ctx.lake.read(POSTS, days), ctx.lake.read(POST_LANGUAGE, days))
    leading = ctx.lake.read(TOPIC_TERMS).where(F.col("model_version") == version)
    best = best_terms(top, posts, settings)
    return topics_known(leading, ctx.lake.read(TOPIC_NAMES), best)


def _note(ctx: Context, day: Days) -> None:
    scores = ctx.lake.read(CONTENT_SCORES, day)
    counts = {f"{name}_findings": F.sum(f"{name}_count") for name in ("high", "medium", "low")}
    row = scores.agg(F.count("*").alias("contents"), *(v.alias(k) for k, v in counts.items()))
    ctx.note(**row.collect()[0].asDict())
