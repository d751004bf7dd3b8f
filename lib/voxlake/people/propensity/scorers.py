"""What tells users apart once it is fitted: weights, or trees, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

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


Scorer = Linear | Trees


def scorer_of(numbers: Mapping[str, Any]) -> Scorer:
    """The scorer of its `numbers`."""
    if "weights" in numbers:
        return Linear(np.array(numbers["weights"], dtype=np.float64))
    return Trees(
        tuple(
            Tree(
                feature=np.array(tree["feature"], dtype=np.intp),
                threshold=np.array(tree["threshold"], dtype=np.float64),
                left=np.array(tree["left"], dtype=np.intp),
                right=np.array(tree["right"], dtype=np.intp),
                value=np.array(tree["value"], dtype=np.float64),
            )
            for tree in numbers["trees"]
        )
    )
