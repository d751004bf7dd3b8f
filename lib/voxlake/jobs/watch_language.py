"""Measure week by week how far posts and models of language have drifted, into `model_metrics`."""

from __future__ import annotations

from datetime import date

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.storage import read_bytes
from voxlake.jobs.common.scoring import SCORES, most_used_encoder
from voxlake.language.heads.head import largest
from voxlake.language.labels.labels import most_told
from voxlake.language.own.model import open_own_model
from voxlake.language.settings import LABELS, SHIPPED_HEADS
from voxlake.language.watch.drift import (
    Figures,
    accuracy_figures,
    asks_for_retraining,
    embedding_figures,
    label_figures,
    reference_end,
)
from voxlake.language.watch.drift_settings import DriftSettings
from voxlake.run.context import Context
from voxlake.spark.columns import week_of
from voxlake.tables import (
    MODEL_METRICS,
    POST_LABELS,
    POST_LANGUAGE,
    POST_SCORES,
    TEXT_EMBEDDINGS,
)

_EVERY = Days.every()


def run(ctx: Context, settings: DriftSettings) -> None:
    """Hold the whole weeks that the days lie in against the first days of the models in use."""
    models = (*SCORES, *settings.languages.of_own_labels)
    asking = [f"{model} {week}" for model in models for week in _watch(ctx, model, settings)]
    ctx.note(asks_for_retraining=", ".join(asking) or "nothing")


def _watch(ctx: Context, model: str, settings: DriftSettings) -> list[date]:
    """Measure a model; the weeks that ask for training it again."""
    if (in_use := _in_use(ctx, model, settings)) is None:
        return []
    version, encoder = in_use
    first = _scores(ctx, model, version).agg(F.min("post_date")).collect()[0][0]
    if first is None:
        return []
    until = Days.between(first, reference_end(first, settings))
    weeks = Days.of(monday for monday in ctx.days.mondays if monday > until.last).whole_weeks
    if not len(weeks):
        return []
    scored, usual = (_scores(ctx, model, version, days) for days in (weeks, until))
    figures = label_figures(scored, usual, settings)
    others: list[dict[date, Figures]] = [
        _of_embeddings(ctx, encoder, weeks, until, settings),
        _unread(ctx.lake.read(POST_LANGUAGE, weeks)),
        accuracy_figures(_with_told(scored, ctx.lake.read(POST_LABELS), model), settings),
    ]
    for week, of_week in figures.items():
        for more in others:
            of_week.update(more.get(week, {}))
        of_week["asks_for_retraining"] = float(asks_for_retraining(of_week, settings))
    rows = [
        (model, version, f"week {week}", name, value)
        for week, of_week in figures.items()
        for name, value in of_week.items()
    ]
    ctx.lake.merge_values(rows, MODEL_METRICS)
    return sorted(week for week, of_week in figures.items() if of_week["asks_for_retraining"])


def _in_use(ctx: Context, model: str, settings: DriftSettings) -> tuple[str, str | None] | None:
    """Version of the model and of the encoder whose vectors it reads, if any; None for no model."""
    if own := settings.languages.own.get(model):
        return open_own_model(model, own, read_bytes).version, None
    if model not in SHIPPED_HEADS and not ctx.models.has_champion(model):
        return None
    champion = ctx.models.champion(model)
    return champion.version, champion.model["encoder_version"]


def _scores(ctx: Context, model: str, version: str, days: Days = _EVERY) -> DataFrame:
    """What a version said of posts: post_id, post_date, label, most (chance, label)."""
    if table := SCORES.get(model):
        rows = ctx.lake.read(table, days)
        most = largest({label: F.col(label) for label in LABELS[model]})
    else:
        rows = ctx.lake.read(POST_SCORES, days).where(F.col("model") == model)
        each = F.map_entries("chances")
        most = F.array_max(
            F.transform(
                each, lambda one: F.struct(one["value"].alias("chance"), one["key"].alias("label"))
            )
        )
    own = rows.where(F.col("model_version") == version)
    return own.select("post_id", "post_date", "label", most.alias("most"))


def _of_embeddings(
    ctx: Context, encoder: str | None, weeks: Days, until: Days, settings: DriftSettings
) -> dict[date, Figures]:
    """How far vectors moved: those that the model reads or, where it reads none, most of them."""
    usual = ctx.lake.read(TEXT_EMBEDDINGS, until)
    if (encoder := encoder or most_used_encoder(usual)) is None:
        return {}
    is_of_encoder = F.col("encoder_version") == encoder
    now = ctx.lake.read(TEXT_EMBEDDINGS, weeks).where(is_of_encoder)
    return embedding_figures(now, usual.where(is_of_encoder), settings)


def _with_told(scored: DataFrame, labels: DataFrame, model: str) -> DataFrame:
    """Posts with labels of people: post_id, post_date, label, given and chance of the model."""
    told = most_told(labels.where(F.col("model") == model)).select("post_id", "label")
    given = scored.select(
        "post_id",
        "post_date",
        F.col("most")["label"].alias("given"),
        F.col("most")["chance"].alias("chance"),
    )
    return given.join(told, on="post_id", how="inner")


def _unread(languages: DataFrame) -> dict[date, Figures]:
    """Share of posts of each week in a language that no model reads."""
    week = week_of(F.col("post_date")).alias("week")
    share = F.avg((~F.col("is_read")).cast("double")).alias("share")
    return {
        row["week"]: {"unread_share": row["share"]}
        for row in languages.groupBy(week).agg(share).collect()
    }
