"""Read the labels that people gave, and say how far they agree, into `post_labels`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.jobs.common.named_files import text_of
from voxlake.language.labels.labels import agreement, conflicts
from voxlake.language.labels.settings import LabelSettings
from voxlake.language.labels.sheet import label_rows, read_sheet
from voxlake.run.context import Context
from voxlake.tables import MODEL_METRICS, POST_LABELS

_SHOWN = 10


def run(ctx: Context, settings: LabelSettings) -> None:
    """Keep the sheet's labels; a label of the same person for the same post takes the old place."""
    if settings.sheet is None:
        raise ConfigError("import_labels needs labels.sheet: the CSV file that people filled.")
    asked = settings.languages.label_set(settings.model)
    text = text_of(settings.sheet, "labels.sheet")
    told = read_sheet(text, settings.sheet, asked, settings.annotator)
    rows = label_rows(told, settings.model, asked)
    ctx.lake.merge_values(rows, POST_LABELS)
    models = asked.models(settings.model)
    for model in models:
        _agree(ctx, model, f"{model}: " if asked.several else "")
    known = ctx.lake.read(POST_LABELS).where(F.col("model").isin(*models))
    shown = conflicts(known).orderBy("post_id").limit(_SHOWN + 1).collect()
    for row in shown[:_SHOWN]:
        ctx.note(**{f"conflict about {row['post_id']}": ", ".join(row["said"])})
    more = "at least " if len(shown) > _SHOWN else ""
    ctx.note(labels=len(rows), conflicts=f"{more}{len(shown)}")


def _agree(ctx: Context, model: str, about: str) -> None:
    """Note and keep how far each two people agree."""
    figures = []
    known = ctx.lake.read(POST_LABELS).where(F.col("model") == model)
    for (one, two), (posts, kappa) in agreement(known).items():
        ctx.note(**{f"{about}{one} and {two}": f"kappa {kappa:.2f} on {posts} posts"})
        split = f"{one} and {two}"
        figures += [(model, "people", split, "kappa", kappa)]
        figures += [(model, "people", split, "posts", float(posts))]
    ctx.lake.merge_values(figures, MODEL_METRICS)
