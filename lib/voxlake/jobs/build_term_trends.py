"""Find words, phrases and hashtags that rise and lead no topic, into `term_trends`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.trends import without_copies
from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.spark.columns import reach
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_LANGUAGE, POSTS, TERM_TRENDS, TOPIC_TERMS
from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.phrases import find_phrases
from voxlake.topics.words.terms import FORMS, TERMS, with_terms
from voxlake.trends.settings import TrendSettings
from voxlake.trends.terms import rising_terms, term_trends


def run(ctx: Context, settings: TrendSettings) -> None:
    """Hold the authors of each term of the days against those of the weeks before."""
    first = ctx.days.first - timedelta(days=settings.term_days)
    days = Days.between(first, ctx.days.last)
    posts = with_language(ctx.lake.read(POSTS, days), ctx.lake.read(POST_LANGUAGE, days))
    own = posts.where(F.col("is_usable") & ~F.coalesce("is_repost", F.lit(False)))
    told = without_copies(ctx, own.withColumn("reach", reach()), days, settings)
    version = F.lit(ctx.models.version("topics"))
    leading = ctx.lake.read(TOPIC_TERMS).where(F.col("model_version") == version)
    with persisted(_with_terms(told, settings.topics)) as texts:
        rising = rising_terms(texts, leading, ctx.days, settings)
        with persisted(rising) as rising_kept:
            ctx.lake.replace(term_trends(rising_kept, texts, ctx.days), TERM_TRENDS, ctx.days)


def _with_terms(posts: DataFrame, settings: TopicSettings) -> DataFrame:
    """Posts with the terms of their texts, among them the phrases that these texts have."""
    texts = posts.where(F.col("text").isNotNull())
    distinct = texts.groupBy("text_hash").agg(
        F.min("text").alias("text"), F.min("language").alias("language")
    )
    told = with_terms(texts, settings, find_phrases(distinct, settings))
    return told.select("post_id", "post_date", "user_id", "text_hash", "reach", TERMS, FORMS)
