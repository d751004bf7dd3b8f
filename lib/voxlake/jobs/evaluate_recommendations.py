"""Hold recommendations against what users did after them, into `recommendation_metrics`."""

from __future__ import annotations

from dataclasses import replace

from voxlake.core.days import Days
from voxlake.jobs.common.content_actions import content_actions
from voxlake.jobs.common.content_known import content_known
from voxlake.jobs.common.content_lists import content_lists, cut_of
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.recommend import barred_from
from voxlake.recommend.evaluation.evaluate import measure
from voxlake.recommend.evaluation.lists import Split
from voxlake.recommend.evaluation.rows import Measured, metric_rows, told_of
from voxlake.recommend.evaluation.settings import EvaluationSettings
from voxlake.run.context import Context
from voxlake.spark.frames import frame_of
from voxlake.tables import CONTENT_RECOMMENDATIONS, MODEL_METRICS, RECOMMENDATION_METRICS


def run(ctx: Context, settings: EvaluationSettings) -> None:
    """Judge lists of a day of the past beside what is popular and what goes together."""
    rows = []
    for model, measured in (("content", _content(ctx, settings)),):
        found = metric_rows(measured, ctx.as_of, settings)
        split = f"{(ctx.as_of - measured.cut).days} days after"
        figures = [
            (model, f"until {measured.cut}", split, name, value)
            for _, name, value in told_of(found)
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
        content_known(at_cut, content) as known,
        content_lists(at_cut, known, settings, is_kept=is_kept) as lists,
    ):
        split = Split(known.wishes, known.catalogue, barred_from(known, content), after)
        return measure(lists, split, cut, settings)
