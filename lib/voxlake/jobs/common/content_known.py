"""Reads what is known of content on a day, for lists and for what judges them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.jobs.common.content_actions import content_actions
from voxlake.language.language_id import with_language
from voxlake.recommend.content.catalogue import catalogue_of
from voxlake.recommend.content.interactions import wishes_of
from voxlake.recommend.content.popular import languages_of, users_in_groups
from voxlake.recommend.content.recommend import Known
from voxlake.recommend.content.settings import ContentSettings
from voxlake.recommend.limits import blocked_pairs, limits_on, without_opted_out
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_LANGUAGE, POSTS, USER_LIMITS, USER_SEGMENTS, USERS


@contextmanager
def content_known(
    ctx: Context, settings: ContentSettings, *, heeded: date | None = None
) -> Iterator[Known]:
    """What is known on the day of the run, for use in the block.

    Args:
        ctx: Of the day.
        settings: How far back, and what may be shown.
        heeded: A later day, of which limits are heeded too: who opted out since is left out.
    """
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    limits = limits_on(ctx.lake.read(USER_LIMITS), ctx.as_of, heeded or ctx.as_of)
    with (
        persisted(content_actions(ctx, settings, heeded=heeded)) as actions,
        persisted(wishes_of(actions, ctx.as_of, settings)) as wishes,
        persisted(_catalogue(ctx, posts, actions, limits, settings)) as catalogue,
        persisted(_users(ctx, posts, actions, limits, settings)) as users,
    ):
        yield Known(ctx.as_of, actions, wishes, catalogue, users, blocked_pairs(limits))


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
