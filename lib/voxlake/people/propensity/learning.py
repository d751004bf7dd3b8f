"""Fits models of propensity: three kinds, a few settings each, the best one calibrated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from threadpoolctl import threadpool_limits

from voxlake.core.errors import TooLittleDataError
from voxlake.people.propensity.inputs import COLUMNS, fit_inputs
from voxlake.people.propensity.model import TargetModel
from voxlake.people.propensity.scorers import Linear, Scorer, Tree, Trees
from voxlake.people.propensity.settings import Kind, PropensitySettings

Array = NDArray[np.float64]
_BUCKETS = 1_000_000
_HELD_OUT = 0.2
"""Share of the users of the earlier day by whom settings are chosen and chances calibrated."""


@dataclass(frozen=True)
class Sample:
    """Users to learn from, in the order of their ids.

    Attributes:
        users: Their columns of `user_features` that inputs are made of.
        label: Their answers, 1 for yes.
        is_held_out: Who of them is kept to choose and to calibrate by.
    """

    users: pd.DataFrame
    label: Array
    is_held_out: NDArray[np.bool_]


@dataclass(frozen=True)
class Learned:
    """A model of one target, and how it came about.

    Attributes:
        model: Gives the chances of the target.
        kind: The kind that won.
        tried: Area under the precision-recall curve, over the users held out, by what was tried.
        importance: Weight of each input, the largest first; they sum to 1.
    """

    model: TargetModel
    kind: Kind
    tried: dict[str, float]
    importance: dict[str, float]


Fitted = tuple[Scorer, Array]
"""What scores users, and the weight of each of its inputs."""


def draw_sample(answered: DataFrame, label: str, count: int, most: int) -> Sample:
    """About so many of the users who answered, the same ones each time, for the driver to hold.

    Args:
        answered: Rows of `user_features` with answers.
        label: Column of the answers, 1 for yes; null of users who are not asked.
        count: How many users are asked.
        most: How many to take; all where there are no more.
    """
    asked = answered.where(F.col(label).isNotNull())
    if count > most:
        asked = asked.where(_bucket("learn") < most / count * _BUCKETS)
    is_held_out = _bucket("held out") < _HELD_OUT * _BUCKETS
    drawn = asked.select(
        "user_id", F.col(label).alias("_label"), is_held_out.alias("_held_out"), *COLUMNS
    ).toPandas()
    users = drawn.sort_values("user_id", ignore_index=True)
    return Sample(
        users[list(COLUMNS)],
        users["_label"].to_numpy(np.float64),
        users["_held_out"].to_numpy(np.bool_),
    )


def learn(sample: Sample, fitted_on: str, settings: PropensitySettings) -> Learned:
    """Fit each kind with each of its settings, keep the best by users held out, calibrate it.

    Args:
        sample: Users with their answers.
        fitted_on: Version of their features, and the question; kept in the model.
        settings: Which kinds are tried.

    Raises:
        TooLittleDataError: all users are alike, or those held out, or the others, answered alike.
    """
    inputs = fit_inputs(sample.users, settings.categories)
    matrix = inputs.matrix(sample.users)
    is_known, held_out = ~sample.is_held_out, matrix[sample.is_held_out]
    answers, held_answers = sample.label[is_known], sample.label[sample.is_held_out]
    if min(len(np.unique(answers)), len(np.unique(held_answers))) < 2:  # noqa: PLR2004  (yes, no)
        raise TooLittleDataError(
            f"Of {len(sample.label)} users to learn from, a fifth to choose by, one part has one "
            "answer alone; raise propensity.min_each or propensity.max_users."
        )
    fits: dict[str, tuple[Kind, Fitted]] = {}
    tried: dict[str, float] = {}
    with threadpool_limits(1):  # the order of sums, and so their last digits, else go by the cores
        for name, kind, fit in _candidates(settings):
            fits[name] = kind, fit(matrix[is_known], answers)
            scores = fits[name][1][0].scores(held_out)
            tried[name] = float(average_precision_score(held_answers, scores))
        best = max(tried, key=lambda name: (tried[name], -list(tried).index(name)))
        kind, (scorer, weights) = fits[best]
        slope, intercept = _calibrate(scorer.scores(held_out), held_answers)
    model = TargetModel(fitted_on, inputs, scorer, slope, intercept)
    return Learned(model, kind, tried, _importance(weights, inputs.names))


def _candidates(
    settings: PropensitySettings,
) -> Iterator[tuple[str, Kind, Callable[[Array, Array], Fitted]]]:
    """What is tried: a name, its kind and how it is fitted to inputs and answers."""
    grown: dict[str, Any] = {"random_state": settings.seed, "min_samples_leaf": 5}
    if "logistic_regression" in settings.kinds:
        for strength in (0.001, 0.03):
            yield f"logistic_regression {strength}", "logistic_regression", _linear(strength)
    if "random_forest" in settings.kinds:
        for depth in (4, 8):
            forest = RandomForestClassifier(
                settings.trees, max_depth=depth, max_features="sqrt", n_jobs=-1, **grown
            )
            yield f"random_forest {depth}", "random_forest", _forest(forest)
    if "gradient_boosted_trees" in settings.kinds:
        for depth in (2, 4):
            boosted = GradientBoostingClassifier(
                n_estimators=settings.rounds,
                max_depth=depth,
                learning_rate=0.2,
                subsample=0.8,
                **grown,
            )
            yield f"gradient_boosted_trees {depth}", "gradient_boosted_trees", _boosted(boosted)


def _linear(strength: float) -> Callable[[Array, Array], Fitted]:
    """A logistic regression with an L2 penalty on the weights of standardised inputs."""

    def fit(matrix: Array, label: Array) -> Fitted:
        deviation = matrix.std(axis=0)
        deviation[deviation == 0] = 1.0
        standard = (matrix - matrix.mean(axis=0)) / deviation
        weights = _logistic(standard, label, 1 / (strength * len(label))).coef_[0]
        return Linear(weights / deviation), np.abs(weights)

    return fit


def _forest(forest: RandomForestClassifier) -> Callable[[Array, Array], Fitted]:
    def fit(matrix: Array, label: Array) -> Fitted:
        forest.fit(matrix, label)
        trees = (_tree(one.tree_, _share_of_yes(one.tree_)) for one in forest.estimators_)
        return Trees(tuple(trees)), forest.feature_importances_

    return fit


def _boosted(boosted: GradientBoostingClassifier) -> Callable[[Array, Array], Fitted]:
    def fit(matrix: Array, label: Array) -> Fitted:
        boosted.fit(matrix, label)
        grown = (one.tree_ for one in boosted.estimators_[:, 0])
        trees = (_tree(one, boosted.learning_rate * one.value[:, 0, 0]) for one in grown)
        return Trees(tuple(trees)), boosted.feature_importances_

    return fit


def _share_of_yes(tree: Any) -> Array:  # noqa: ANN401  (scikit-learn's, which has no types)
    counts = tree.value[:, 0, :]
    share: Array = counts[:, 1] / counts.sum(axis=1)
    return share


def _tree(tree: Any, value: Array) -> Tree:  # noqa: ANN401  (scikit-learn's, which has no types)
    """The tree of scikit-learn's; a leaf has no children there."""
    nodes = np.arange(tree.node_count)
    is_leaf = tree.children_left < 0
    return Tree(
        feature=np.where(is_leaf, 0, tree.feature),
        threshold=np.where(is_leaf, 0.0, tree.threshold),
        left=np.where(is_leaf, nodes, tree.children_left),
        right=np.where(is_leaf, nodes, tree.children_right),
        value=value,
    )


def _calibrate(scores: Array, label: Array) -> tuple[float, float]:
    """Platt scaling (Platt 1999): a logistic regression of the answer on the score alone."""
    mean, deviation = scores.mean(), scores.std() or 1.0
    fit = _logistic(((scores - mean) / deviation)[:, None], label, np.inf)
    slope = fit.coef_[0, 0] / deviation
    return float(slope), float(fit.intercept_[0] - slope * mean)


def _logistic(matrix: Array, label: Array, inverse_penalty: float) -> LogisticRegression:
    return LogisticRegression(C=inverse_penalty, tol=1e-6, max_iter=1000).fit(matrix, label)


def _importance(weights: Array, names: list[str]) -> dict[str, float]:
    """The model's own weights as shares: |coefficient| times deviation, or gain in purity."""
    shares = weights / (weights.sum() or 1.0)
    return {names[i]: float(shares[i]) for i in np.argsort(-shares, kind="stable")}


def _bucket(salt: str) -> Column:
    return F.pmod(F.xxhash64(F.lit(salt), "user_id"), F.lit(_BUCKETS))
