"""Turns each distinct text into a vector, once, that depends on the text alone.

Two encoders read texts: one was trained on feelings and forgot subjects on the way, one tells
subjects apart (docs/topics.md has figures). Each has a table of vectors.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pyspark.errors import AnalysisException
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F
from sparknlp.annotator import BGEEmbeddings
from sparknlp.base import DocumentAssembler

from voxlake.core.errors import PlatformError
from voxlake.language.encoder.copies import removed_at_exit
from voxlake.text.clean import PICTOGRAM
from voxlake.text.wording import HANDLE, encoder_text

_CARD = "encoder.json"
_VARIANT = r"[\x{FE0E}\x{FE0F}\x{1F3FB}-\x{1F3FF}]|\x{200D}[\x{2640}\x{2642}]?"
"""Marks of the skin, sex or style of an emoji, and what joins several to one."""
_BATCH = 8
"""Texts that are encoded at once: the fastest on two cores (docs/decisions/fixed-scales.md)."""
_NO_VECTOR = "The text encoder gave a text no vector; the log of the executor says why."
_TEXTS_PER_TASK = 500
"""Some seconds of work on a core: short enough to spread, long enough to be worth starting."""


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder and the version that its vectors carry."""

    version: str
    annotator: Any
    reading: Callable[[Column], Column]
    """What it is given for a text of `encoder_text`."""


def load_encoder(spark: SparkSession, path: str) -> Encoder:
    """The encoder of a folder that set-up or `make models` filled.

    Raises:
        PlatformError: there is no encoder in the folder.
    """
    try:
        card = spark.read.option("multiLine", True).json(f"{path}/{_CARD}").collect()[0].asDict()
    except AnalysisException as error:
        raise PlatformError(
            f"There is no text encoder in {path}: run `python -m voxlake.setup`, "
            "or `make models TO=<folder>` and set models.place to that folder."
        ) from error
    if "pooling" not in card:
        raise PlatformError(
            f"An earlier voxlake prepared the text encoder in {path}: run `python -m "
            "voxlake.setup` again, and `make models TO=<folder>` where models.place is set."
        )
    # Scales that are not fixed are computed over a batch: with one text in it they are its own.
    batch = _BATCH if card.get("scales") == "fixed" else 1
    annotator = _annotator(spark, spark.sparkContext.applicationId, path, card["version"], batch)
    reading, rule = _READINGS[card.get("reads", "feelings")]
    return Encoder(f"{card['version']}-{rule}", annotator, reading)


@lru_cache(maxsize=2)
def _annotator(
    spark: SparkSession, application: str, path: str, version: str, batch: int
) -> BGEEmbeddings:
    """Loaded once in an application: each load takes memory of it and of the temporary folder."""
    with removed_at_exit(spark):
        return BGEEmbeddings.load(path).setBatchSize(batch)


def encoder_input(text: Column) -> Column:
    """What the encoder is given for a text of `encoder_text`.

    Users and links are written as in the tweets that the encoder was trained on, since who is named
    and where a link leads says nothing of the mood. An emoji is a word of its own, whatever its
    skin, sex or style; of a run of one character two are left, so that "sooooo" is read as "soo".
    A text of nothing but marks of emoji is read as a full stop: an empty one would have no vector.
    """
    linked = F.regexp_replace(text, r"https?://\S+", "http")
    named = F.regexp_replace(linked, HANDLE, "@user")
    plain = F.regexp_replace(named, _VARIANT, "")
    short = F.regexp_replace(plain, r"([^0-9\s])\1{2,}", "$1$1")
    apart = F.trim(F.regexp_replace(short, f"({PICTOGRAM})", " $1 "))
    return F.when(apart == "", ".").otherwise(apart)


def subject_input(text: Column) -> Column:
    """What the encoder of meaning is given: who is named and where a link leads are left out."""
    apart = F.regexp_replace(text, rf"https?://\S+|{HANDLE}|{_VARIANT}", " ")
    short = F.regexp_replace(apart, r"([^0-9\s])\1{2,}", "$1$1")
    plain = F.trim(F.regexp_replace(short, r"\s+", " "))
    return F.when(plain == "", ".").otherwise(plain)


_READINGS = {"feelings": (encoder_input, "r2"), "subjects": (subject_input, "s1")}
"""How encoders of each kind read a text. A new rule needs a new name: its vectors are others."""


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
    read = texts.repartition(tasks, "text_hash").withColumn("text", encoder.reading(F.col("text")))
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
