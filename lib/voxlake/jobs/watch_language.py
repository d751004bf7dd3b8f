"""Measure week by week how far posts and models of language have drifted, into `model_metrics`."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.days import Days
from voxlake.ingest.posts import week_of
from voxlake.job import Context
from voxlake.jobs.scoring import SCORES
from voxlake.language.drift import (
    Figures,
    accuracy_figures,
    asks_for_retraining,
    embedding_figures,
    label_figures,
    reference_end,
)
from voxlake.language.drift_settings import DriftSettings
from voxlake.language.heads import head_of, most_probable
from voxlake.tables import (
    MODEL_METRICS,
    POST_LABELS,
    POST_LANGUAGE,
    TEXT_EMBEDDINGS,
    Table,
)


def run(ctx: Context, settings: DriftSettings) -> None:
    """Hold the whole weeks that the days lie in against the first days of the models in use."""
    asking = [
        f"{model} {week}"
        for model, table in SCORES.items()
        for week in _watch(ctx, model, table, settings)
    ]
    ctx.note(asks_for_retraining=", ".join(asking) or "nothing")


def _watch(ctx: Context, model: str, table: Table, settings: DriftSettings) -> list[date]:
    """Measure a model; the weeks that ask for training it again."""
    champion = ctx.models.champion(model)
    own = F.col("model_version") == champion.version
    first = ctx.lake.read(table).where(own).agg(F.min("post_date")).collect()[0][0]
    if first is None:
        return []
    until = Days.between(first, reference_end(first, settings))
    weeks = Days.of(monday for monday in ctx.days.mondays if monday > until.last).whole_weeks
    if not len(weeks):
        return []
    head = head_of(ctx.spark, champion.model)
    scored = ctx.lake.read(table, weeks).where(own)
    figures = label_figures(scored, ctx.lake.read(table, until).where(own), settings)
    vectors = F.col("encoder_version") == head.encoder_version
    others: list[dict[date, Figures]] = [
        embedding_figures(
            ctx.lake.read(TEXT_EMBEDDINGS, weeks).where(vectors),
            ctx.lake.read(TEXT_EMBEDDINGS, until).where(vectors),
            settings,
        ),
        _unread(ctx.lake.read(POST_LANGUAGE, weeks)),
        accuracy_figures(
            scored.withColumn("most", most_probable(head))
            .select("post_id", "post_date", "most.*")
            .withColumnRenamed("label", "given")
            .join(_told(ctx.lake.read(POST_LABELS), model), on="post_id", how="inner"),
            settings,
        ),
    ]
    for week, of_week in figures.items():
        for more in others:
            of_week.update(more.get(week, {}))
        of_week["asks_for_retraining"] = float(asks_for_retraining(of_week, settings))
    rows = [
        (model, champion.version, f"week {week}", name, value)
        for week, of_week in figures.items()
        for name, value in of_week.items()
    ]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    return sorted(week for week, of_week in figures.items() if of_week["asks_for_retraining"])


def _unread(languages: DataFrame) -> dict[date, Figures]:
    """Share of posts of each week in a language that no model reads."""
    week = week_of(F.col("post_date")).alias("week")
    share = F.avg((~F.col("is_read")).cast("double")).alias("share")
    return {
        row["week"]: {"unread_share": row["share"]}
        for row in languages.groupBy(week).agg(share).collect()
    }


def _told(labels: DataFrame, model: str) -> DataFrame:
    """The label that most people gave each post: post_id, label; none where they are even."""
    counted = labels.where(F.col("model") == model).groupBy("post_id", "label").count()
    ranked = counted.groupBy("post_id").agg(
        F.max_by("label", "count").alias("label"),
        F.max("count").alias("most"),
        F.sort_array(F.collect_list("count"), asc=False).alias("counts"),
    )
    is_even = F.coalesce(F.get("counts", F.lit(1)) == F.col("most"), F.lit(False))
    return ranked.where(~is_even).select("post_id", "label")
