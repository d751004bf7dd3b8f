"""Count hashtags, and what goes with them, into `hashtags`, `hashtag_pairs`, `hashtag_texts`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.language.language_id import with_language
from voxlake.recommend.hashtags.counting import (
    hashtag_counts,
    hashtag_pairs,
    hashtag_rows,
    hashtag_texts,
    hashtag_uses,
    topic_posts,
)
from voxlake.recommend.hashtags.posts import hashtag_posts
from voxlake.recommend.hashtags.settings import HashtagTableSettings
from voxlake.recommend.limits import limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    HASHTAG_PAIRS,
    HASHTAG_TEXTS,
    HASHTAGS,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_TOPICS,
    POSTS,
    USER_LIMITS,
    Table,
)


def run(ctx: Context, settings: HashtagTableSettings) -> None:
    """Count the posts of the window up to the last of the days; that day's rows are replaced."""

    def days_of(table: Table) -> DataFrame:
        return ctx.lake.history(table, ctx.as_of, settings.window_days)

    day = Days.of([ctx.as_of])
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    taking_part = without_opted_out(days_of(POSTS), limits, "user_id")
    posts = with_language(taking_part, days_of(POST_LANGUAGE))
    version = F.lit(ctx.models.version("topics"))
    topics = days_of(POST_TOPICS).where(F.col("model_version").eqNullSafe(version))
    with (
        persisted(hashtag_posts(posts, settings.post_hashtags)) as counted,
        persisted(hashtag_uses(counted)) as uses,
        persisted(hashtag_counts(uses, counted.count(), settings.max_hashtags)) as counts,
    ):
        rows = hashtag_rows(
            counts,
            uses,
            topic_posts(posts, topics),
            days_of(POST_EMOTION),
            as_of=ctx.as_of,
            settings=settings,
        )
        ctx.lake.replace(rows, HASHTAGS, day)
        ctx.lake.replace(hashtag_pairs(counted, counts, ctx.as_of, settings), HASHTAG_PAIRS, day)
        texts = hashtag_texts(counted, ctx.as_of, settings.max_texts)
        ctx.lake.replace(texts, HASHTAG_TEXTS, day)
    ctx.note(hashtags=ctx.lake.read(HASHTAGS, day).count())
