"""Say which posts and items to show to each user, into `content_recommendations`."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs.common.content_actions import content_actions
from voxlake.language.language_id import with_language
from voxlake.recommend.content.catalogue import catalogue_of
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.model import ContentModel
from voxlake.recommend.content.popular import languages_of, users_in_groups
from voxlake.recommend.content.recommend import InUse, Known, recommended
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.limits import blocked_pairs, limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    CONTENT_FACTORS,
    CONTENT_RECOMMENDATIONS,
    POST_LANGUAGE,
    POSTS,
    TEXT_MEANINGS,
    USER_LIMITS,
    USER_SEGMENTS,
    USERS,
)


def run(ctx: Context, settings: ContentSettings) -> None:
    """Recommend with the champion; what is popular where there is none, or it has too little."""
    day = Days.of([ctx.as_of])
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    with (
        persisted(content_actions(ctx, settings)) as actions,
        persisted(wishes_of(actions, ctx.as_of, settings)) as wishes,
        persisted(_catalogue(ctx, posts, actions, limits, settings)) as catalogue,
        persisted(_users(ctx, posts, actions, limits, settings)) as users,
    ):
        known = Known(ctx.as_of, actions, wishes, catalogue, users, blocked_pairs(limits))
        with recommended(known, _in_use(ctx, settings), settings) as rows:
            ctx.lake.replace(rows, CONTENT_RECOMMENDATIONS, day)
    written = ctx.lake.read(CONTENT_RECOMMENDATIONS, day)
    counts = written.groupBy("source").agg(F.count("*").alias("rows")).collect()
    ctx.note(**{row.source: row.rows for row in sorted(counts, key=lambda row: row.source)})


def _catalogue(
    ctx: Context,
    posts: DataFrame,
    actions: DataFrame,
    limits: DataFrame,
    settings: ContentSettings,
) -> DataFrame:
    every = catalogue_of(posts, actions, ctx.as_of, settings)
    return without_opted_out(every, limits, "author_id")


def _users(
    ctx: Context,
    posts: DataFrame,
    actions: DataFrame,
    limits: DataFrame,
    settings: ContentSettings,
) -> DataFrame:
    users = ctx.lake.read(USERS)
    told = with_language(posts, ctx.lake.history(POST_LANGUAGE, ctx.as_of, settings.window_days))
    segments = ctx.lake.read(USER_SEGMENTS, ctx.lake.in_force(USER_SEGMENTS, Days.of([ctx.as_of])))
    known = users.select("user_id").unionByName(actions.select("user_id"))
    kept = without_opted_out(known, limits, "user_id")
    return users_in_groups(kept, segments, languages_of(users, told))


def _in_use(ctx: Context, settings: ContentSettings) -> InUse | None:
    if not ctx.models.has_champion("content"):
        return None
    champion = ctx.models.champion("content")
    factors = ctx.lake.read(CONTENT_FACTORS).where(F.col("model_version") == champion.version)
    meanings = ctx.lake.history(TEXT_MEANINGS, ctx.as_of, settings.post_days)
    return InUse(ContentModel.of(champion.model), champion.version, factors, meanings)
