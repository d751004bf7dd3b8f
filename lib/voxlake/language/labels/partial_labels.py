"""Logistic regression on texts whose tables do not have the same labels.

Each text says which labels its own may be (`allowed`) and which its table tells apart (`told`);
the likelihood of a text is p(allowed) / p(told). Where tables tell all labels apart and allow one,
this is plain multinomial logistic regression. Cour, Sapp and Taskar 2011, "Learning from Partial
Labels", has the half about `allowed`; conditioning on `told` is what makes a table of four emotions
say nothing of the other four.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

_TOLERANCE = 1e-7
"""Relative gain of a step below which a fit has converged."""
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Labelled:
    """Vectors of texts, (texts, numbers), with their labels, each (texts, labels), and weights."""

    vectors: Floats
    allowed: Bools
    told: Bools
    weights: Floats

    def where(self, chosen: Bools) -> Labelled:
        """The chosen texts."""
        return Labelled(
            self.vectors[chosen], self.allowed[chosen], self.told[chosen], self.weights[chosen]
        )


@dataclass(frozen=True)
class Linear:
    """Coefficients, (labels, numbers), and intercepts."""

    coefficients: Floats
    intercepts: Floats

    def scores(self, vectors: Floats) -> Floats:
        """Scores before the softmax, (texts, labels)."""
        found: Floats = vectors @ self.coefficients.T + self.intercepts
        return found


def fit_linear(data: Labelled, penalty: float, max_iterations: int = 100) -> Linear:
    """The coefficients of the largest penalised likelihood, by L-BFGS.

    Args:
        data: What to learn from.
        penalty: Strength of the L2 penalty on coefficients of standardised vectors.
        max_iterations: Most steps.
    """
    centre, spread = data.vectors.mean(axis=0), data.vectors.std(axis=0) + 1e-12
    inputs = (data.vectors - centre) / spread
    label_count, width = data.told.shape[1], inputs.shape[1]
    share = data.weights / data.weights.sum()

    def cost(parameters: Floats) -> tuple[float, Floats]:
        matrix = parameters.reshape(label_count, width + 1)
        scores = inputs @ matrix[:, :width].T + matrix[:, width]
        told, of_told = _mass(scores, data.told)
        allowed, of_allowed = _mass(scores, data.allowed)
        loss = told - allowed
        slope = (of_told - of_allowed) * share[:, None]
        gradient = np.hstack([slope.T @ inputs, slope.sum(axis=0)[:, None]])
        gradient[:, :width] += penalty * matrix[:, :width]
        return float(share @ loss + penalty / 2 * (matrix[:, :width] ** 2).sum()), gradient.ravel()

    start = np.zeros(label_count * (width + 1))
    found = minimize(
        cost,
        start,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": max_iterations, "ftol": _TOLERANCE},
    )
    matrix = found.x.reshape(label_count, width + 1)
    coefficients = matrix[:, :width] / spread
    return Linear(coefficients, matrix[:, width] - coefficients @ centre)


def log_loss(scores: Floats, allowed: Bools, told: Bools) -> Floats:
    """-log(p(allowed) / p(told)) of each text, given its scores before the softmax."""
    return _mass(scores, told)[0] - _mass(scores, allowed)[0]


def _mass(scores: Floats, labels: Bools) -> tuple[Floats, Floats]:
    """Log of the summed exponentials of the labels, and each label's share; 0 of the others."""
    highest = np.where(labels, scores, -np.inf).max(axis=1, keepdims=True)
    parts = np.where(labels, np.exp(np.minimum(scores - highest, 0.0)), 0.0)
    total = parts.sum(axis=1, keepdims=True)
    mass: Floats = (highest + np.log(total))[:, 0]
    return mass, parts / total
