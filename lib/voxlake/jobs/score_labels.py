"""Score the posts of some days by models with labels of one's own, into `post_scores`."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame

from voxlake.jobs.common.scoring import note_coverage, scores_of
from voxlake.language.heads.scores import score_rows
from voxlake.language.settings import LanguageSettings
from voxlake.run.context import Context
from voxlake.tables import POST_SCORES

_NONE = "none: languages.own, languages.heads and languages.sets name no other"


def run(ctx: Context, settings: LanguageSettings) -> None:
    """Score every post that models read by each model that the config names; it may name none.

    A model of `languages.sets` that has learned no labels yet is noted, and waits.
    """
    named = {*settings.own, *settings.heads}
    waiting = [
        name
        for name in settings.of_own_labels
        if name not in named and not ctx.models.has_champion(name)
    ]
    names = [name for name in settings.of_own_labels if name not in waiting]
    ctx.note(models=", ".join(names) or ("none yet" if waiting else _NONE))
    if waiting:
        ctx.note(wait_for_train_language=", ".join(waiting))
    if names:
        scored = [score_rows(scores_of(ctx, name, settings), name) for name in names]
        ctx.lake.replace(reduce(DataFrame.unionByName, scored), POST_SCORES, ctx.days)
        note_coverage(ctx)
