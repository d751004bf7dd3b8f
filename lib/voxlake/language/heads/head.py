"""Heads: classifiers on vectors of texts, kept as plain numbers, and what they say of posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyspark.ml.classification import LogisticRegressionModel
from pyspark.ml.common import _py2java
from pyspark.ml.functions import array_to_vector, vector_to_array
from pyspark.ml.linalg import Matrices, Vectors
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.language.encoder.embeddings import is_encodable
from voxlake.language.labels.label_sets import UNSURE
from voxlake.language.labels.partial_labels import Linear


@dataclass(frozen=True)
class Head:
    """A multinomial logistic regression on the vectors of one encoder."""

    encoder_version: str
    labels: tuple[str, ...]
    unsure_below: float
    """Least probability of a label that is given; below it the label is `unsure`."""
    model: LogisticRegressionModel


def head_numbers(
    model: Linear,
    *,
    temperature: float,
    unsure_below: float,
    encoder_version: str,
    labels: Sequence[str],
) -> dict[str, Any]:
    """A fitted head as plain numbers, rounded to what single precision holds.

    The temperature that calibrates its probabilities is divided out of them.
    """
    return {
        "encoder_version": encoder_version,
        "labels": list(labels),
        "unsure_below": _rounded(unsure_below),
        "intercepts": [_rounded(x) for x in model.intercepts / temperature],
        "coefficients": [[_rounded(x) for x in row] for row in model.coefficients / temperature],
    }


def _rounded(number: float) -> float:
    return float(f"{number:.7g}")


def head_of(spark: SparkSession, numbers: Mapping[str, Any]) -> Head:
    """The head of `head_numbers`; made on the driver, so it needs no shared folder."""
    rows = numbers["coefficients"]
    shape = len(rows), len(rows[0])
    by_column = [row[place] for place in range(shape[1]) for row in rows]
    context = spark.sparkContext
    java = context._jvm.org.apache.spark.ml.classification.LogisticRegressionModel(  # type: ignore[union-attr]
        "voxlake_head",
        _py2java(context, Matrices.dense(*shape, by_column)),
        _py2java(context, Vectors.dense(numbers["intercepts"])),
        len(rows),
        True,
    )
    return Head(
        numbers["encoder_version"],
        tuple(numbers["labels"]),
        numbers["unsure_below"],
        LogisticRegressionModel(java),
    )


def with_chances(embeddings: DataFrame, head: Head) -> DataFrame:
    """The embeddings that the head can read: `chances`, in the order of its labels, for vector."""
    readable = embeddings.where(F.col("encoder_version") == head.encoder_version)
    features = readable.withColumn("features", array_to_vector(F.col("vector")))
    return head.model.transform(features).select(
        *[name for name in embeddings.columns if name != "vector"],
        vector_to_array(F.col("probability")).alias("chances"),
    )


def scored_texts(embeddings: DataFrame, head: Head) -> DataFrame:
    """The embeddings that the head can read: a probability per label, and the label given.

    The label is the most probable one, or `unsure` below the head's threshold.
    """
    columns = [F.col("chances")[place].alias(name) for place, name in enumerate(head.labels)]
    kept = [name for name in embeddings.columns if name != "vector"]
    label = given_label(most_probable(head), head.unsure_below)
    return with_chances(embeddings, head).select(*kept, *columns).withColumn("label", label)


def given_label(most: Column, unsure_below: float) -> Column:
    """The label of the most probable (`chance`, `label`), or `unsure` below the threshold."""
    return F.when(most["chance"] < unsure_below, F.lit(UNSURE)).otherwise(most["label"])


def most_probable(head: Head) -> Column:
    """The largest of the columns of the labels: `chance`, `label`."""
    return largest({name: F.col(name) for name in head.labels})


def largest(chances: Mapping[str, Column]) -> Column:
    """The largest of the probabilities of labels: `chance`, `label`."""
    ranked = [
        F.struct(c.alias("chance"), F.lit(name).alias("label")) for name, c in chances.items()
    ]
    return F.array_max(F.array(*ranked))


def without_vector(posts: DataFrame, embeddings: DataFrame, encoder_version: str) -> DataFrame:
    """Usable posts with text that no head on an encoder's vectors scores: they have none."""
    readable = embeddings.where(F.col("encoder_version") == encoder_version)
    return posts.where(is_encodable()).join(
        readable.select("post_date", "text_hash"), on=["post_date", "text_hash"], how="left_anti"
    )
