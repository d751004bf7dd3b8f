"""What the jobs about mood have in common."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.people.mood.settings import MoodRule, MoodSettings
from voxlake.run.context import Context
from voxlake.run.models import Models
from voxlake.tables import POST_EMOTION, POSTS, USERS


def with_tuned_rule(models: Models, settings: MoodSettings) -> MoodSettings:
    """The settings with the rule that tune_mood found, where it has run."""
    if not models.has_champion("mood"):
        return settings
    rule = MoodRule(**models.champion("mood").model)
    return settings.model_copy(update={"rule": rule})


def posts_of_window(ctx: Context, settings: MoodSettings) -> tuple[DataFrame, DataFrame, DataFrame]:
    """Posts and their emotions of the window up to the last of the days, and all users."""
    posts, emotions = (
        ctx.lake.history(table, ctx.as_of, settings.window_days) for table in (POSTS, POST_EMOTION)
    )
    return posts, emotions, ctx.lake.read(USERS)
