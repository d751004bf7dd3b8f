"""Hours in which an account posted, and what chance makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from voxlake.people.demand.week import CELLS, HOURS

Array = NDArray[np.float64]

_ONE_MORE = np.log(2.0)  # between a post with none and a post with one
_FEW_PAIRS = 30.0  # pairs of one day, as if so many were unlike each other
_TINY = 1e-6

_WEEKDAYS = np.arange(CELLS) // HOURS
SAME_DAY = np.equal.outer(_WEEKDAYS, _WEEKDAYS).astype(float)
"""Which slots are of one weekday."""


@dataclass(frozen=True)
class Units:
    """Hours in which an account posted, each once, in order of time.

    Attributes:
        days: A number for the day of each.
        slots: Of each, 0 (Monday, 0:00) to 167.
        gains: Mean over its posts of the logarithm of engagement, less the level.
        weights: How much each says; 1 for an hour whose level is known exactly.
    """

    days: NDArray[np.int64]
    slots: NDArray[np.int64]
    gains: Array
    weights: Array

    def less(self, own: Units) -> Units:
        """Hours of several accounts together, without those of one of them.

        Args:
            own: That account's, of all its posts; they stand with their weights in the sums of
                the same hours.
        """
        hours = self.days * CELLS + self.slots
        places = np.searchsorted(hours, own.days * CELLS + own.slots)
        weights, sums = self.weights.copy(), self.weights * self.gains
        np.subtract.at(weights, places, own.weights)
        np.subtract.at(sums, places, own.weights * own.gains)
        kept = weights > _TINY
        gains = sums[kept] / weights[kept]
        return Units(self.days[kept], self.slots[kept], gains, weights[kept])

    @cached_property
    def weight(self) -> Array:
        """Sum of the weights of each slot."""
        return np.bincount(self.slots, weights=self.weights, minlength=CELLS).astype(float)

    @cached_property
    def total(self) -> Array:
        """Sum of the weighted gains of each slot."""
        weighted = self.weights * self.gains
        return np.bincount(self.slots, weights=weighted, minlength=CELLS).astype(float)

    @cached_property
    def seen(self) -> NDArray[np.int64]:
        """The slots that have posts."""
        return np.flatnonzero(self.weight)

    @cached_property
    def mean(self) -> float:
        """Of all gains; 0 without any."""
        return float(self.total.sum() / self.weight.sum()) if len(self.seen) else 0.0

    @cached_property
    def variance(self) -> float:
        """Of a unit of weight 1, effects included, as if one more stood one like away."""
        squares = float((self.weights * (self.gains - self.mean) ** 2).sum())
        return float((squares + _ONE_MORE**2) / (len(self.gains) + 1))

    @cached_property
    def of_day(self) -> float:
        """Variance that units of one day share: the mean product of pairs, never above 90%."""
        away = (self.gains - self.mean) * np.sqrt(self.weights)
        _, days = np.unique(self.days, return_inverse=True)
        sums, counts = np.bincount(days, weights=away), np.bincount(days)
        products = float((sums**2).sum() - (away**2).sum())
        pairs = float((counts * (counts - 1)).sum())
        return float(np.clip(products / (pairs + _FEW_PAIRS), 0.0, 0.9 * self.variance))

    @cached_property
    def noise(self) -> Array:
        """Covariance of the means of the slots that are seen, were there no effects."""
        seen = self.seen
        days = np.unique(np.stack([self.days, self.slots // HOURS]), axis=1)[1]
        shared = self.of_day / np.maximum(np.bincount(days, minlength=CELLS // HOURS), 1)
        own = np.diag((self.variance - self.of_day) / self.weight[seen])
        return np.asarray(own + SAME_DAY[np.ix_(seen, seen)] * shared[seen // HOURS])

    def total_noise(self, groups: Array) -> Array:
        """Variance of the sum of weighted gains of groups of slots, were there no effects.

        Args:
            groups: One row a group, 1 for its slots.
        """
        seen = self.seen
        weighted = groups[:, seen] * self.weight[seen]
        return np.asarray(np.einsum("ij,jk,ik->i", weighted, self.noise, weighted))
