"""Choose posts that people should label, and write the sheet that they fill."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core import storage
from voxlake.core.errors import ConfigError
from voxlake.jobs.common.scoring import what_to_ask
from voxlake.language.labels.labels import posts_to_label
from voxlake.language.labels.settings import LabelSettings
from voxlake.language.labels.sheet import sheet_text
from voxlake.run.context import Context
from voxlake.tables import POST_LABELS, POSTS


def run(ctx: Context, settings: LabelSettings) -> None:
    """Write uncertain, diverse and random posts of the days that have no label yet."""
    if settings.sheet is None:
        raise ConfigError("sample_for_labels needs labels.sheet: the CSV file to write.")
    asked = settings.languages.label_set(settings.model)
    models = asked.models(settings.model)
    found = what_to_ask(ctx, models)
    labelled = ctx.lake.read(POST_LABELS).where(F.col("model").isin(*models)).select("post_id")
    unlabelled = found.posts.join(labelled, on="post_id", how="left_anti")
    chosen = posts_to_label(unlabelled, found.vectors, settings, has_model=found.has_model)
    texts = ctx.lake.read(POSTS, ctx.days).select("post_id", "text")
    sheet = chosen.join(texts, on="post_id", how="inner").orderBy("post_id")
    rows = sheet.collect()  # settings.count of them
    storage.write_text(settings.sheet, sheet_text(row.asDict() for row in rows))
    choice = f"{', '.join(asked.labels)}{'; or several, or none' if asked.several else ''}"
    ctx.note(sheet=settings.sheet, posts=len(rows), label_is_one_of=choice)
