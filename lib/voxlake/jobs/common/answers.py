"""What the jobs that train and evaluate have in common: labelled texts and their vectors."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.language.detector import detected
from voxlake.language.encoder.embeddings import Encoder, distinct_texts, encode
from voxlake.language.labels.labelled import labelled_posts, read_labelled
from voxlake.language.settings import LanguageSettings, TrainingSettings
from voxlake.run.context import Context
from voxlake.spark.bounded import require_at_most
from voxlake.spark.persisted import persisted
from voxlake.tables import POST_LABELS, POSTS

_UNKNOWN = "unknown"


def labelled_texts(ctx: Context, settings: TrainingSettings) -> DataFrame:
    """The labelled texts that the settings name, as `labelled_posts` gives them.

    Raises:
        ConfigError: they name none, or a table that has one label a text where there are several.
    """
    models = settings.languages.models_of(settings.model)
    if settings.texts == "post_labels":
        return labelled_posts(ctx.lake.read(POST_LABELS), ctx.lake.read(POSTS), models)
    if settings.texts is None:
        raise ConfigError(
            "Set training.texts.path to a table of labelled texts, or training.texts to "
            "post_labels, for the posts that people labelled."
        )
    if settings.model not in models:
        raise ConfigError(
            f"A table tells one label of a text: set training.model to one of {', '.join(models)}, "
            "or training.texts to post_labels."
        )
    return read_labelled(ctx.spark, settings.texts).withColumn("model", F.lit(settings.model))


@contextmanager
def kept_texts(ctx: Context, settings: TrainingSettings) -> Iterator[DataFrame]:
    """What `labelled_texts` gives, kept for the block and few enough for the driver.

    Raises:
        InputError: they are more than `training.max_texts`.
    """
    with persisted(labelled_texts(ctx, settings)) as labelled:
        what = f"labelled texts in {settings.place}"
        remedy = "Raise training.max_texts: the driver holds some kilobytes for each."
        require_at_most(labelled, settings.max_texts, what, remedy)
        yield labelled


def described(labelled: DataFrame) -> DataFrame:
    """Labelled texts with their language and number of words."""
    language = detected(F.col("text"), LanguageSettings().min_letters)["language"]
    return labelled.withColumns(
        {
            "language": F.coalesce(language, F.lit(_UNKNOWN)),
            "words": F.size(F.split("text", " ")),
        }
    )


def with_vectors(labelled: DataFrame, encoder: Encoder) -> DataFrame:
    """Labelled texts with vector, encoder_version, language and number of words.

    Args:
        labelled: What `labelled_texts` gives; read twice, so keep it.
        encoder: Makes the vectors.
    """
    vectors = encode(distinct_texts(labelled), encoder)
    told = described(labelled).join(vectors, on="text_hash", how="inner")
    return told.withColumn("encoder_version", F.lit(encoder.version))
