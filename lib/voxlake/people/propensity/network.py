"""A small network of sigmoids, fitted by Spark ML and kept as plain numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.ml.classification import MultilayerPerceptronClassifier
from pyspark.ml.functions import array_to_vector
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.people.propensity.scorers import Layer, Network, standard_of

Array = NDArray[np.float64]
_OUTPUTS = 2
"""Of Spark's network: one for no, one for yes."""


def fit_network(
    matrix: Array,
    label: Array,
    *,
    hidden: Sequence[int],
    iterations: int,
    seed: int,
    spark: SparkSession,
) -> Network:
    """Fit a multilayer perceptron to standardised inputs, by L-BFGS on the cross entropy.

    Args:
        matrix: (users, inputs)
        label: Their answers, 1 for yes; both are among them.
        hidden: Units of each hidden layer.
        iterations: Of L-BFGS, at most. Spark's network has no penalty on weights: stopping early is
            what keeps it from learning users by heart.
        seed: Of the first weights.
        spark: Where it is fitted.
    """
    mean, deviation = standard_of(matrix)
    sizes = [matrix.shape[1], *hidden, _OUTPUTS]
    perceptron = MultilayerPerceptronClassifier(layers=sizes, maxIter=iterations, seed=seed)
    rows = _rows((matrix - mean) / deviation, label, spark)
    weights = perceptron.fit(rows).weights.toArray()
    return Network(mean, deviation, tuple(_layers(weights, sizes)))


def _rows(standard: Array, label: Array, spark: SparkSession) -> DataFrame:
    """Users in one partition and in their order: sums of gradients, and so weights, go by both."""
    held = pd.DataFrame({"place": range(len(label)), "label": label, "inputs": list(standard)})
    rows = spark.createDataFrame(held, "place long, label double, inputs array<double>")
    ordered = rows.coalesce(1).sortWithinPartitions("place")
    return ordered.select("label", array_to_vector(F.col("inputs")).alias("features"))


def _layers(weights: Array, sizes: Sequence[int]) -> Iterator[Layer]:
    """Spark's weights: of each layer the matrix (outputs, inputs), column by column, then the bias.

    Of the last one's two outputs the difference is kept: the log odds of a yes.
    """
    start = 0
    for inputs, outputs in pairwise(sizes):
        end = start + inputs * outputs
        matrix = weights[start:end].reshape(inputs, outputs).T
        bias = weights[end : end + outputs]
        start = end + outputs
        if start == len(weights):
            matrix, bias = np.diff(matrix, axis=0), np.diff(bias)
        yield Layer(matrix, bias)
