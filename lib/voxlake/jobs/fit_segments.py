"""Find groups of users who are alike, for `assign_segments`."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.jobs.common.topic_titles import titles_now
from voxlake.people.segments.charts import draw_candidates, draw_differences, draw_map
from voxlake.people.segments.fit import fit_segments, require_enough
from voxlake.people.segments.model import SegmentModel, in_segments
from voxlake.people.segments.naming import name_segments
from voxlake.people.segments.profiles import of_told_topics, profiles_of
from voxlake.people.segments.refit import (
    candidate_rows,
    is_better,
    last_known,
    readable,
    with_old_ids,
)
from voxlake.people.segments.settings import SegmentSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import SEGMENT_CANDIDATES, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Fit on the users of the day, register, and promote what is better than the champion."""
    with persisted(ctx.lake.read(USER_FEATURES, Days.of([ctx.as_of]))) as features:
        require_enough(features, settings)
        _fit(ctx, features, settings)


def _fit(ctx: Context, features: DataFrame, settings: SegmentSettings) -> None:
    inputs = {USER_FEATURES.view: ctx.lake.version(USER_FEATURES)}
    champion = None
    if ctx.models.has_champion("segments"):
        champion = SegmentModel.of(ctx.models.champion("segments").model)
    with ctx.models.fit("segments", settings, inputs) as fit:
        fitted = fit_segments(features, settings)
        model = fitted.model
        if champion is not None:
            known = _last_known(ctx, champion, features)
            model = with_old_ids(model, features, known, champion.next_id, settings)
        titles = titles_now(ctx)
        profiles = of_told_topics(
            profiles_of(in_segments(features, model), model.ids, model.categories), titles
        )
        model = model.named(name_segments(profiles, titles))
        fit.metrics(fitted.metrics, split="train")
        fit.days(ctx.as_of, ctx.as_of, split="users")
        fit.picture(draw_candidates(fitted.candidates, fitted.chosen), "candidates")
        fit.picture(draw_map(model, fitted.points, titles), "map")
        fit.picture(draw_differences(profiles, model.names, titles), "differences")
        version = fit.register(model.numbers())
        tried = candidate_rows(fitted, version)
        fit.table(SEGMENT_CANDIDATES.column_names, tried, "candidates")
        ctx.lake.merge_values(tried, SEGMENT_CANDIDATES)
        promoted = champion is None or is_better(fitted, model, champion, features, settings)
        if promoted:
            fit.promote()
    ctx.note(
        version=version,
        promoted=promoted,
        fitted_on=f"the users of {ctx.as_of}",
        segments=f"{len(model.ids)} by {model.method}",
        silhouette=round(fitted.chosen.silhouette, 3),
        stability=round(fitted.chosen.stability or 0.0, 3),
    )


def _last_known(ctx: Context, champion: SegmentModel, features: DataFrame) -> DataFrame:
    """How the champion groups users, by the features of the day or else the last that it reads."""
    last = ctx.lake.in_force(USER_SEGMENTS, Days.of([ctx.as_of]))
    is_read = not readable(features, champion).isEmpty()
    history = features if is_read else ctx.lake.history(USER_FEATURES, ctx.as_of)
    return last_known(champion, history, ctx.lake.read(USER_SEGMENTS, last))
