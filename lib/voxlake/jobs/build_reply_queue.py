"""List the posts that need an answer, into `reply_queue`, and how soon answers come."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.drafts import drafts_of_answers
from voxlake.jobs.common.named_files import text_of
from voxlake.marketing.publishing.asked import asked
from voxlake.marketing.publishing.assignments import SCHEMA, read_assignments
from voxlake.marketing.publishing.replies import (
    ASSIGNED,
    NEW,
    Around,
    reply_queue,
    reply_times,
    told_states,
    waiting,
)
from voxlake.marketing.publishing.settings import ReplySettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    POST_EVIDENCE,
    POST_SCORES,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    REPLY_QUEUE,
    REPLY_TIMES,
    TOPIC_NAMES,
    USER_VALUE,
    USERS,
)


def run(ctx: Context, settings: ReplySettings) -> None:
    """Find the posts and score them; answers and what people said of earlier queues count."""
    if not settings.is_set:
        raise TooLittleDataError(
            "Nothing says which posts need an answer: set replies.handles, replies.user_ids, "
            "publishing.accounts, alerts.brands or replies.complaints."
        )
    day, back = Days.of([ctx.as_of]), settings.history_days
    scores = ctx.lake.history(POST_SCORES, ctx.as_of, back)
    needing = asked(ctx.lake.history(POSTS, ctx.as_of, back), scores, settings)
    found = waiting(needing, _around(ctx, settings), settings, ctx.as_of, ctx.lake.time_zone)
    with persisted(found) as posts:
        ctx.lake.replace(reply_queue(posts, settings), REPLY_QUEUE, day)
        ctx.lake.replace(reply_times(posts, settings), REPLY_TIMES, day)
    ctx.note(open=ctx.lake.read(REPLY_QUEUE, day).where(F.col("state") == NEW).count())


def assign(ctx: Context, post_ids: Iterable[str], *, to: str) -> None:
    """Assign posts of the last queue to somebody, from a notebook."""
    last = ctx.lake.latest_day(REPLY_QUEUE)
    queue = ctx.lake.read(REPLY_QUEUE, Days.of([last] if last else []))
    told = {"state": ASSIGNED, "assigned_to": to, "changed_at": ctx.now()}
    rows = queue.where(F.col("post_id").isin(*post_ids) & F.col("answered_at").isNull())
    ctx.lake.merge(rows.withColumns({n: F.lit(v) for n, v in told.items()}), REPLY_QUEUE)


def _around(ctx: Context, settings: ReplySettings) -> Around:
    until, back = ctx.as_of, settings.history_days
    value = ctx.lake.in_force(USER_VALUE, Days.of([until]))
    rows: list[tuple[object, ...]] = []
    if settings.assignments is not None:
        text = text_of(settings.assignments, "replies.assignments")
        rows = read_assignments(text, settings.assignments)
    assignments = ctx.spark.createDataFrame(rows, SCHEMA)
    return Around(
        sentiment=ctx.lake.history(POST_SENTIMENT, until, back),
        topics=ctx.lake.history(POST_TOPICS, until, back),
        topic_names=ctx.lake.read(TOPIC_NAMES),
        evidence=ctx.lake.history(POST_EVIDENCE, until, back),
        users=ctx.lake.read(USERS),
        value=ctx.lake.read(USER_VALUE, value),
        drafts=drafts_of_answers(ctx),
        told=told_states(assignments, ctx.lake.history(REPLY_QUEUE, until)),
    )
