"""Describe each user by posts, sentiment, topics, hours and purchases, into `user_features`."""

from __future__ import annotations

from voxlake.days import Days
from voxlake.job import Context
from voxlake.people.segments.features import build_user_features
from voxlake.people.segments.settings import FeatureSettings
from voxlake.tables import (
    FOLLOWS,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    USER_FEATURES,
    USERS,
)


def run(ctx: Context, settings: FeatureSettings) -> None:
    """One snapshot, of the last of the days, from the rows of the window up to it."""
    window = settings.window_days
    features = build_user_features(
        posts=ctx.lake.history(POSTS, ctx.as_of, window),
        sentiment=ctx.lake.history(POST_SENTIMENT, ctx.as_of, window),
        topics=ctx.lake.history(POST_TOPICS, ctx.as_of, window),
        lines=ctx.lake.history(PURCHASE_LINES, ctx.as_of, window),
        users=ctx.lake.read(USERS),
        follows=ctx.lake.read(FOLLOWS),
        topic_version=ctx.models.version("topics"),
        as_of=ctx.as_of,
        settings=settings,
    )
    ctx.lake.replace(features, USER_FEATURES, Days.of([ctx.as_of]))
