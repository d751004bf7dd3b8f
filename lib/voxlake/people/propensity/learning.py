"""Fits models of propensity: three kinds, a few settings each, the best one calibrated."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyspark.ml import PipelineModel
from pyspark.ml.classification import (
    GBTClassifier,
    LogisticRegression,
    LogisticRegressionModel,
    RandomForestClassifier,
)
from pyspark.ml.feature import VectorSlicer
from pyspark.ml.functions import vector_to_array
from pyspark.ml.stat import Summarizer
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.people.propensity.inputs import Inputs, fit_inputs, vector_of
from voxlake.people.propensity.judging import Judged
from voxlake.people.propensity.settings import Kind, PropensitySettings
from voxlake.people.segments.traits import only_row
from voxlake.persisted import persisted

_USERS_PER_PARTITION = 100_000
_BUCKETS = 1_000_000
_HELD_OUT = 0.2
"""Share of the users of the earlier day by whom settings are chosen and chances calibrated."""


@dataclass(frozen=True)
class Learned:
    """A model of one target, and how it came about.

    Attributes:
        model: Adds the chances of the target to rows of `user_features`.
        kind: The kind that won.
        tried: Area under the precision-recall curve, over the users held out, by what was tried.
        importance: Weight of each input, the largest first; they sum to 1.
    """

    model: PipelineModel
    kind: Kind
    tried: dict[str, float]
    importance: dict[str, float]


def learn(answered: DataFrame, target: str, question: str, settings: PropensitySettings) -> Learned:
    """Fit each kind with each of its settings, keep the best by users held out, calibrate it.

    Args:
        answered: Rows of `user_features` with their `label`.
        target: Name of the target.
        question: What the answers depend on; kept in the model.
        settings: Which kinds are tried, over how many users.
    """
    users = _sample(answered, settings.max_users)
    inputs = fit_inputs(users, target, question, settings.categories)
    vectors = inputs.model.transform(users).select(
        "user_id", "label", F.col(vector_of(target)), _is_held_out().alias("_held_out")
    )
    with persisted(_in_fixed_order(vectors, settings.max_users)) as kept:
        learned, held_out = kept.where("NOT _held_out"), kept.where("_held_out")
        fits: dict[str, tuple[Kind, Any]] = {}
        tried: dict[str, float] = {}
        for name, kind, estimator in _candidates(target, settings):
            fits[name] = kind, estimator.fit(learned)
            scored = fits[name][1].transform(held_out)
            tried[name] = Judged.of(scored, _second(raw_of(target))).pr_auc
        best = max(tried, key=lambda name: (tried[name], -list(tried).index(name)))
        kind, model = fits[best]
        calibrated = _calibrate(model.transform(held_out), target)
        importance = _importance(model, kind, learned, inputs, target)
    stages = [*inputs.model.stages, model, *calibrated]
    return Learned(PipelineModel(stages), kind, tried, importance)


def chance_of(target: str) -> Column:
    """The calibrated chance that a model of `learn` adds."""
    return _second(chances_of(target))


def raw_of(target: str) -> str:
    """Name of the column of scores before calibration."""
    return f"{target}_raw"


def chances_of(target: str) -> str:
    """Name of the column of both chances, of no and of yes."""
    return f"{target}_chances"


def _candidates(target: str, settings: PropensitySettings) -> Iterator[tuple[str, Kind, Any]]:
    """What is tried: a name, its kind and the estimator."""
    if "logistic_regression" in settings.kinds:
        for strength in (0.001, 0.03):
            lr = LogisticRegression(regParam=strength, maxIter=50)
            yield f"logistic_regression {strength}", "logistic_regression", _named(lr, target)
    grown: dict[str, Any] = {"seed": settings.seed, "minInstancesPerNode": 5}
    if "random_forest" in settings.kinds:
        for depth in (4, 8):
            forest = RandomForestClassifier(numTrees=settings.trees, maxDepth=depth, **grown)
            yield f"random_forest {depth}", "random_forest", _named(forest, target)
    if "gradient_boosted_trees" in settings.kinds:
        for depth in (2, 4):
            boosted = GBTClassifier(
                maxIter=settings.rounds, maxDepth=depth, stepSize=0.2, subsamplingRate=0.8, **grown
            )
            yield (
                f"gradient_boosted_trees {depth}",
                "gradient_boosted_trees",
                _named(boosted, target),
            )


def _named(estimator: Any, target: str) -> Any:  # noqa: ANN401  (estimators of three kinds)
    """The estimator with columns of its own for a target, so that models may follow each other."""
    return (
        estimator.setFeaturesCol(vector_of(target))
        .setRawPredictionCol(raw_of(target))
        .setProbabilityCol(f"{target}_uncalibrated")
        .setPredictionCol(f"{target}_guess")
    )


def _calibrate(held_out: DataFrame, target: str) -> list[Any]:
    """Platt scaling (Platt 1999): a logistic regression of the answer on the score alone."""
    score = f"{target}_score"
    slicer = VectorSlicer(inputCol=raw_of(target), outputCol=score, indices=[1])
    platt = LogisticRegression(
        featuresCol=score,
        rawPredictionCol=f"{target}_log_odds",
        probabilityCol=chances_of(target),
        predictionCol=f"{target}_answer",
    )
    return [slicer, platt.fit(slicer.transform(held_out))]


def _importance(
    model: Any,  # noqa: ANN401  (models of three kinds)
    kind: Kind,
    learned: DataFrame,
    inputs: Inputs,
    target: str,
) -> dict[str, float]:
    """The model's own weights: |coefficient| times deviation, or the trees' gain in purity."""
    if isinstance(model, LogisticRegressionModel):
        deviations = only_row(learned.agg(Summarizer.std(F.col(vector_of(target)))))[0].toArray()
        weights = np.abs(model.coefficients.toArray()) * deviations
    else:
        weights = model.featureImportances.toArray()
    shares = weights / (weights.sum() or 1.0)
    order = np.argsort(-shares, kind="stable")
    return {inputs.names[i]: float(shares[i]) for i in order}


def _second(vector: str) -> Column:
    return vector_to_array(F.col(vector))[1]


def _sample(users: DataFrame, most: int) -> DataFrame:
    """About so many of the users, the same ones each time."""
    count = users.count()
    if count <= most:
        return users
    bucket = F.pmod(F.xxhash64(F.lit("learn"), "user_id"), F.lit(_BUCKETS))
    return users.where(bucket < most / count * _BUCKETS)


def _is_held_out() -> Column:
    bucket = F.pmod(F.xxhash64(F.lit("held out"), "user_id"), F.lit(_BUCKETS))
    return bucket < _HELD_OUT * _BUCKETS


def _in_fixed_order(users: DataFrame, most: int) -> DataFrame:
    """The users placed by the hash of their id and sorted: trees are grown in that order."""
    partitions = max(1, math.ceil(min(users.count(), most) / _USERS_PER_PARTITION))
    return users.repartition(partitions, "user_id").sortWithinPartitions("user_id")
