"""Score the emotions of the posts of some days, into `post_emotion`."""

from __future__ import annotations

from voxlake.jobs.common.scoring import note_coverage, scores_of
from voxlake.language.heads.emotion import score_emotion
from voxlake.language.settings import LanguageSettings
from voxlake.run.context import Context
from voxlake.tables import POST_EMOTION


def run(ctx: Context, settings: LanguageSettings) -> None:
    """Score every post that models read; refuse days whose languages or vectors are missing."""
    scores = scores_of(ctx, "emotion", settings)
    ctx.lake.replace(score_emotion(scores), POST_EMOTION, ctx.days)
    note_coverage(ctx)
