"""What is tried to tell users apart: kinds of models with a few settings each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyspark.sql import SparkSession
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression

from voxlake.people.propensity.network import fit_network
from voxlake.people.propensity.scorers import Linear, Scorer, Tree, Trees, standard_of
from voxlake.people.propensity.settings import Kind, PropensitySettings

Array = NDArray[np.float64]
Fitted = tuple[Scorer, Array]
"""What scores users, and the weight of each of its inputs."""
Fit = Callable[[Array, Array], Fitted]
"""From inputs, a row for each user, and answers."""
ITERATIONS = (20, 60)


def candidates(
    settings: PropensitySettings, spark: SparkSession
) -> Iterator[tuple[str, Kind, Fit]]:
    """What is tried: a name, its kind and how it is fitted to inputs and answers.

    Args:
        settings: Which kinds, and their sizes.
        spark: Where networks are fitted; all else is fitted here.
    """
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
    if "multilayer_perceptron" in settings.kinds:
        for iterations in ITERATIONS:
            name = f"multilayer_perceptron {iterations}"
            yield name, "multilayer_perceptron", _network(iterations, settings, spark)


def logistic(matrix: Array, label: Array, inverse_penalty: float) -> LogisticRegression:
    """A logistic regression of answers on inputs."""
    return LogisticRegression(C=inverse_penalty, tol=1e-6, max_iter=1000).fit(matrix, label)


def _linear(strength: float) -> Fit:
    """A logistic regression with an L2 penalty on the weights of standardised inputs."""

    def fit(matrix: Array, label: Array) -> Fitted:
        mean, deviation = standard_of(matrix)
        standard = (matrix - mean) / deviation
        weights = logistic(standard, label, 1 / (strength * len(label))).coef_[0]
        return Linear(weights / deviation), np.abs(weights)

    return fit


def _forest(forest: RandomForestClassifier) -> Fit:
    def fit(matrix: Array, label: Array) -> Fitted:
        forest.fit(matrix, label)
        trees = (_tree(one.tree_, _share_of_yes(one.tree_)) for one in forest.estimators_)
        return Trees(tuple(trees)), forest.feature_importances_

    return fit


def _boosted(boosted: GradientBoostingClassifier) -> Fit:
    def fit(matrix: Array, label: Array) -> Fitted:
        boosted.fit(matrix, label)
        grown = (one.tree_ for one in boosted.estimators_[:, 0])
        trees = (_tree(one, boosted.learning_rate * one.value[:, 0, 0]) for one in grown)
        return Trees(tuple(trees)), boosted.feature_importances_

    return fit


def _network(iterations: int, settings: PropensitySettings, spark: SparkSession) -> Fit:
    """A network, fitted to users evenly spaced in their order where there are too many."""

    def fit(matrix: Array, label: Array) -> Fitted:
        count = min(len(label), settings.network_users)
        places = np.arange(count) * len(label) // count
        network = fit_network(
            matrix[places],
            label[places],
            hidden=settings.hidden_layers,
            iterations=iterations,
            seed=settings.seed,
            spark=spark,
        )
        return network, np.abs(network.connections)

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
