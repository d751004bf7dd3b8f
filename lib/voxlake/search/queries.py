"""Reads queries: their words, and their meaning where the encoder reads their language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from pyspark.sql.types import StructType

from voxlake.core.errors import ConfigError
from voxlake.language.encoder.embeddings import Encoder, encode
from voxlake.language.language_id import detect_language
from voxlake.language.settings import LanguageSettings
from voxlake.search.matching import words_to_match
from voxlake.spark.frames import frame_of
from voxlake.text.wording import encoder_text, text_hash

_MOST_CHARACTERS = 2_000
_ASKED = StructType().add("post_id", "string").add("text", "string")
_TEXTS = StructType().add("text_hash", "string").add("text", "string")


@dataclass(frozen=True)
class Query:
    """A query as it was asked, its different words, and its vector.

    There is no vector where the query is in a language that the encoder does not read: its words
    alone are looked for then.
    """

    text: str
    words: tuple[str, ...]
    vector: tuple[float, ...] | None


def read_queries(
    spark: SparkSession, texts: Sequence[str], encoder: Encoder, settings: LanguageSettings
) -> list[Query]:
    """The queries, each once, in order.

    Args:
        spark: The session that encodes them.
        texts: Words or sentences, few and short.
        encoder: The encoder of the posts' meanings.
        settings: Which languages it reads, and how many letters of a text tell its own.

    Raises:
        ConfigError: a query has no word or number, such as one of emoji alone, or is longer than
            2,000 characters.
    """
    if long := next((text for text in texts if len(text) > _MOST_CHARACTERS), None):
        raise ConfigError(
            f"The query {long[:40]!r}… has {len(long):,} characters: a query has at most "
            f"{_MOST_CHARACTERS:,}. Give the sentence that says most."
        )
    different = [*dict.fromkeys(text.strip() for text in texts)]
    numbered = [(str(number), text) for number, text in enumerate(different)]
    asked = _asked(frame_of(spark, numbered, _ASKED))
    words = {row.post_id: row.words for row in asked.select("post_id", "words").collect()}
    for number, text in numbered:
        if not words[number]:
            raise ConfigError(f"The query {text!r} has no word or number to look for.")
    vectors = _vectors(asked, encoder, settings)
    return [
        Query(text, tuple(dict.fromkeys(words[number])), vectors.get(number))
        for number, text in numbered
    ]


def _asked(queries: DataFrame) -> DataFrame:
    """Queries as if they were posts, with their words."""
    return queries.select(
        "post_id",
        F.lit(None).cast("date").alias("post_date"),
        "text",
        text_hash(F.col("text")).alias("text_hash"),
        F.lit(True).alias("is_usable"),
        words_to_match(F.col("text")).alias("words"),
    )


def _vectors(
    asked: DataFrame, encoder: Encoder, settings: LanguageSettings
) -> dict[str, tuple[float, ...]]:
    """The vectors of those that the encoder reads, by number."""
    is_read = detect_language(asked, settings).select("post_id", "is_read")
    read = asked.join(is_read.where("is_read"), on="post_id", how="left_semi").collect()
    texts = frame_of(asked.sparkSession, [(row.post_id, row.text) for row in read], _TEXTS)
    to_read = texts.withColumn("text", encoder_text(F.col("text")))
    return {row.text_hash: tuple(row.vector) for row in encode(to_read, encoder).collect()}
