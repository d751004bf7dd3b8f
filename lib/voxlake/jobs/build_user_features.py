"""Describe each user by posts, orders, events and profile, into `user_features`."""

from __future__ import annotations

from collections.abc import Sequence

from voxlake.core.days import Days
from voxlake.jobs.common.features import dump_sources, features_as_of
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.features.windows import was_known
from voxlake.run.context import Context
from voxlake.tables import POSTS, USER_FEATURES, USERS


def run(ctx: Context, settings: FeatureSettings) -> None:
    """One snapshot, of the last of the days, from the rows of the window up to it."""
    dumps = dump_sources(ctx, settings)
    rows = features_as_of(ctx, ctx.as_of, settings, dumps)
    ctx.lake.replace(rows, USER_FEATURES, Days.of([ctx.as_of]))
    _note_late(ctx, settings, dumps)


def _note_late(ctx: Context, settings: FeatureSettings, dumps: Sequence[str]) -> None:
    """Say which rows tell too late what they tell, and what to set where they should count."""
    if dumps:
        ctx.note(counts_taken_as_final=f"of {', '.join(dumps)}: dumps, told after their posts")
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.window_days)
    zone = ctx.lake.time_zone
    is_late = ~was_known(ctx.as_of, settings, zone, dumps)
    late = posts.where(is_late).groupBy("source").count().collect()
    users = ctx.lake.read(USERS).where(~was_known(ctx.as_of, settings, zone)).count()
    unknown = [f"likes and reach of {row['count']:,} posts of {row['source']}" for row in late]
    if users:
        unknown.append(f"country, language and followers of {users:,} users")
    if unknown:
        ctx.note(
            not_known_by_the_day_after=f"{'; '.join(sorted(unknown))}; to take them as they are "
            "now, set features.late=as_is"
        )
