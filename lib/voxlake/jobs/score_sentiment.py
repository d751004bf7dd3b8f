"""Score the sentiment of the posts of some days, into `post_sentiment`."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.jobs.scoring import what_to_score
from voxlake.language.sentiment import score_sentiment
from voxlake.language.settings import LanguageSettings
from voxlake.tables import POST_SENTIMENT


def run(ctx: Context, _: LanguageSettings) -> None:
    """Score every post that models read; refuse days whose languages or vectors are missing."""
    asked = what_to_score(ctx, "sentiment")
    scored = score_sentiment(asked.posts, asked.embeddings, asked.head, asked.model_version)
    ctx.lake.replace(scored, POST_SENTIMENT, ctx.days)
