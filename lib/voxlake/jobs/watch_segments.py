"""Measure how far users have drifted from those of the fit, into `model_metrics`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.settings import SegmentSettings
from voxlake.people.segments.watch import asks_for_refit, drift_figures
from voxlake.run.context import Context
from voxlake.tables import MODEL_METRICS, USER_FEATURES, USER_SEGMENTS


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Hold the day's users against those of the champion's fit."""
    day = Days.of([ctx.as_of])
    champion = ctx.models.champion("segments")
    features, assigned = ctx.lake.read(USER_FEATURES, day), ctx.lake.read(USER_SEGMENTS, day)
    if assigned.isEmpty():
        return
    figures = drift_figures(features, assigned, SegmentModel.of(champion.model), settings)
    asks = asks_for_refit(figures, settings)
    figures["asks_for_refit"] = float(asks)
    split = f"day {ctx.as_of}"
    rows = [("segments", champion.version, split, name, value) for name, value in figures.items()]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    ctx.note(asks_for_refit="yes: run fit_segments with --fit" if asks else "no")
