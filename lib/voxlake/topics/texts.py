"""The distinct texts of posts, each with its vector, and samples of them on the driver."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.topics.fit.arrays import Matrix, unit_rows
from voxlake.topics.fit.counting import Terms
from voxlake.topics.settings import TopicSettings
from voxlake.topics.word_counts import usable_posts
from voxlake.topics.words.terms import FORMS, TERMS, with_terms

UNREAD = "unread_language"
VECTOR = "vector"
_BUCKETS = 1_000_000


@dataclass(frozen=True)
class Sample:
    """Distinct texts of one kind, in the order of their hashes, as many as the driver may hold.

    Attributes:
        language: Whose texts, where models do not read it; None for all those of other languages.
        population: How many there are, of which these are a sample.
        hashes: `posts.text_hash` of each.
        terms: What models count in each.
        forms: The same as people wrote it.
        vectors: Their vectors, rows of unit length; None: some have none.
        encoder_version: Whose vectors.
        phrases: Of `find_phrases`, that `terms` has.
    """

    language: str | None
    population: int
    hashes: Sequence[str]
    terms: Sequence[Terms]
    forms: Sequence[Terms]
    vectors: Matrix | None = None
    encoder_version: str | None = None
    phrases: tuple[str, ...] = ()


def fitted_posts(posts: DataFrame) -> DataFrame:
    """The posts whose texts a fit reads: usable ones with text, but for reposts."""
    return usable_posts(posts).where(~F.coalesce("is_repost", F.lit(False)))


def count_texts(posts: DataFrame) -> dict[str | None, int]:
    """Distinct texts that a fit may read, by their language where models do not read it."""
    counted = fitted_posts(posts).groupBy(UNREAD).agg(F.count_distinct("text_hash").alias("texts"))
    return {row[UNREAD]: row["texts"] for row in counted.collect()}


def latest_encoder(meanings: DataFrame) -> str | None:
    """Version of the encoder of the latest vectors; None without any."""
    latest = F.max(F.struct("post_date", "encoder_version")).alias("latest")
    row = meanings.agg(latest).collect()[0]
    return None if row.latest is None else str(row.latest.encoder_version)


def drawn_texts(posts: DataFrame, count: int, most: int) -> DataFrame:
    """Distinct texts that a fit may read: text_hash, text, language; the same ones each time.

    Args:
        posts: Of them.
        count: How many distinct texts they have.
        most: How many to draw, about; all where there are no more.
    """
    return (
        fitted_posts(posts)
        .where(_is_drawn(count, most))
        .groupBy("text_hash")
        .agg(F.min("text").alias("text"), F.min("language").alias("language"))
    )


def draw_sample(
    posts: DataFrame,
    meanings: DataFrame | None,
    language: str | None,
    population: int,
    settings: TopicSettings,
    *,
    phrases: tuple[str, ...] = (),
) -> Sample:
    """Distinct texts of one kind, about `sample_texts` of them, the same ones each time.

    Args:
        posts: With UNREAD.
        meanings: Rows of `text_meanings`; only texts with a vector of the latest encoder are drawn.
            None: all are, without vectors.
        language: Whose texts, where models do not read it; None for all those of other languages.
        population: How many distinct texts there are.
        settings: How many to draw.
        phrases: Of `find_phrases`.
    """
    of_kind = posts.where(F.col(UNREAD).eqNullSafe(F.lit(language)))
    texts = drawn_texts(of_kind, population, settings.sample_texts)
    version = None if meanings is None else latest_encoder(meanings)
    if meanings is not None:
        drawn = meanings.where(_is_drawn(population, settings.sample_texts))
        texts = texts.join(_vectors(drawn, version), "text_hash", how="inner")
    has_vectors = [VECTOR] if meanings is not None else []
    told = with_terms(texts, settings, phrases).select("text_hash", TERMS, FORMS, *has_vectors)
    rows = told.toPandas()
    rows = rows.sort_values("text_hash", ignore_index=True)
    return Sample(
        language,
        population,
        rows["text_hash"].tolist(),
        [list(terms) for terms in rows[TERMS]],
        [list(forms) for forms in rows[FORMS]],
        unit_rows(rows[VECTOR].tolist()) if has_vectors and len(rows) else None,
        version,
        phrases,
    )


def texts_with_vectors(posts: DataFrame, meanings: DataFrame, version: str | None) -> DataFrame:
    """The distinct texts of each day: post_date, text_hash, language, UNREAD, text and VECTOR.

    Args:
        posts: With `language` and UNREAD.
        meanings: Rows of `text_meanings`.
        version: The encoder whose vectors are meant; None: no text gets one.
    """
    keys = ["post_date", "text_hash"]
    kinds = usable_posts(posts).groupBy(*keys, "language", UNREAD)
    texts = kinds.agg(F.min("text").alias("text"))
    if version is None:
        return texts.withColumn(VECTOR, F.lit(None).cast("array<float>"))
    of_version = meanings.where(F.col("encoder_version") == version).select(*keys, VECTOR)
    return texts.join(of_version, keys, how="left")


def _vectors(meanings: DataFrame, version: str | None) -> DataFrame:
    """One vector of each text: it depends on the text alone, so any day's will do."""
    return (
        meanings.where(F.col("encoder_version") == F.lit(version))
        .groupBy("text_hash")
        .agg(F.max_by(VECTOR, "post_date").alias(VECTOR))
    )


def one_post_a_text(posts: DataFrame, most: int) -> DataFrame:
    """The latest usable post of each distinct text, of about `most` texts, the same ones each time.

    Args:
        posts: With any columns.
        most: How many.
    """
    usable = usable_posts(posts)
    latest = F.max_by(F.struct("*"), F.struct("post_date", "post_id")).alias("post")
    count = usable.agg(F.count_distinct("text_hash")).collect()[0][0]
    drawn = usable.where(_is_drawn(count, most))
    return drawn.groupBy("text_hash").agg(latest).select("post.*")


def _is_drawn(count: int, most: int) -> Column:
    if count <= most:
        return F.lit(True)
    return F.pmod(F.xxhash64("text_hash"), F.lit(_BUCKETS)) < most / count * _BUCKETS
