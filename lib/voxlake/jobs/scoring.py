"""What the jobs that score posts have in common: what to score, and with which model."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame

from voxlake.errors import QualityError
from voxlake.job import Context
from voxlake.language.coverage import coverage_of
from voxlake.language.heads import Head, head_of, without_vector
from voxlake.language.language_id import posts_to_read, without_language
from voxlake.language.own_model import open_own_model, own_scores
from voxlake.language.scores import Scores, head_scores
from voxlake.language.settings import LanguageSettings
from voxlake.storage import read_bytes
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


def scores_of(ctx: Context, model: str, settings: LanguageSettings) -> Scores:
    """What a model says of the posts of the days: one of `languages.own`, else the head in use.

    Raises:
        QualityError: posts have no language or no vector yet; says which job to run.
    """
    if own := settings.own.get(model):
        opened = open_own_model(model, own, read_bytes)
        return own_scores(_posts_that_are_read(ctx), opened, read_bytes)
    asked = what_to_score(ctx, model)
    return head_scores(asked.posts, asked.embeddings, asked.head, asked.model_version)


def what_to_score(ctx: Context, model: str) -> Asked:
    """What a head is to score in the days of a job.

    Raises:
        QualityError: posts have no language or no vector yet; says which job to run.
    """
    posts = _posts_that_are_read(ctx)
    champion = ctx.models.champion(model)
    head = head_of(ctx.spark, champion.model)
    embeddings = ctx.lake.read(TEXT_EMBEDDINGS, ctx.days)
    if missing := without_vector(posts, embeddings, head).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector that {model} model {champion.version} "
            f"reads: run embed_texts for these days, or train_language if the encoder is new."
        )
    return Asked(posts, embeddings, head, champion.version)


def note_coverage(ctx: Context) -> None:
    """Note how many posts of the days models read, and what becomes of the others."""
    posts, languages = ctx.lake.read(POSTS, ctx.days), ctx.lake.read(POST_LANGUAGE, ctx.days)
    coverage = coverage_of(posts, languages)
    ctx.note(read=coverage.share)
    if not coverage.is_whole:
        ctx.note(not_read=coverage.left_out)


def _posts_that_are_read(ctx: Context) -> DataFrame:
    posts = ctx.lake.read(POSTS, ctx.days)
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    if unknown := without_language(posts, languages).count():
        raise QualityError(
            f"The language of {unknown} posts of {ctx.days} is unknown: run detect_language."
        )
    return posts_to_read(posts, languages)
