"""Score the sentiment of the posts of some days, into `post_sentiment`."""

from __future__ import annotations

from voxlake.jobs.common.scoring import note_coverage, scores_of
from voxlake.language.heads.sentiment import score_sentiment
from voxlake.language.settings import LanguageSettings
from voxlake.run.context import Context
from voxlake.tables import POST_SENTIMENT


def run(ctx: Context, settings: LanguageSettings) -> None:
    """Score every post that models read; refuse days whose languages or vectors are missing."""
    scores = scores_of(ctx, "sentiment", settings)
    ctx.lake.replace(score_sentiment(scores), POST_SENTIMENT, ctx.days)
    note_coverage(ctx)
