"""Score the sentiment of the posts of some days, into `post_sentiment`."""

from __future__ import annotations

from voxlake.errors import QualityError
from voxlake.job import Context
from voxlake.language.sentiment import score_sentiment, without_vector
from voxlake.language.settings import SentimentSettings
from voxlake.tables import POST_SENTIMENT, POSTS, TEXT_EMBEDDINGS


def run(ctx: Context, settings: SentimentSettings) -> None:
    """Score every usable post with text; refuse days whose texts have no vectors."""
    posts = ctx.lake.read(POSTS, ctx.days)
    embeddings = ctx.lake.read(TEXT_EMBEDDINGS, ctx.days)
    champion = ctx.models.champion("sentiment")
    if missing := without_vector(posts, embeddings, champion.model).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector that sentiment model "
            f"{champion.version} reads: run embed_texts for these days, or train_sentiment if "
            "the encoder is new."
        )
    scored = score_sentiment(posts, embeddings, champion.model, champion.version)
    ctx.lake.replace(scored, POST_SENTIMENT, ctx.days)
