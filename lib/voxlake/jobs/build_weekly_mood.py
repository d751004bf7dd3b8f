"""Tell the mood of users and segments week by week."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.jobs.common.membership import membership_on
from voxlake.jobs.common.mood import with_tuned_rule
from voxlake.people.mood.mood import segment_mood_weekly, user_mood_weekly
from voxlake.people.mood.settings import MoodSettings
from voxlake.run.context import Context
from voxlake.tables import (
    POST_EMOTION,
    POSTS,
    SEGMENT_MOOD_WEEKLY,
    USER_MOOD_WEEKLY,
    USERS,
)


def run(ctx: Context, settings: MoodSettings) -> None:
    """Work out anew the whole weeks that the days lie in, by the segments of their Sundays."""
    settings = with_tuned_rule(ctx.models, settings)
    weeks, days = ctx.days.mondays, ctx.days.whole_weeks
    of_users = user_mood_weekly(
        ctx.lake.read(POSTS, days),
        ctx.lake.read(POST_EMOTION, days),
        ctx.lake.read(USERS),
        settings,
    )
    ctx.lake.replace(of_users, USER_MOOD_WEEKLY, weeks)
    sundays = Days.of(monday + timedelta(days=6) for monday in weeks)
    of_segments = segment_mood_weekly(
        ctx.lake.read(USER_MOOD_WEEKLY, weeks), membership_on(ctx, sundays)
    )
    ctx.lake.replace(of_segments, SEGMENT_MOOD_WEEKLY, weeks)
