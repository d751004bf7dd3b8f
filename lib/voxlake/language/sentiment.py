"""Sentiment of posts: a head on the vectors of their texts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pyspark.ml import PipelineModel
from pyspark.ml.classification import LogisticRegressionModel
from pyspark.ml.common import _py2java
from pyspark.ml.feature import SQLTransformer
from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.ml.linalg import Matrices, Vectors
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.language.classifier import Confusion, FittedClassifier, confusion, fit_classifier
from voxlake.language.embeddings import is_encodable
from voxlake.language.settings import SENTIMENTS, SentimentSettings
from voxlake.tables import POST_SENTIMENT


@dataclass(frozen=True)
class Head:
    """A sentiment model and its version."""

    version: str
    model: PipelineModel


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


def sentiment_model(classifier: LogisticRegressionModel, encoder_version: str) -> PipelineModel:
    """The classifier behind a stage that lets through only the vectors it was trained on."""
    statement = f"SELECT * FROM __THIS__ WHERE encoder_version = '{encoder_version}'"
    return PipelineModel([SQLTransformer(statement=statement), classifier])


def scored_texts(embeddings: DataFrame, model: PipelineModel) -> DataFrame:
    """The embeddings that the model can read, with their probabilities, label and score."""
    features = embeddings.withColumn("features", array_to_vector(F.col("vector")))
    chances = vector_to_array(F.col("probability"))
    names = F.array(*[F.lit(name) for name in SENTIMENTS])
    return model.transform(features).select(
        "post_date",
        "text_hash",
        "encoder_version",
        *[chances[place].alias(name) for place, name in enumerate(SENTIMENTS)],
        names[F.col("prediction").cast("int")].alias("label"),
    )


def score_sentiment(
    posts: DataFrame, embeddings: DataFrame, model: PipelineModel, model_version: str
) -> DataFrame:
    """Rows of `post_sentiment`: each usable post whose text has a vector that the model reads.

    A text is scored once a day, however many posts share it.
    """
    scored = scored_texts(embeddings, model)
    return (
        posts.where(is_encodable())
        .select("post_id", "post_date", "user_id", "text_hash")
        .join(scored, on=["post_date", "text_hash"], how="inner")
        .withColumn("score", F.col("positive") - F.col("negative"))
        .withColumn("model_version", F.lit(model_version))
        .select(*POST_SENTIMENT.column_names)
    )


def measure(labelled: DataFrame, model: PipelineModel) -> Confusion:
    """How often the model agrees with people.

    Args:
        labelled: encoder_version, vector, label.
        model: The model to measure.
    """
    features = with_class(labelled).withColumn("features", array_to_vector(F.col("vector")))
    return confusion(model.transform(features), len(SENTIMENTS))


def without_vector(posts: DataFrame, embeddings: DataFrame, model: PipelineModel) -> DataFrame:
    """Usable posts with text that the model cannot score, since their text has no vector."""
    readable = model.stages[0].transform(embeddings).select("post_date", "text_hash")
    return posts.where(is_encodable()).join(
        readable, on=["post_date", "text_hash"], how="left_anti"
    )


def head_to_dict(classifier: LogisticRegressionModel, encoder_version: str) -> dict[str, Any]:
    """The classifier as plain numbers, rounded to what single precision holds."""
    return {
        "encoder_version": encoder_version,
        "labels": list(SENTIMENTS),
        "intercepts": [_rounded(number) for number in classifier.interceptVector.toArray()],
        "coefficients": [
            [_rounded(number) for number in row] for row in classifier.coefficientMatrix.toArray()
        ],
    }


def _rounded(number: float) -> float:
    return float(f"{number:.7g}")


def head_from_dict(spark: SparkSession, head: dict[str, Any]) -> PipelineModel:
    """The Spark ML model of `head_to_dict`; made on the driver, so it needs no shared folder."""
    rows = head["coefficients"]
    shape = len(rows), len(rows[0])
    by_column = [row[place] for place in range(shape[1]) for row in rows]
    context = spark.sparkContext
    java = context._jvm.org.apache.spark.ml.classification.LogisticRegressionModel(  # type: ignore[union-attr]
        "voxlake_sentiment",
        _py2java(context, Matrices.dense(*shape, by_column)),
        _py2java(context, Vectors.dense(head["intercepts"])),
        len(rows),
        True,
    )
    return sentiment_model(LogisticRegressionModel(java), head["encoder_version"])


def shipped_head(spark: SparkSession, text: str | None = None) -> Head:
    """The head that comes with voxlake, in use until `train_sentiment` makes another.

    Args:
        spark: A session.
        text: The head's file, where `make models` put it elsewhere; None for the package's own.
    """
    text = text or (files("voxlake.language") / "heads/sentiment/head.json").read_text("utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()[:8]
    return Head(f"shipped-{digest}", head_from_dict(spark, json.loads(text)))
