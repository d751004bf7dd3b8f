"""Say how probable it is that each user will do something, into `user_propensity`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.people.propensity.scores import score_users
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.people.propensity.target_model import models_by_target
from voxlake.run.context import Context
from voxlake.tables import USER_FEATURES, USER_PROPENSITY


def run(ctx: Context, settings: PropensitySettings) -> None:
    """Score the users of the day with the champion."""
    day = Days.of([ctx.as_of])
    champion = ctx.models.champion("propensity")
    models = models_by_target(champion.model)
    scored = score_users(
        ctx.lake.read(USER_FEATURES, day),
        models,
        model_version=champion.version,
        settings=settings,
    )
    ctx.lake.replace(scored, USER_PROPENSITY, day)
    if unfitted := sorted(set(settings.targets) - set(models)):
        ctx.note(without_a_model=", ".join(unfitted))
