"""Say which posts and items to show to each user, into `content_recommendations`."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.content_known import content_known
from voxlake.recommend.content.model import ContentModel
from voxlake.recommend.content.recommend import InUse, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.run.context import Context
from voxlake.tables import (
    CONTENT_FACTORS,
    CONTENT_RECOMMENDATIONS,
    TEXT_MEANINGS,
)


def run(ctx: Context, settings: ContentSettings) -> None:
    """Recommend with the champion; what is popular where there is none, or it has too little."""
    day = Days.of([ctx.as_of])
    with (
        content_known(ctx, settings) as known,
        recommended(known, _in_use(ctx, settings), settings) as rows,
    ):
        ctx.lake.replace(rows, CONTENT_RECOMMENDATIONS, day)
    written = ctx.lake.read(CONTENT_RECOMMENDATIONS, day)
    counts = written.groupBy("source").agg(F.count("*").alias("rows")).collect()
    ctx.note(**{row.source: row.rows for row in sorted(counts, key=lambda row: row.source)})


def _in_use(ctx: Context, settings: ContentSettings) -> InUse | None:
    if not ctx.models.has_champion("content"):
        return None
    champion = ctx.models.champion("content")
    factors = ctx.lake.read(CONTENT_FACTORS).where(F.col("model_version") == champion.version)
    meanings = ctx.lake.history(TEXT_MEANINGS, ctx.as_of, settings.post_days)
    return InUse(ContentModel.of(champion.model), champion.version, factors, meanings)
