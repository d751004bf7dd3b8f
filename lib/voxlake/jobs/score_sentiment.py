"""Score the sentiment of the posts of some days, into `post_sentiment`."""

from __future__ import annotations

from voxlake.errors import QualityError
from voxlake.job import Context
from voxlake.language.heads import head_of, without_vector
from voxlake.language.language_id import posts_to_read, without_language
from voxlake.language.sentiment import score_sentiment
from voxlake.language.settings import SentimentSettings
from voxlake.tables import POST_LANGUAGE, POST_SENTIMENT, POSTS, TEXT_EMBEDDINGS


def run(ctx: Context, settings: SentimentSettings) -> None:
    """Score every post that models read; refuse days whose languages or vectors are missing."""
    posts = ctx.lake.read(POSTS, ctx.days)
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    if unknown := without_language(posts, languages).count():
        raise QualityError(
            f"The language of {unknown} posts of {ctx.days} is unknown: run detect_language."
        )
    read = posts_to_read(posts, languages)
    embeddings = ctx.lake.read(TEXT_EMBEDDINGS, ctx.days)
    champion = ctx.models.champion("sentiment")
    head = head_of(ctx.spark, champion.model)
    if missing := without_vector(read, embeddings, head).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector that sentiment model "
            f"{champion.version} reads: run embed_texts for these days, or train_sentiment if "
            "the encoder is new."
        )
    scored = score_sentiment(read, embeddings, head, champion.version)
    ctx.lake.replace(scored, POST_SENTIMENT, ctx.days)
