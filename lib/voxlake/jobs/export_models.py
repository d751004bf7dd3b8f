"""Write the models in use as ONNX files with a card each, for the API and for others to run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.jobs.common.model_cards import head_card, propensity_card, segment_card, value_card
from voxlake.language.heads.graph import head_graph
from voxlake.language.heads.plain import PlainHead
from voxlake.language.settings import SHIPPED_HEADS
from voxlake.people.propensity.graph import propensity_graph
from voxlake.people.propensity.target_model import models_by_target
from voxlake.people.segments.graph import segment_graph
from voxlake.people.segments.model import SegmentModel
from voxlake.people.value.value_model import ValueModel
from voxlake.pipeline.exports import ExportSettings
from voxlake.run.context import Context
from voxlake.run.exports import ExportFolder, as_json
from voxlake.run.models import Champion
from voxlake.spark.bounded import collect_at_most
from voxlake.tables import MODEL_METRICS

_MOST_FIGURES = 10_000

Card = Mapping[str, Any]


def run(ctx: Context, settings: ExportSettings) -> None:
    """Write the champion of each model that has one; the same version gives the same bytes."""
    if settings.models is None and ctx.lake.place.home is None:
        raise ConfigError("Set exports.models, or lake.home: the lake has no folder.")
    folder = ExportFolder.of(settings.models, str(ctx.lake.place.home))
    languages = settings.languages
    own = [name for name in languages.of_own_labels if name not in languages.own]
    written, without = [], []
    for name in (*SHIPPED_HEADS, *own, "segments", "propensity", "value"):
        if name not in SHIPPED_HEADS and not ctx.models.has_champion(name):
            without.append(name)
            continue
        champion = ctx.models.champion(name)
        made = {"inputs_of_fit": ctx.models.inputs(name), "metrics": _metrics(ctx, champion)}
        for card, content in _exported(champion):
            folder.write({**card, "version": champion.version, **made}, content)
            written.append(f"{card['name']} {champion.version}")
    ctx.note(folder=folder.place, written=", ".join(written))
    if without:
        ctx.note(without_a_champion=", ".join(without))


def _exported(champion: Champion) -> Iterator[tuple[Card, bytes]]:
    """The files of a champion with their cards; propensity has one for each target."""
    if champion.name == "segments":
        segments = SegmentModel.of(champion.model)
        yield segment_card(segments), segment_graph(segments)
    elif champion.name == "propensity":
        for target, model in models_by_target(champion.model).items():
            yield propensity_card(target, model), propensity_graph(model)
    elif champion.name == "value":
        # In closed form, with integrals and quantiles that ONNX has no operators for.
        yield value_card(ValueModel.of(champion.model)), as_json(champion.model).encode()
    else:
        head = PlainHead.of(champion.model)
        yield head_card(champion.name, head), head_graph(head)


def _metrics(ctx: Context, champion: Champion) -> dict[str, float]:
    """Figures of the version, by what they were measured on and their name."""
    known = ctx.lake.read(MODEL_METRICS).where(
        (F.col("model") == champion.name) & (F.col("model_version") == champion.version)
    )
    figures = known.select("split", "metric", "value")
    remedy = "A fit logs some hundred."
    rows = collect_at_most(figures, _MOST_FIGURES, "figures of a model", remedy)
    return {f"{row['split']}.{row['metric']}": row["value"] for row in rows}
