"""Measure whether recent posts still fit the topics, into `model_metrics`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.errors import NoChampionError
from voxlake.run.context import Context
from voxlake.tables import MODEL_METRICS, POST_TOPICS, TOPICS
from voxlake.topics.names.watch import asks_for_refit, watch_figures, weights_of
from voxlake.topics.settings import TopicSettings


def run(ctx: Context, settings: TopicSettings) -> None:
    """Hold the posts of the last days against the texts of the champion's fit."""
    version = ctx.models.version("topics")
    if version is None:
        raise NoChampionError("topics", "fit_topics")
    assigned = ctx.lake.history(POST_TOPICS, ctx.as_of, settings.watch_days)
    of_model = assigned.where(F.col("model_version") == version)
    figures = watch_figures(of_model, weights_of(ctx.lake.read(TOPICS), version))
    if not figures:
        return
    asks = asks_for_refit(figures, settings)
    figures["asks_for_refit"] = float(asks)
    split = f"day {ctx.as_of}"
    rows = [("topics", version, split, name, value) for name, value in figures.items()]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    ctx.note(asks_for_refit="yes: run fit_topics with --fit" if asks else "no")
