"""Read the labels that people gave, and say how far they agree, into `post_labels`."""

from __future__ import annotations

from voxlake import storage
from voxlake.errors import ConfigError, InputError
from voxlake.job import Context
from voxlake.language.label_settings import LabelSettings
from voxlake.language.label_sheet import read_sheet
from voxlake.language.labels import agreement, conflicts
from voxlake.language.settings import LABELS
from voxlake.tables import MODEL_METRICS, POST_LABELS

_SHOWN = 10


def run(ctx: Context, settings: LabelSettings) -> None:
    """Keep the sheet's labels; a label of the same person for the same post takes the old place."""
    if settings.sheet is None:
        raise ConfigError("import_labels needs labels.sheet: the CSV file that people filled.")
    try:
        text = storage.read_text(settings.sheet)
    except FileNotFoundError as error:
        raise InputError(f"There is no sheet {settings.sheet}: set labels.sheet.") from error
    labels = read_sheet(text, settings.sheet, LABELS[settings.model], settings.annotator)
    rows = [(post, settings.model, who, label) for post, who, label in labels]
    ctx.lake.merge_values(rows, POST_LABELS)
    known = ctx.lake.read(POST_LABELS).where(f"model = '{settings.model}'")
    figures = []
    for (one, two), (posts, kappa) in agreement(known).items():
        ctx.note(**{f"{one} and {two}": f"kappa {kappa:.2f} on {posts} posts"})
        split = f"{one} and {two}"
        figures += [(settings.model, "people", split, "kappa", kappa)]
        figures += [(settings.model, "people", split, "posts", float(posts))]
    ctx.lake.merge_values(figures, MODEL_METRICS)
    shown = conflicts(known).orderBy("post_id").limit(_SHOWN + 1).collect()
    for row in shown[:_SHOWN]:
        ctx.note(**{f"conflict about {row['post_id']}": ", ".join(row["said"])})
    more = "at least " if len(shown) > _SHOWN else ""
    ctx.note(labels=len(rows), conflicts=f"{more}{len(shown)}")
