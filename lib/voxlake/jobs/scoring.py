"""What the jobs that score posts have in common: what to score, and with which head."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame

from voxlake.errors import QualityError
from voxlake.job import Context
from voxlake.language.heads import Head, head_of, without_vector
from voxlake.language.language_id import posts_to_read, without_language
from voxlake.tables import (
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)

SCORES = {"sentiment": POST_SENTIMENT, "emotion": POST_EMOTION}
"""The table of each model's scores."""


@dataclass(frozen=True)
class Asked:
    """Posts that models read, vectors of their texts, and the head in use."""

    posts: DataFrame
    embeddings: DataFrame
    head: Head
    model_version: str


def what_to_score(ctx: Context, model: str) -> Asked:
    """What a head is to score in the days of a job.

    Raises:
        QualityError: posts have no language or no vector yet; says which job to run.
    """
    posts = ctx.lake.read(POSTS, ctx.days)
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    if unknown := without_language(posts, languages).count():
        raise QualityError(
            f"The language of {unknown} posts of {ctx.days} is unknown: run detect_language."
        )
    champion = ctx.models.champion(model)
    head = head_of(ctx.spark, champion.model)
    asked = Asked(
        posts_to_read(posts, languages),
        ctx.lake.read(TEXT_EMBEDDINGS, ctx.days),
        head,
        champion.version,
    )
    if missing := without_vector(asked.posts, asked.embeddings, head).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector that {model} model {champion.version} "
            f"reads: run embed_texts for these days, or train_language if the encoder is new."
        )
    return asked
