"""Score the posts of some days by models with labels of one's own, into `post_scores`."""

from __future__ import annotations

from functools import reduce

from pyspark.sql import DataFrame

from voxlake.job import Context
from voxlake.jobs.scoring import note_coverage, scores_of
from voxlake.language.scores import score_rows
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_SCORES


def run(ctx: Context, settings: LanguageSettings) -> None:
    """Score every post that models read by each model that the config names; it may name none."""
    names = settings.of_own_labels
    ctx.note(models=", ".join(names) or "none: languages.own and languages.heads name no other")
    if names:
        scored = [score_rows(scores_of(ctx, name, settings), name) for name in names]
        ctx.lake.replace(reduce(DataFrame.unionByName, scored), POST_SCORES, ctx.days)
        note_coverage(ctx)
