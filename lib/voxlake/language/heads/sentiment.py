"""Sentiment of posts: what a model says of negative, neutral and positive."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.heads.scores import Scores, by_label
from voxlake.tables import POST_SENTIMENT


def score_sentiment(scores: Scores) -> DataFrame:
    """Rows of `post_sentiment`: each post that was scored."""
    score = F.col("positive") - F.col("negative")
    return by_label(scores).withColumn("score", score).select(*POST_SENTIMENT.column_names)
