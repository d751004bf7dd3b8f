"""What tells users apart once it is fitted: weights, trees, or layers, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Array = NDArray[np.float64]
Indices = NDArray[np.intp]


@dataclass(frozen=True)
class Linear:
    """A weighted sum of the inputs."""

    weights: Array

    def scores(self, matrix: Array) -> Array:
        """A score per row of inputs; the higher, the more probable."""
        return matrix @ self.weights

    def numbers(self) -> dict[str, Any]:
        """The weights as plain numbers, which `scorer_of` reads."""
        return {"weights": self.weights.tolist()}


@dataclass(frozen=True)
class Tree:
    """A binary tree, node by node; the first is the root, and a leaf is its own child.

    Attributes:
        feature: Which input a node asks for.
        threshold: Up to which value it sends users to the left.
        left: The node there.
        right: The other one.
        value: What the node adds to the score of the users who end in it.
    """

    feature: Indices
    threshold: Array
    left: Indices
    right: Indices
    value: Array

    def scores(self, matrix: NDArray[np.float32]) -> Array:
        """What the tree says of each row of inputs."""
        rows = np.arange(len(matrix))
        node = np.zeros(len(matrix), dtype=np.intp)
        while True:
            goes_left = matrix[rows, self.feature[node]] <= self.threshold[node]
            below = np.where(goes_left, self.left[node], self.right[node])
            if (below == node).all():
                return self.value[node]
            node = below


@dataclass(frozen=True)
class Trees:
    """The sum of what trees say."""

    trees: tuple[Tree, ...]

    def scores(self, matrix: Array) -> Array:
        """A score per row of inputs; the higher, the more probable."""
        rounded = matrix.astype(np.float32)  # as scikit-learn grew them
        total = np.zeros(len(matrix))
        for tree in self.trees:
            total += tree.scores(rounded)
        return total

    def numbers(self) -> dict[str, Any]:
        """The trees as plain numbers, which `scorer_of` reads."""
        return {
            "trees": [{name: part.tolist() for name, part in vars(t).items()} for t in self.trees]
        }


@dataclass(frozen=True)
class Layer:
    """Sums of what a layer is given.

    Attributes:
        weights: (outputs, inputs)
        bias: What is added to each output.
    """

    weights: Array
    bias: Array

    def sums(self, values: Array) -> Array:
        """Of rows of inputs, the outputs."""
        return values @ self.weights.T + self.bias


@dataclass(frozen=True)
class Network:
    """A multilayer perceptron of one output, the log odds of a yes; hidden units are sigmoids.

    Attributes:
        mean: Of each input, which is taken off.
        deviation: Of each input, which it is then divided by.
        layers: From the inputs to the output.
    """

    mean: Array
    deviation: Array
    layers: tuple[Layer, ...]

    def scores(self, matrix: Array) -> Array:
        """A score per row of inputs; the higher, the more probable."""
        values = (matrix - self.mean) / self.deviation
        for layer in self.layers[:-1]:
            values = expit(layer.sums(values))
        score: Array = self.layers[-1].sums(values)[:, 0]
        return score

    @property
    def connections(self) -> Array:
        """Of each input, the sum over all ways to the output of the products of their weights.

        Olden, Joy and Death (2004), "An accurate comparison of methods for quantifying variable
        importance in artificial neural networks using simulated data", Ecological Modelling 178.
        """
        product = self.layers[-1].weights
        for layer in self.layers[-2::-1]:
            product = product @ layer.weights
        ways: Array = product[0]
        return ways

    def numbers(self) -> dict[str, Any]:
        """The layers as plain numbers, which `scorer_of` reads."""
        return {
            "mean": self.mean.tolist(),
            "deviation": self.deviation.tolist(),
            "layers": [
                {"weights": one.weights.tolist(), "bias": one.bias.tolist()} for one in self.layers
            ],
        }


Scorer = Linear | Trees | Network


def standard_of(matrix: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of each input; the deviation of one that is constant is 1."""
    deviation = matrix.std(axis=0)
    deviation[deviation == 0] = 1.0
    return matrix.mean(axis=0), deviation


def scorer_of(numbers: Mapping[str, Any]) -> Scorer:
    """The scorer of its `numbers`."""
    if "weights" in numbers:
        return Linear(_floats(numbers["weights"]))
    if "layers" in numbers:
        layers = (Layer(_floats(one["weights"]), _floats(one["bias"])) for one in numbers["layers"])
        return Network(_floats(numbers["mean"]), _floats(numbers["deviation"]), tuple(layers))
    return Trees(
        tuple(
            Tree(
                feature=np.array(tree["feature"], dtype=np.intp),
                threshold=_floats(tree["threshold"]),
                left=np.array(tree["left"], dtype=np.intp),
                right=np.array(tree["right"], dtype=np.intp),
                value=_floats(tree["value"]),
            )
            for tree in numbers["trees"]
        )
    )


def _floats(numbers: Any) -> Array:  # noqa: ANN401  (lists of lists, as JSON has them)
    return np.array(numbers, dtype=np.float64)
