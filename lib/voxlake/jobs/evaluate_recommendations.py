"""Hold recommendations against what users did after them, into `recommendation_metrics`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.content_actions import content_actions
from voxlake.jobs.common.content_known import content_known
from voxlake.jobs.common.content_lists import content_lists, cut_of
from voxlake.jobs.common.friends import barred_on
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.recommend import barred_of
from voxlake.recommend.evaluation.evaluate import measure
from voxlake.recommend.evaluation.lists import Split
from voxlake.recommend.evaluation.people import split_of_people
from voxlake.recommend.evaluation.rows import Measured, metric_rows, told_of
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.recommend.limits import limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    FOLLOWS,
    MODEL_METRICS,
    POSTS,
    RECOMMENDATION_METRICS,
    USER_LIMITS,
    USER_RECOMMENDATIONS,
)


def run(ctx: Context, settings: EvaluationSettings) -> None:
    """Judge lists of a day of the past beside what is popular and what goes together."""
    rows = []
    for model, measured in (("content", _content(ctx, settings)), *_people(ctx, settings)):
        found = metric_rows(measured, ctx.as_of, settings)
        split = f"{(ctx.as_of - measured.cut).days} days after"
        figures = [
            (model, f"until {measured.cut}", split, name, value) for name, value in told_of(found)
        ]
        if figures:
            ctx.lake.merge_values(figures, MODEL_METRICS)
        ctx.note(**{f"{model}_cut": str(measured.cut)})
        rows += found
    frame = frame_of(ctx.spark, rows, RECOMMENDATION_METRICS.schema)
    ctx.lake.replace(frame, RECOMMENDATION_METRICS, Days.of([ctx.as_of]))
    ctx.note(figures=len(rows))


def _content(ctx: Context, settings: EvaluationSettings) -> Measured:
    cut, is_kept = cut_of(ctx, CONTENT_RECOMMENDATIONS, settings)
    at_cut, content = replace(ctx, days=Days.of([cut])), settings.content
    later = content.model_copy(update={"window_days": (ctx.as_of - cut).days})
    after = wishes_of(content_actions(ctx, later), ctx.as_of, content)
    with (
        content_known(at_cut, content, heeded=ctx.as_of) as known,
        content_lists(at_cut, known, settings, is_kept=is_kept) as lists,
    ):
        barred = barred_of(known, content).pairs(known.catalogue)
        split = Split(known.wishes, known.catalogue, barred, after)
        return measure(lists, split, cut, settings)


def _people(ctx: Context, settings: EvaluationSettings) -> Iterator[tuple[str, Measured]]:
    """Friends, big accounts and hashtags, where lists of them were kept."""
    cut, is_kept = cut_of(ctx, USER_RECOMMENDATIONS, settings)
    if not is_kept:
        return
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    follows = ctx.lake.read(FOLLOWS)
    for user in ("follower_id", "followed_id"):
        follows = without_opted_out(follows, limits, user)
    window = settings.content.window_days + (ctx.as_of - cut).days
    posts = without_opted_out(ctx.lake.history(POSTS, ctx.as_of, window), limits, "user_id")
    split = split_of_people(follows, posts, barred_on(ctx), cut, ctx.lake.time_zone)
    lists = ctx.lake.read(USER_RECOMMENDATIONS, Days.of([cut])).select(
        "user_id",
        F.col("kind").alias("item_kind"),
        F.col("item").alias("item_id"),
        "rank",
        "model_version",
    )
    with persisted(split.before):
        measured = measure(lists, split, cut, settings)
    yield "friends", measured
