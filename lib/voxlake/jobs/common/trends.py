"""What the jobs about trends have in common: the posts that count, with all that groups them."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.language.language_id import with_language
from voxlake.run.context import Context
from voxlake.spark.columns import reach
from voxlake.tables import NEAR_DUPLICATES, POST_LANGUAGE, POST_TOPICS, POSTS, TOPIC_NAMES
from voxlake.text.duplicates.counting import counted_once
from voxlake.trends.settings import TrendSettings
from voxlake.trends.topics import posts_by_topic


def counted_posts(
    ctx: Context, days: Days, settings: TrendSettings, most: str | None = None
) -> DataFrame:
    """Usable posts of some days with topic, reach, language and their authors' segment.

    Args:
        ctx: The job's.
        days: The days.
        settings: Whether copies count once.
        most: Column of which the copy with the most counts then, rather than the first.
    """
    posts = with_language(ctx.lake.read(POSTS, days), ctx.lake.read(POST_LANGUAGE, days))
    placed = membership_on(ctx, days).placed(posts, "post_date") if len(days) else posts
    by_topic = posts_by_topic(placed, ctx.lake.read(POST_TOPICS, days), ctx.lake.read(TOPIC_NAMES))
    return without_copies(ctx, by_topic, days, settings, most)


def own_posts(ctx: Context, days: Days, settings: TrendSettings) -> DataFrame:
    """Usable posts of some days that are no reposts and have a text, with reach and language."""
    posts = with_language(ctx.lake.read(POSTS, days), ctx.lake.read(POST_LANGUAGE, days))
    own = posts.where(F.col("is_usable") & ~F.coalesce("is_repost", F.lit(False)))
    told = without_copies(ctx, own.withColumn("reach", reach()), days, settings)
    return told.where(F.col("text").isNotNull())


def without_copies(
    ctx: Context, posts: DataFrame, days: Days, settings: TrendSettings, most: str | None = None
) -> DataFrame:
    """Of posts that are copies of each other one a day, where copies count once."""
    if settings.copies == "counted":
        return posts
    return counted_once(posts, ctx.lake.read(NEAR_DUPLICATES, days), most=most)
