"""Sentiment of posts: a head on the vectors of their texts."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.heads import Head, scored_posts
from voxlake.tables import POST_SENTIMENT


def score_sentiment(
    posts: DataFrame, embeddings: DataFrame, head: Head, model_version: str
) -> DataFrame:
    """Rows of `post_sentiment`: each usable post whose text has a vector that the head reads."""
    return (
        scored_posts(posts, embeddings, head)
        .withColumn("score", F.col("positive") - F.col("negative"))
        .withColumn("model_version", F.lit(model_version))
        .select(*POST_SENTIMENT.column_names)
    )
