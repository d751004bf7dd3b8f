"""Learn of published posts: `content_learnt`, and rewards for bandits, `content_rewards`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.marketing.learnt.attributes import attributes_of, gains_of_published, summed
from voxlake.marketing.learnt.learning import learnt_rows
from voxlake.marketing.learnt.matching import published_posts
from voxlake.marketing.learnt.rewards import content_rewards
from voxlake.marketing.learnt.settings import LearntSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.frames import frame_of
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    CONTENT_LEARNT,
    CONTENT_REWARDS,
    DRAFTS,
    IMAGES,
    POSTS,
    PUBLICATIONS,
    USERS,
)

_REMEDY = "Raise learnt.min_posts, or learnt.max_rows."


def run(ctx: Context, settings: LearntSettings) -> None:
    """Find what publications became, and hold it against the usual of their accounts."""
    day, zone = Days.of([ctx.as_of]), ctx.lake.time_zone
    posts = ctx.lake.history(POSTS, ctx.as_of, settings.history_days)
    drafts, images = ctx.lake.read(DRAFTS), ctx.lake.read(IMAGES)
    with persisted(published_posts(ctx.lake.read(PUBLICATIONS), posts, settings, zone)) as found:
        users = ctx.lake.read(USERS)
        gained = gains_of_published(found, posts, users, ctx.as_of, settings, zone=zone)
        with persisted(gained) as known:
            ctx.lake.replace(content_rewards(known, ctx.as_of), CONTENT_REWARDS, day)
            sums = summed(attributes_of(known, drafts, images), settings)
            told = collect_at_most(sums, settings.max_rows, "values of attributes", _REMEDY)
            ctx.note(matched=found.count(), known=known.count())
    rows = learnt_rows([row.asDict() for row in told], settings, ctx.as_of)
    values = [tuple(row[name] for name in CONTENT_LEARNT.column_names) for row in rows]
    ctx.lake.replace(frame_of(ctx.spark, values, CONTENT_LEARNT.schema), CONTENT_LEARNT, day)
