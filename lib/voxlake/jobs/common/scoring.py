"""What the jobs that score posts have in common: what to score, and with which model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import QualityError
from voxlake.core.storage import read_bytes
from voxlake.language.coverage import coverage_of
from voxlake.language.encoder.embeddings import encode, is_encodable
from voxlake.language.heads.head import Head, head_of, with_chances, without_vector
from voxlake.language.heads.scores import Scores, by_label, head_scores
from voxlake.language.labels.labels import leads
from voxlake.language.language_id import posts_to_read, without_language
from voxlake.language.own.model import open_own_model, own_scores, with_own_chances
from voxlake.language.settings import SHIPPED_HEADS, LanguageSettings
from voxlake.run.context import Context
from voxlake.tables import (
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POSTS,
    TEXT_EMBEDDINGS,
)
from voxlake.text.wording import encoder_text

SCORES = {"sentiment": POST_SENTIMENT, "emotion": POST_EMOTION}
"""The table of each model's scores."""


@dataclass(frozen=True)
class Asked:
    """Posts that models read, vectors of their texts, and the head in use."""

    posts: DataFrame
    embeddings: DataFrame
    head: Head
    model_version: str


@dataclass(frozen=True)
class ToAsk:
    """Posts that people may be asked about."""

    posts: DataFrame
    """post_id, text_hash and lead, as `leads` gives it; null where there is no model."""
    vectors: DataFrame
    """text_hash, vector, once each."""
    has_model: bool


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


def scores_of_texts(
    ctx: Context, model: str, settings: LanguageSettings, texts: DataFrame
) -> DataFrame:
    """What a model says of texts that are no posts: one of `languages.own`, else the head in use.

    Args:
        ctx: The job's.
        model: What it tells, such as `sentiment`.
        settings: Name models of your own.
        texts: text_hash, text as cleaned; each once. They are encoded: read the result once.

    Returns:
        text_hash, a probability for each label, the label given, model_version.

    Raises:
        QualityError: the head reads vectors of another encoder than there is.
    """
    if own := settings.own.get(model):
        opened = open_own_model(model, own, read_bytes)
        said = with_own_chances(texts, opened, read_bytes)
        return by_label(Scores(said, opened.labels, opened.unsure_below, opened.version))
    champion, encoder = ctx.models.champion(model), ctx.models.encoder()
    head = head_of(ctx.spark, champion.model)
    if head.encoder_version != encoder.version:
        raise QualityError(
            f"{model} model {champion.version} reads vectors of {head.encoder_version}, and the "
            f"encoder here is {encoder.version}: run train_language, or set-up with the former."
        )
    read = encode(texts.withColumn("text", encoder_text(F.col("text"))), encoder)
    said = with_chances(read.withColumn("encoder_version", F.lit(encoder.version)), head)
    return by_label(Scores(said, head.labels, head.unsure_below, champion.version))


def what_to_score(ctx: Context, model: str) -> Asked:
    """What a head is to score in the days of a job.

    Raises:
        QualityError: posts have no language or no vector yet; says which job to run.
    """
    posts = _posts_that_are_read(ctx)
    champion = ctx.models.champion(model)
    head = head_of(ctx.spark, champion.model)
    embeddings = ctx.lake.read(TEXT_EMBEDDINGS, ctx.days)
    if missing := without_vector(posts, embeddings, head.encoder_version).count():
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


def what_to_ask(ctx: Context, models: Iterable[str]) -> ToAsk:
    """Posts of the days of a job that people may be asked about, and what heads say of them.

    Args:
        ctx: The job's.
        models: Models of the labels that are asked for; those that have no head yet say nothing.

    Raises:
        QualityError: posts have no language or no vector yet; says which job to run.
    """
    known = [name for name in models if name in SHIPPED_HEADS or ctx.models.has_champion(name)]
    asked = [what_to_score(ctx, name) for name in known]
    scored = [head_scores(a.posts, a.embeddings, a.head, a.model_version).rows for a in asked]
    if asked:
        vectors = _vectors(asked[0].embeddings, asked[0].head.encoder_version)
        return ToAsk(leads(scored), vectors, has_model=True)
    posts, embeddings = _posts_that_are_read(ctx), ctx.lake.read(TEXT_EMBEDDINGS, ctx.days)
    encoder_version = most_used_encoder(embeddings) or "any encoder"
    if missing := without_vector(posts, embeddings, encoder_version).count():
        raise QualityError(
            f"{missing} posts of {ctx.days} have no vector of {encoder_version}: run embed_texts "
            "for these days."
        )
    unknown = F.lit(None).cast("double").alias("lead")
    unscored = posts.where(is_encodable()).select("post_id", "text_hash", unknown)
    return ToAsk(unscored, _vectors(embeddings, encoder_version), has_model=False)


def most_used_encoder(embeddings: DataFrame) -> str | None:
    """The encoder that made most of the vectors; None where there are none."""
    counted = embeddings.groupBy("encoder_version").count()
    most = counted.orderBy(F.desc("count"), "encoder_version").limit(1).collect()
    return most[0]["encoder_version"] if most else None


def _vectors(embeddings: DataFrame, encoder_version: str) -> DataFrame:
    of_encoder = embeddings.where(F.col("encoder_version") == encoder_version)
    return of_encoder.dropDuplicates(["text_hash"]).select("text_hash", "vector")


def _posts_that_are_read(ctx: Context) -> DataFrame:
    posts = ctx.lake.read(POSTS, ctx.days)
    languages = ctx.lake.read(POST_LANGUAGE, ctx.days)
    if unknown := without_language(posts, languages).count():
        raise QualityError(
            f"The language of {unknown} posts of {ctx.days} is unknown: run detect_language."
        )
    return posts_to_read(posts, languages)
