"""Let the centres of the segments learn from the users of a day, without a refit."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.people.segments.fit import require_enough
from voxlake.people.segments.learning import learn
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.settings import SegmentSettings
from voxlake.run.context import Context
from voxlake.tables import USER_FEATURES


def run(ctx: Context, settings: SegmentSettings) -> None:
    """Move the champion's centres; promote them where they hold against a refit."""
    features = ctx.lake.read(USER_FEATURES, Days.of([ctx.as_of]))
    require_enough(features, settings)
    champion = ctx.models.champion("segments")
    inputs = {USER_FEATURES.view: ctx.lake.version(USER_FEATURES)}
    with ctx.models.fit("segments", settings, inputs) as fit:
        learned = learn(features, SegmentModel.of(champion.model), settings)
        fit.metrics(learned.metrics, split="learning")
        fit.days(ctx.as_of, ctx.as_of, split="users")
        version = fit.register(learned.model.numbers())
        counts = learned.counts(settings.learning_tolerance)
        if counts:
            fit.promote()
    ctx.note(version=version, promoted=counts, **learned.metrics)
    if learned.broken:
        ctx.note(beyond_bounds="; ".join(learned.broken))
