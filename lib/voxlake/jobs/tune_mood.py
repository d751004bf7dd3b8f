"""Fit the rule of moods to users whose mood people have told."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import ConfigError
from voxlake.jobs.common.mood import posts_of_window
from voxlake.people.mood.labels import read_moods
from voxlake.people.mood.mood import posts_to_weigh
from voxlake.people.mood.settings import MOODS, MoodSettings
from voxlake.people.mood.tuning import tune_mood
from voxlake.run.context import Context
from voxlake.tables import POST_EMOTION, POSTS


def run(ctx: Context, settings: MoodSettings) -> None:
    """Try rules, keep the best as the champion, and say how it did on users held out."""
    if settings.training is None:
        raise ConfigError("tune_mood needs mood.training.path: users whose mood is known.")
    inputs = {table.view: ctx.lake.version(table) for table in (POSTS, POST_EMOTION)}
    with ctx.models.fit("mood", settings, inputs) as fit:
        posts, emotions, users = posts_of_window(ctx, settings)
        weighed = posts_to_weigh(posts, emotions, users, ctx.as_of, settings)
        tuned = tune_mood(read_moods(ctx.spark, settings.training), weighed, settings)
        fit.metrics(tuned.held_out.figures, split="held_out")
        first, last = emotions.agg(F.min("post_date"), F.max("post_date")).collect()[0]
        fit.days(first, last, split="posts")
        fit.picture(tuned.held_out.picture(MOODS), "held_out_confusion")
        version = fit.register(tuned.rule.model_dump())
        fit.promote()
    window = Days.of([ctx.as_of]).with_lookback(settings.window_days - 1)
    ctx.note(
        version=version, held_out_accuracy=round(tuned.held_out.accuracy, 4), posts_of=str(window)
    )
