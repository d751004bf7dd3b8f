"""Sentiment of posts: a head on the vectors of their texts."""

from __future__ import annotations

from pyspark.ml.functions import array_to_vector
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.classifier import Confusion, FittedClassifier, confusion, fit_classifier
from voxlake.language.heads import Head, scored_posts
from voxlake.language.settings import SENTIMENTS, SentimentSettings
from voxlake.tables import POST_SENTIMENT


def fit_sentiment(labelled: DataFrame, settings: SentimentSettings) -> FittedClassifier:
    """Fit a classifier of sentiment.

    Args:
        labelled: text_hash, vector, label (negative, neutral or positive).
        settings: Which penalties to try, in how many folds, with which seed.
    """
    return fit_classifier(
        with_class(labelled),
        class_count=len(SENTIMENTS),
        regularisations=settings.regularisations,
        folds=settings.folds,
        max_iterations=settings.max_iterations,
        seed=settings.seed,
    )


def with_class(labelled: DataFrame) -> DataFrame:
    """Adds `class`, the place of the label among the sentiments, from 0."""
    numbers = [F.lit(part) for pair in enumerate(SENTIMENTS) for part in reversed(pair)]
    return labelled.withColumn("class", F.create_map(*numbers)[F.col("label")].cast("double"))


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


def measure(labelled: DataFrame, head: Head) -> Confusion:
    """How often the most probable label is the one that people gave.

    Args:
        labelled: vector, label.
        head: The head to measure.
    """
    features = with_class(labelled).withColumn("features", array_to_vector(F.col("vector")))
    return confusion(head.model.transform(features), len(SENTIMENTS))
