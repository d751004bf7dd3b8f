"""What jobs on users call topics."""

from __future__ import annotations

from voxlake.run.context import Context
from voxlake.tables import TOPIC_NAMES, TOPICS
from voxlake.topics.called import Names
from voxlake.topics.shown import titles_of


def titles_now(ctx: Context) -> dict[int, str]:
    """What each topic is called where it is shown, by id; those that people hide have none."""
    titles = titles_of(ctx.lake.read(TOPICS), ctx.models.version("topics"))
    return Names.read(ctx.lake.read(TOPIC_NAMES), titles).told()
