"""Describe each user by posts, orders, events and profile, into `user_features`."""

from __future__ import annotations

from voxlake.days import Days
from voxlake.job import Context
from voxlake.jobs.features import features_as_of
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import was_known
from voxlake.tables import POSTS, USER_FEATURES


def run(ctx: Context, settings: FeatureSettings) -> None:
    """One snapshot, of the last of the days, from the rows of the window up to it."""
    ctx.lake.replace(features_as_of(ctx, ctx.as_of, settings), USER_FEATURES, Days.of([ctx.as_of]))
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    if late := posts.where(~was_known(ctx.as_of, settings)).count():
        ctx.note(posts_whose_counts_came_too_late=f"{late:,}; see features.late")
