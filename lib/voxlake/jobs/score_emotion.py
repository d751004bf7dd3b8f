"""Score the emotions of the posts of some days, into `post_emotion`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.jobs.scoring import what_to_score
from voxlake.language.emotion import score_emotion
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_EMOTION


def run(ctx: Context, _: LanguageSettings) -> None:
    """Score every post that models read; refuse days whose languages or vectors are missing."""
    asked = what_to_score(ctx, "emotion")
    scored = score_emotion(asked.posts, asked.embeddings, asked.head, asked.model_version)
    ctx.lake.replace(scored, POST_EMOTION, ctx.days)
