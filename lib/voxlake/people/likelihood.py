"""Maximum likelihood on the driver: L-BFGS-B from several starts, checked at the end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from voxlake.errors import QualityError

Array = NDArray[np.float64]
# Mean log-likelihood and its gradient with respect to the parameters.
LogLikelihood = Callable[[Array], tuple[float, Array]]

_BOUND = np.log(1e5)
_MAX_SLOPE = 1e-5


def maximise(
    what: str, log_likelihood: LogLikelihood, starts: Sequence[tuple[float, ...]]
) -> Array:
    """The positive parameters of the highest log-likelihood that any start leads to.

    The search runs over the parameters' logarithms, each between 1e-5 and 1e5, so times and
    amounts should be scaled to about 1 beforehand. A parameter may end on its bound: the data then
    say no more than that it is very small or very large.

    Args:
        what: Name of the model, for the error.
        log_likelihood: The mean over the observations, and its gradient.
        starts: Values of the parameters to start from.

    Raises:
        QualityError: No start led to a point where the likelihood is level.
    """

    def descent(logs: Array) -> tuple[float, Array]:
        value, gradient = log_likelihood(np.exp(logs))
        return -value, -gradient * np.exp(logs)

    best: tuple[float, Array] | None = None
    for start in starts:
        found = minimize(
            descent,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_BOUND, _BOUND)] * len(start),
            options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-9},
        )
        is_better = best is None or found.fun < best[0]
        if np.isfinite(found.fun) and _slope(found.x, found.jac) < _MAX_SLOPE and is_better:
            best = (float(found.fun), found.x)
    if best is None:
        raise QualityError(
            f"The fit of {what} did not converge from any of its starting points. Look for "
            "extreme amounts or dates in `orders`, or fit on more buyers."
        )
    return np.asarray(np.exp(best[1]), dtype=np.float64)


def _slope(logs: Array, gradient: Array) -> float:
    """The steepest way down that the bounds leave open."""
    inside = np.clip(logs - gradient, -_BOUND, _BOUND)
    return float(np.max(np.abs(inside - logs)))
