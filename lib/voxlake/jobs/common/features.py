"""Reads what user features are made of."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from pyspark.sql import DataFrame

from voxlake.people.features.build import build_user_features
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import dumps_of
from voxlake.run.context import Context
from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    USER_FEATURES,
    USERS,
)


def dump_sources(ctx: Context, settings: FeatureSettings) -> list[str]:
    """Sources of posts whose counts stand as they are; none where the config decides for all."""
    if settings.late != "by_source":
        return []
    return dumps_of(ctx.lake.read(POSTS), ctx.lake.time_zone)


def features_as_of(
    ctx: Context, as_of: date, settings: FeatureSettings, dumps: Sequence[str]
) -> DataFrame:
    """The rows of `user_features` of a day, from the rows of the window up to it."""
    window = settings.window_days
    return build_user_features(
        posts=ctx.lake.history(POSTS, as_of, window),
        sentiment=ctx.lake.history(POST_SENTIMENT, as_of, window),
        topics=ctx.lake.history(POST_TOPICS, as_of, window),
        lines=ctx.lake.history(PURCHASE_LINES, as_of, window),
        events=ctx.lake.history(EVENTS, as_of, window),
        users=ctx.lake.read(USERS),
        follows=ctx.lake.read(FOLLOWS),
        earlier=ctx.lake.history(USER_FEATURES, as_of, settings.growth_days),
        topic_version=ctx.models.version("topics"),
        as_of=as_of,
        settings=settings,
        zone=ctx.lake.time_zone,
        dumps=dumps,
    )
