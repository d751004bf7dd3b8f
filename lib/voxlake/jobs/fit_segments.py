"""Find groups of users who are alike, for `assign_segments`."""

from __future__ import annotations

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.segments.charts import draw_segments, draw_silhouettes
from voxlake.people.segments.kmeans import fit_segments, require_enough, with_names
from voxlake.people.segments.profiles import name_segments, profile_segments, read_titles
from voxlake.people.segments.settings import SegmentSettings
from voxlake.tables import TOPICS, USER_FEATURES


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Fit on the users of the day, register, and make the new version the champion."""
    features = ctx.lake.read(USER_FEATURES, Days.of([ctx.as_of]))
    require_enough(features, settings)
    inputs = {USER_FEATURES.view: ctx.lake.version(USER_FEATURES)}
    with ctx.models.fit("segments", settings, inputs) as fit:
        fitted = fit_segments(features, settings)
        fit.metrics(fitted.metrics, split="train")
        fit.picture(draw_silhouettes(fitted.silhouettes), "silhouettes")
        fit.picture(draw_segments(fitted.centres, fitted.sizes), "segments")
        titles = read_titles(ctx.lake.read(TOPICS), ctx.models.version("topics"))
        profiles = profile_segments(features, fitted.model.transform(features), fitted.k)
        names = name_segments(profiles, titles)
        version = fit.register(with_names(fitted.model, names))
        fit.promote()
    ctx.note(version=version, segments=fitted.k, silhouette=round(fitted.silhouettes[fitted.k], 3))
