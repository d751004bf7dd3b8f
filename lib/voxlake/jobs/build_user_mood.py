"""Tell the mood of each user from the emotions of posts, into `user_mood`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.jobs.common.mood import posts_of_window, with_tuned_rule
from voxlake.people.mood.mood import user_mood
from voxlake.people.mood.settings import MoodSettings
from voxlake.run.context import Context
from voxlake.tables import USER_MOOD


def run(ctx: Context, settings: MoodSettings) -> None:
    """One snapshot, of the last of the days, from the posts of the window up to it."""
    settings = with_tuned_rule(ctx.models, settings)
    rows = user_mood(*posts_of_window(ctx, settings), ctx.as_of, settings)
    ctx.lake.replace(rows, USER_MOOD, Days.of([ctx.as_of]))
