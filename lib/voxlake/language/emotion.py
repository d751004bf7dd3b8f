"""Emotions of posts: a head on the vectors of their texts."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.heads import Head, scored_posts
from voxlake.tables import POST_EMOTION


def score_emotion(
    posts: DataFrame, embeddings: DataFrame, head: Head, model_version: str
) -> DataFrame:
    """Rows of `post_emotion`: each usable post whose text has a vector that the head reads."""
    return (
        scored_posts(posts, embeddings, head)
        .withColumn("model_version", F.lit(model_version))
        .select(*POST_EMOTION.column_names)
    )
