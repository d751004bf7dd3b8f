"""Turns each distinct text into a vector, once, that depends on the text alone.

Two encoders read texts: one was trained on feelings and forgot subjects on the way, one tells
subjects apart (docs/topics.md has figures). Each has a table of vectors.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from sparknlp.annotator import BGEEmbeddings
from sparknlp.base import DocumentAssembler

from voxlake.language.encoder.copies import removed_at_exit
from voxlake.language.encoder.prepared import CARD, Card, no_encoder
from voxlake.language.encoder.reading import NOTHING, Reading
from voxlake.text.wording import encoder_text

_NO_VECTOR = "The text encoder gave a text no vector; the log of the executor says why."
_TEXTS_PER_TASK = 500
"""Some seconds of work on a core: short enough to spread, long enough to be worth starting."""


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder and the version that its vectors carry."""

    version: str
    annotator: Any
    reading: Reading
    """How it reads a text of `encoder_text`."""


def load_encoder(spark: SparkSession, path: str) -> Encoder:
    """The encoder of a folder that set-up or `make models` filled.

    Raises:
        PlatformError: there is no encoder in the folder.
    """
    try:
        said = spark.read.option("multiLine", True).json(f"{path}/{CARD}").collect()[0].asDict()
    except AnalysisException as error:
        raise no_encoder(path) from error
    card = Card.of(said, path)
    annotator = _annotator(
        spark, spark.sparkContext.applicationId, path, said["version"], card.batch
    )
    return Encoder(card.version, annotator, card.reading)


@lru_cache(maxsize=2)
def _annotator(
    spark: SparkSession, application: str, path: str, version: str, batch: int
) -> BGEEmbeddings:
    """Loaded once in an application: each load takes memory of it and of the temporary folder."""
    with removed_at_exit(spark):
        return BGEEmbeddings.load(path).setBatchSize(batch)


def read_by(reading: Reading, text: Column) -> Column:
    """`reading.of` of each text."""
    for pattern, instead in reading.steps:
        text = F.regexp_replace(text, pattern, instead)
    trimmed = F.trim(text)
    return F.when(trimmed == "", NOTHING).otherwise(trimmed)


def texts_of_days(posts: DataFrame) -> DataFrame:
    """One row per distinct text of a day of the usable posts: post_date, text_hash, text.

    The text is as encoders read it, so that posts with the same hash have the same text.
    """
    return (
        posts.where(is_encodable())
        .groupBy("post_date", "text_hash")
        .agg(F.min(encoder_text(F.col("text"))).alias("text"))
    )


def is_encodable() -> Column:
    """Whether a post counts and has text."""
    return F.col("is_usable") & F.col("text_hash").isNotNull()


def distinct_texts(texts: DataFrame) -> DataFrame:
    """Each text once: text_hash, text."""
    return texts.groupBy("text_hash").agg(F.min("text").alias("text"))


def known_vectors(texts: DataFrame, embeddings: DataFrame, version: str) -> DataFrame:
    """Vectors of these texts that the encoder made before: text_hash, vector.

    A vector depends on the text alone, so any day's will do; the latest is taken.
    """
    wanted = texts.select("text_hash").distinct()
    return (
        embeddings.where(F.col("encoder_version") == version)
        .join(wanted, on="text_hash", how="left_semi")
        .groupBy("text_hash")
        .agg(F.max_by("vector", "post_date").alias("vector"))
    )


def new_texts(texts: DataFrame, embeddings: DataFrame, version: str) -> DataFrame:
    """Texts that the encoder has no vector of, each once: text_hash, text."""
    known = embeddings.where(F.col("encoder_version") == version).select("text_hash")
    return distinct_texts(texts).join(known, on="text_hash", how="left_anti")


def encode(texts: DataFrame, encoder: Encoder) -> DataFrame:
    """Vectors of texts (text_hash, text), which are counted first to make even tasks.

    Returns:
        text_hash, vector. Encoding is slow: persist what is read more than once.
    """
    count = texts.count()
    if not count:
        return texts.select("text_hash", F.lit(None).cast("array<float>").alias("vector"))
    tasks = task_count(count, texts.sparkSession.sparkContext.defaultParallelism)
    read = texts.repartition(tasks, "text_hash").withColumn(
        "text", read_by(encoder.reading, F.col("text"))
    )
    spread = read.sortWithinPartitions(
        F.length("text")
    )  # texts of a batch are padded to one length
    documents = DocumentAssembler().setInputCol("text").setOutputCol("document").transform(spread)
    vectors: DataFrame = encoder.annotator.transform(documents)
    # Spark NLP logs what goes wrong in the model, and gives no vector.
    failed = F.raise_error(F.lit(_NO_VECTOR)).cast("array<float>")
    vector = F.coalesce(F.col("embedding")[0]["embeddings"], failed)
    return vectors.select("text_hash", vector.alias("vector"))


def task_count(text_count: int, cores: int) -> int:
    """How many tasks encode that many texts: whole rounds over the cores."""
    return math.ceil(text_count / _TEXTS_PER_TASK / cores) * cores


def embed_texts(texts: DataFrame, vectors: DataFrame, version: str) -> DataFrame:
    """Rows of `text_embeddings`: each distinct text of a day with its vector."""
    return texts.join(vectors, on="text_hash", how="inner").select(
        "post_date", "text_hash", F.lit(version).alias("encoder_version"), "vector"
    )
