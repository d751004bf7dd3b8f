"""Reads what people are recommended by."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.language.language_id import with_language
from voxlake.recommend.friends.circles import circles
from voxlake.recommend.friends.graph.settings import FriendWeights
from voxlake.recommend.friends.people import Known, people_of
from voxlake.recommend.friends.settings import FriendSettings
from voxlake.recommend.limits import blocked_pairs, limits_on
from voxlake.run.context import Context
from voxlake.run.models import Models
from voxlake.tables import (
    FOLLOWS,
    FRIEND_CANDIDATES,
    HASHTAG_PAIRS,
    HASHTAGS,
    POST_EMOTION,
    POST_LANGUAGE,
    POSTS,
    USER_FEATURES,
    USER_LIMITS,
    USER_MOOD,
    USERS,
)


def with_tuned_weights(models: Models, settings: FriendSettings) -> FriendSettings:
    """The settings with the weights that tune_friends found, where it has run."""
    if not models.has_champion("friends"):
        return settings
    weights = FriendWeights(**models.champion("friends").model)
    graph = settings.graph.model_copy(update={"weights": weights})
    return settings.model_copy(update={"graph": graph})


def people_on(ctx: Context, settings: FriendSettings) -> DataFrame:
    """What `people_of` gives of the last of the days."""
    day = Days.of([ctx.as_of])
    posts, languages = (
        ctx.lake.history(table, ctx.as_of, settings.active_days) for table in (POSTS, POST_LANGUAGE)
    )
    return people_of(
        ctx.lake.read(USERS),
        ctx.lake.read(USER_FEATURES, day),
        ctx.lake.read(USER_MOOD, day),
        with_language(posts, languages),
        limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of),
    )


def barred_on(ctx: Context) -> DataFrame:
    """`user_id` and `item` of who is not offered to whom on the last of the days."""
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of)
    return blocked_pairs(limits).withColumnRenamed("author_id", "item")


def known_on(ctx: Context, people: DataFrame, settings: FriendSettings) -> Known:
    """What is known of the last of the days, whose friends of friends are written.

    Args:
        ctx: Of a job, or of a notebook.
        people: What `people_on` gives.
        settings: How far back.
    """
    day = Days.of([ctx.as_of])
    return Known(
        people=people,
        follows=ctx.lake.read(FOLLOWS),
        barred=barred_on(ctx),
        emotions=ctx.lake.history(POST_EMOTION, ctx.as_of, settings.active_days),
        circles=circles(ctx.lake.read(FRIEND_CANDIDATES, day)),
        hashtags=ctx.lake.read(HASHTAGS, day),
        hashtag_pairs=ctx.lake.read(HASHTAG_PAIRS, day),
    )
