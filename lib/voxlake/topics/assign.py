"""Says which topics posts are about, on the executors."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from pyspark.sql.pandas.functions import pandas_udf

from voxlake.tables import POST_TOPICS
from voxlake.topics.model import TopicModel
from voxlake.topics.settings import TopicSettings
from voxlake.topics.texts import UNREAD, VECTOR, texts_with_vectors
from voxlake.topics.word_counts import usable_posts
from voxlake.topics.words.terms import TERMS, with_terms

_READ = "distribution array<double>, is_clear boolean"


def assign_topics(
    posts: DataFrame,
    meanings: DataFrame,
    model: TopicModel,
    version: str,
    settings: TopicSettings,
) -> DataFrame:
    """Rows of POST_TOPICS for the usable posts that the model can read.

    Each text of a day is read once. What comes of it depends on the text and its language alone.

    Args:
        posts: With `language` and `unread_language`.
        meanings: Rows of `text_meanings` of their days.
        model: The model.
        version: Its version.
        settings: How terms are made of texts.
    """
    texts = texts_with_vectors(posts, meanings, model.encoder_version)
    read = with_terms(texts, settings, model.phrases).withColumn("_read", _reading(model))
    known = read.where(F.col("_read.distribution").isNotNull()).select(
        "post_date", "text_hash", "language", UNREAD, "_read.distribution", "_read.is_clear"
    )
    same = ["post_date", "text_hash"]
    one, other = usable_posts(posts).alias("post"), known.alias("known")
    is_same = F.lit(True)
    for name in same:
        is_same &= F.col(f"post.{name}") == F.col(f"known.{name}")
    for name in ("language", UNREAD):
        is_same &= F.col(f"post.{name}").eqNullSafe(F.col(f"known.{name}"))
    probability = F.array_max("distribution")
    return (
        one.join(other, is_same, how="inner")
        .select("post.post_id", "post.post_date", "known.distribution", "known.is_clear")
        .withColumn("probability", probability)
        .withColumn("topic_id", F.expr("int(array_position(distribution, probability) - 1)"))
        .withColumn("model_version", F.lit(version))
        .select(*POST_TOPICS.column_names)
    )


def _reading(model: TopicModel) -> Column:
    """Topics of a text, null where the model cannot read it; a pandas UDF over many texts."""

    def read(batches: Iterator[tuple[pd.Series, pd.Series, pd.Series]]) -> Iterator[pd.DataFrame]:
        for terms, vectors, languages in batches:
            chances, is_clear = model.read(terms.tolist(), vectors.tolist(), languages.tolist())
            rows = [row if row.any() else None for row in chances]
            yield pd.DataFrame({"distribution": rows, "is_clear": is_clear})

    by_text = pandas_udf(read, _READ)  # type: ignore[call-overload]
    column: Column = by_text(TERMS, VECTOR, UNREAD)
    return column
