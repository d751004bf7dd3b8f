"""What the jobs about mood have in common."""

from __future__ import annotations

from voxlake.models import Models
from voxlake.people.mood_settings import MoodRule, MoodSettings


def with_tuned_rule(models: Models, settings: MoodSettings) -> MoodSettings:
    """The settings with the rule that tune_mood found, where it has run."""
    if not models.has_champion("mood"):
        return settings
    rule = MoodRule(**models.champion("mood").model)
    return settings.model_copy(update={"rule": rule})
