"""Choose posts that people should label, and write the sheet that they fill."""

from __future__ import annotations

from voxlake import storage
from voxlake.errors import ConfigError
from voxlake.job import Context
from voxlake.jobs.scoring import what_to_score
from voxlake.language.label_settings import LabelSettings
from voxlake.language.label_sheet import sheet_text
from voxlake.language.labels import posts_to_label
from voxlake.language.scores import by_label, head_scores
from voxlake.tables import POST_LABELS, POSTS


def run(ctx: Context, settings: LabelSettings) -> None:
    """Write uncertain, diverse and random posts of the days that have no label yet."""
    if settings.sheet is None:
        raise ConfigError("sample_for_labels needs labels.sheet: the CSV file to write.")
    asked = what_to_score(ctx, settings.model)
    labelled = ctx.lake.read(POST_LABELS).where(f"model = '{settings.model}'").select("post_id")
    unlabelled = asked.posts.join(labelled, on="post_id", how="left_anti")
    scores = head_scores(unlabelled, asked.embeddings, asked.head, asked.model_version)
    vectors = asked.embeddings.dropDuplicates(["text_hash"]).select("text_hash", "vector")
    chosen = posts_to_label(by_label(scores), vectors, asked.head, settings)
    texts = ctx.lake.read(POSTS, ctx.days).select("post_id", "text")
    sheet = chosen.join(texts, on="post_id", how="inner").orderBy("post_id")
    rows = sheet.collect()  # settings.count of them
    storage.write_text(settings.sheet, sheet_text(row.asDict() for row in rows))
    ctx.note(sheet=settings.sheet, posts=len(rows))
