"""Maximum likelihood on the driver: L-BFGS-B from several starts, checked at the end."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Self, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, minimize

from voxlake.core.errors import QualityError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Array = NDArray[np.float64]
Covariance = tuple[tuple[float, ...], ...]
# Of all observations, and its gradient by the parameters.
LogLikelihood = Callable[[Array], tuple[float, Array]]

_STAGES = (2_000, 20_000)  # groups that show about where the maximum is, and nearly
_BOUND = np.log(1e5)
_MAX_SLOPE = 1e-5
_STEP = 1e-5  # of a logarithm, for the curvature


@dataclass(frozen=True)
class Maximum:
    """The most likely parameters, and how sure they are."""

    parameters: Array
    covariance: Array
    """Of their logarithms, from the curvature of the likelihood; not a number where it is flat."""
    observations: float
    """How many it is of."""


Model = TypeVar("Model", bound="DataclassInstance")


@dataclass(frozen=True)
class Fitted(Generic[Model]):
    """A model, whose fields are its parameters, and how sure these are."""

    model: Model
    covariance: Array
    """Of the logarithms of the parameters; not a number for one that the data leave open."""

    @property
    def standard_errors(self) -> dict[str, float]:
        """Of each parameter."""
        errors = np.sqrt(np.diag(self.covariance)) * astuple(self.model)
        return {field.name: float(e) for field, e in zip(fields(self.model), errors, strict=True)}

    @property
    def uncertainty(self) -> Covariance | None:
        """The covariance with 0 where a parameter ended on its bound; None where all are open.

        A parameter on its bound is so small or large that its exact value makes no difference.
        """
        if np.isnan(self.covariance).all():
            return None
        return tuple(tuple(map(float, row)) for row in np.nan_to_num(self.covariance))


class Groups(ABC):
    """Observations counted by what is known of them; all arrays are of one length."""

    frequency: Array
    """Purchases that those of a group have made, as their model counts them."""
    count: Array
    """How many are in each group."""

    @property
    def total(self) -> float:
        """How many there are."""
        return float(self.count.sum())

    @cached_property
    def frequencies(self) -> tuple[Array, NDArray[np.int64]]:
        """The distinct frequencies, and which of them each group has."""
        distinct, which = np.unique(self.frequency, return_inverse=True)
        return distinct, which

    @abstractmethod
    def every(self, step: int) -> Self:
        """Every so manyth group."""


Grouped = TypeVar("Grouped", bound=Groups)


def maximise_over(
    what: str,
    groups: Grouped,
    likelihood: Callable[[Grouped], LogLikelihood],
    starts: Sequence[tuple[float, ...]],
) -> Maximum:
    """As `maximise`, over groups however many: over some first, then from there over more and all.

    Args:
        what: Name of the model, for the error.
        groups: In an order that spreads unlike ones over every so manyth.
        likelihood: The log-likelihood of groups, and its gradient.
        starts: Values of the parameters to start from.

    Raises:
        QualityError: No start led to a point where the likelihood is level.
    """
    steps = sorted({-(-len(groups.count) // most) for most in _STAGES} | {1}, reverse=True)
    parts = [groups.every(step) for step in steps]
    found = maximise(what, likelihood(parts[0]), starts, observations=parts[0].total)
    for part in parts[1:]:
        found = _maximise_near(what, likelihood(part), found, observations=part.total)
    return found


def maximise(
    what: str,
    log_likelihood: LogLikelihood,
    starts: Sequence[tuple[float, ...]],
    *,
    observations: float,
) -> Maximum:
    """The positive parameters of the highest log-likelihood that any start leads to.

    The search runs over the parameters' logarithms, each between 1e-5 and 1e5, so times and
    amounts should be scaled to about 1 beforehand. A parameter may end on its bound: the data then
    say no more than that it is very small or very large.

    Args:
        what: Name of the model, for the error.
        log_likelihood: Of all observations, and its gradient.
        starts: Values of the parameters to start from.
        observations: How many there are.

    Raises:
        QualityError: No start led to a point where the likelihood is level.
    """
    descent = _descent(log_likelihood, observations)
    best: OptimizeResult | None = None
    for start in starts:
        found = minimize(
            descent,
            np.log(start),
            jac=True,
            method="L-BFGS-B",
            bounds=[(-_BOUND, _BOUND)] * len(start),
            options={"maxiter": 1000, "ftol": 1e-15, "gtol": 1e-9},
        )
        is_better = best is None or found.fun < best.fun
        if is_better and _is_level(found):
            best = found
    if best is None:
        raise QualityError(
            f"The fit of {what} did not converge from any of its starting points. Look for "
            "extreme amounts or dates in `orders`, or fit on more buyers."
        )
    return _maximum(descent, best, observations)


def _maximise_near(
    what: str, log_likelihood: LogLikelihood, near: Maximum, *, observations: float
) -> Maximum:
    """As `maximise`, where a maximum of some of the observations is known: in far fewer steps.

    With the curvature there, the first step is nearly that of Newton's method.
    """
    descent = _descent(log_likelihood, observations)
    start = np.log(near.parameters)
    if np.isfinite(near.covariance).all():
        metric = near.covariance * near.observations
        with np.errstate(over="ignore", invalid="ignore"):  # steps too far, which are taken back
            found = minimize(
                descent, start, jac=True, method="BFGS", options={"hess_inv0": metric, "gtol": 1e-8}
            )
        is_inside = bool(np.all(np.abs(found.x) < _BOUND))
        if is_inside and _is_level(found):
            return _maximum(descent, found, observations)
    return maximise(what, log_likelihood, [tuple(near.parameters)], observations=observations)


def _descent(log_likelihood: LogLikelihood, observations: float) -> LogLikelihood:
    """What is searched for its lowest point: the mean, over the parameters' logarithms."""

    def descent(logs: Array) -> tuple[float, Array]:
        value, gradient = log_likelihood(np.exp(logs))
        return -value / observations, -gradient * np.exp(logs) / observations

    return descent


def _maximum(descent: LogLikelihood, found: OptimizeResult, observations: float) -> Maximum:
    """What was found, with the inverse of the curvature there."""
    covariance = _covariance(descent, found, observations)
    return Maximum(np.exp(found.x), covariance, observations)


def _covariance(descent: LogLikelihood, found: OptimizeResult, observations: float) -> Array:
    """Inverse of the curvature; not a number for parameters on a bound."""
    at: Array = found.x
    inside = np.flatnonzero(np.abs(at) < _BOUND)
    covariance = np.full((len(at), len(at)), np.nan)
    if not len(inside):
        return covariance
    steps = np.eye(len(at))[inside] * _STEP
    slopes = np.array([descent(at + step)[1] - found.jac for step in steps])
    curvature = slopes[:, inside] * observations / _STEP
    curvature = (curvature + curvature.T) / 2
    if np.linalg.eigvalsh(curvature)[0] > 0:
        inverse = np.linalg.inv(curvature)
        covariance[np.ix_(inside, inside)] = (inverse + inverse.T) / 2
    return covariance


def _is_level(found: OptimizeResult) -> bool:
    """Whether a search ended where no way down is left within the bounds."""
    inside = np.clip(found.x - found.jac, -_BOUND, _BOUND)
    return bool(np.isfinite(found.fun) and np.max(np.abs(inside - found.x)) < _MAX_SLOPE)
