"""Find words, phrases and hashtags that rise and lead no topic, into `term_trends`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.trends import own_posts
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import TERM_DAYS, TERM_TRENDS, TOPIC_TERMS
from voxlake.topics.words.terms import with_terms
from voxlake.trends.settings import TrendSettings
from voxlake.trends.terms import rising_terms, term_trends


def run(ctx: Context, settings: TrendSettings) -> None:
    """Hold the authors of each term of the days against the stored counts of the weeks before."""
    first = ctx.days.first - timedelta(days=settings.term_days)
    counted = ctx.lake.read(TERM_DAYS, Days.between(first, ctx.days.last))
    version = F.lit(ctx.models.version("topics"))
    leading = ctx.lake.read(TOPIC_TERMS).where(F.col("model_version") == version)
    with persisted(rising_terms(counted, leading, ctx.days, settings)) as rising:
        told = rising.where(F.col("term").contains(" ")).select("term").distinct()
        phrases = [row["term"] for row in told.collect()]
        posts = own_posts(ctx, ctx.days, settings)
        with persisted(with_terms(posts, settings.topics, phrases)) as texts:
            ctx.lake.replace(term_trends(rising, texts, ctx.days), TERM_TRENDS, ctx.days)
