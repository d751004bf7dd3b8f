"""When buyers come back and when they leave for good: what all purchase models share.

A purchase model is fitted on histories, which are grouped: many buyers share one. All times are in
one unit and count from the first purchase, which itself is not counted.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, xlog1py, xlogy

from voxlake.people.value.likelihood import Fitted, Groups, LogLikelihood, maximise_over

Array = NDArray[np.float64]
Parameter = Any
"""A number, or an array of one for each buyer."""


@dataclass(frozen=True)
class Histories(Groups):
    """Counts of buyers who share a history; all arrays are of one length, times in one unit."""

    frequency: Array
    recency: Array
    age: Array
    count: Array

    def every(self, step: int) -> Histories:
        """Every so manyth history, with its buyers."""
        parts = (self.frequency, self.recency, self.age, self.count)
        return Histories(*(part[::step] for part in parts))

    def in_units_of(self, time: float) -> Histories:
        """The same histories in a unit of so many of their units."""
        return replace(self, recency=self.recency / time, age=self.age / time)


@dataclass(frozen=True)
class PurchaseModel(ABC):
    """How often buyers order and how long they stay.

    The fields are the parameters, all positive. They are arrays where each buyer has a model.
    While they stay, buyers order at rates that are gamma distributed over them.
    """

    r: Parameter
    """Shape of the distribution of rates."""
    alpha: Parameter
    """Rate of the distribution of rates, a time."""

    title: ClassVar[str]
    times: ClassVar[tuple[str, ...]]
    """The parameters that are in the unit of time of the histories."""
    starts: ClassVar[tuple[tuple[float, ...], ...]]
    """Parameters to begin a fit with, in units of the mean age."""

    @abstractmethod
    def log_likelihood(self, of: Histories) -> tuple[float, Array]:
        """Natural logarithm of the likelihood of all buyers, and its gradient by the parameters."""

    @abstractmethod
    def log_odds_gone(self, frequency: Array, recency: Array, age: Array) -> Array:
        """Natural logarithm of the odds that a buyer with this history has left."""

    @abstractmethod
    def of_those_who_stayed(self, frequency: Array, age: Array) -> PurchaseModel:
        """The model of buyers with this history who have not left, of their time from now on."""

    @abstractmethod
    def expected(self, time: float) -> Array:
        """Orders that a buyer is expected to make within the time."""

    @abstractmethod
    def probability_of_count(self, count: Array | int, time: Array | float) -> Array:
        """Probability that a buyer makes exactly so many orders within the time."""


Model = TypeVar("Model", bound=PurchaseModel)


def fit_purchases(kind: type[Model], histories: Histories) -> Fitted[Model]:
    """The model of this kind that makes these histories the most likely.

    Raises:
        QualityError: The search did not converge.
    """
    unit = float(np.average(histories.age, weights=histories.count)) or 1.0
    scaled = histories.in_units_of(unit)

    def likelihood(of: Histories) -> LogLikelihood:
        return lambda parameters: kind(*parameters).log_likelihood(of)

    found = maximise_over(f"purchase frequency ({kind.title})", scaled, likelihood, kind.starts)
    model = kind(*map(float, found.parameters))
    times = {name: getattr(model, name) * unit for name in kind.times}
    return Fitted(replace(model, **times), found.covariance)


def probability_alive(model: PurchaseModel, frequency: Array, recency: Array, age: Array) -> Array:
    """Probability that a buyer with this history has not left, 0 to 1."""
    return np.asarray(expit(-model.log_odds_gone(frequency, recency, age)))


def expected_orders(
    model: PurchaseModel, frequency: Array, recency: Array, age: Array, time: float
) -> Array:
    """Orders expected in the next `time` from a buyer with this history."""
    stayed = model.of_those_who_stayed(frequency, age).expected(time)
    return np.asarray(stayed * probability_alive(model, frequency, recency, age))


def probability_if_none_leave(
    count: Array | int, shape: Parameter, rate: Parameter, time: Array | float
) -> Array:
    """Probability that buyers of gamma distributed rates order so often: a negative binomial."""
    waits = rate / (rate + time)
    ways = gammaln(shape + count) - gammaln(shape) - gammaln(count + 1)
    return np.asarray(np.exp(ways + xlogy(shape, waits) + xlog1py(count, -waits)))
