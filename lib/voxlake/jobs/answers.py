"""What the jobs that train and evaluate have in common: vectors and answers of labelled texts."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.detector import detected
from voxlake.language.embeddings import Encoder, distinct_texts, encode
from voxlake.language.heads import Head, scored_texts
from voxlake.language.settings import LanguageSettings
from voxlake.language.training import Answers

_UNKNOWN = "unknown"


def with_vectors(labelled: DataFrame, encoder: Encoder) -> DataFrame:
    """Labelled texts with vector, encoder_version, language and number of words.

    Args:
        labelled: What `read_labelled` gives; read twice, so keep it.
        encoder: Makes the vectors.
    """
    vectors = encode(distinct_texts(labelled), encoder)
    language = detected(F.col("text"), LanguageSettings().min_letters)["language"]
    return labelled.join(vectors, on="text_hash", how="inner").withColumns(
        {
            "encoder_version": F.lit(encoder.version),
            "language": F.coalesce(language, F.lit(_UNKNOWN)),
            "words": F.size(F.split("text", " ")),
        }
    )


def answers_of(labelled: DataFrame, head: Head) -> Answers:
    """What a head says of texts of `with_vectors` whose label it knows."""
    told = labelled.where(F.col("label").isin(*head.labels)).select(
        "text_hash", F.col("label").alias("told"), "language", "words", "encoder_version", "vector"
    )
    scored = scored_texts(told, head).drop("label").withColumnRenamed("told", "label")
    return Answers.of(scored, head.labels)
