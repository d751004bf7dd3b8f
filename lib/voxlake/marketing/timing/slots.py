"""Effects of the 168 hours of a week, and how sure they are.

What posts of an account gain over its level is normally distributed around the effect of its slot:
that of the weekday, of the hour and of the two together, each drawn towards what accounts have in
common (partial pooling: Gelman & Hill 2007, "Data Analysis Using Regression and Multilevel/
Hierarchical Models", chapter 12). The sizes of the three are a mixture that accounts themselves
tell (`prior`), and none at all is one of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray

from voxlake.people.demand.week import CELLS, HOURS

Array = NDArray[np.float64]

_SIZES = (0.0, 0.15, 0.4)  # standard deviation of effects, over that of posts
SIZES = np.array([*product(_SIZES, repeat=3)])
"""Sizes of the effects of weekday, hour and slot that a mixture is made of; the first is none."""
_LEVEL = 1.0  # variance of what an account's slots have in common, over that of posts
_ONE_MORE = np.log(2.0)  # between a post with none and a post with one
_FEW_PAIRS = 30.0  # pairs of one day, as if so many were unlike each other

_CELLS = np.arange(CELLS)
_SAME_DAY = np.equal.outer(_CELLS // HOURS, _CELLS // HOURS).astype(float)
_SAME_HOUR = np.equal.outer(_CELLS % HOURS, _CELLS % HOURS).astype(float)


def spread(sizes: Array) -> Array:
    """Covariance of the effects of all slots, for a noise of 1."""
    weekday, hour, slot = sizes**2
    return _LEVEL + weekday * _SAME_DAY + hour * _SAME_HOUR + slot * np.eye(CELLS)


_SPREADS = np.array([spread(sizes) for sizes in SIZES])


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
    def variance(self) -> float:
        """Of a unit of weight 1, effects included, as if one more stood one like away."""
        mean = self.total.sum() / self.weight.sum() if len(self.seen) else 0.0
        squares = float((self.weights * (self.gains - mean) ** 2).sum())
        return (squares + _ONE_MORE**2) / (len(self.gains) + 1)

    @cached_property
    def of_day(self) -> float:
        """Variance that units of one day share: the mean product of pairs, never above 90%."""
        mean = self.total.sum() / self.weight.sum() if len(self.seen) else 0.0
        away = (self.gains - mean) * np.sqrt(self.weights)
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
        return own + _SAME_DAY[np.ix_(seen, seen)] * shared[seen // HOURS]

    def total_noise(self, groups: Array) -> Array:
        """Variance of the sum of weighted gains of groups of slots, were there no effects.

        Args:
            groups: One row a group, 1 for its slots.
        """
        seen = self.seen
        weighted = groups[:, seen] * self.weight[seen]
        return np.asarray(np.einsum("ij,jk,ik->i", weighted, self.noise, weighted))


@dataclass(frozen=True)
class Belief:
    """Normal distribution of the effects of the slots."""

    mean: Array
    covariance: Array


@dataclass(frozen=True)
class Mixture:
    """Chances of the sizes of effects; `SIZES` says which."""

    chances: Array

    @cached_property
    def parts(self) -> NDArray[np.int64]:
        """Those that have a chance."""
        return np.flatnonzero(self.chances)


NOTHING = Belief(np.zeros(CELLS), np.zeros((CELLS, CELLS)))
"""Nothing that accounts have in common."""


def learn(units: Units, covariance: Array, common: Belief) -> tuple[Belief, Array, float]:
    """What the units tell of the effects: a belief, the weights of means in it, a log likelihood.

    Args:
        units: Of one account.
        covariance: Of its effects around what is common.
        common: What accounts have in common.
    """
    before = covariance + common.covariance
    seen = units.seen
    across = before[:, seen]
    inner = np.linalg.cholesky(across[seen] + units.noise)
    weights = np.linalg.solve(inner.T, np.linalg.solve(inner, across.T)).T
    away = units.total[seen] / units.weight[seen] - common.mean[seen]
    scaled = np.linalg.solve(inner, away)
    likelihood = -0.5 * float(scaled @ scaled) - float(np.log(np.diag(inner)).sum())
    belief = Belief(common.mean + weights @ away, before - weights @ across.T)
    return belief, weights, likelihood


def likelihoods(units: Units, common: Belief) -> Array:
    """Log likelihood of the units for each of `SIZES`."""
    return np.array([learn(units, units.variance * s, common)[2] for s in _SPREADS])


def believe(units: Units, mixture: Mixture, common: Belief) -> Belief:
    """What is known of the effects, averaged over the sizes that they may have."""
    if not len(units.seen):
        kinds = np.tensordot(mixture.chances, _SPREADS, axes=1)
        return Belief(common.mean, common.covariance + kinds)
    found = [learn(units, units.variance * _SPREADS[p], common) for p in mixture.parts]
    logs = np.array([likelihood for _, _, likelihood in found])
    chances = mixture.chances[mixture.parts] * np.exp(logs - logs.max())
    chances /= chances.sum()
    mean = sum((c * b.mean for c, (b, _, _) in zip(chances, found, strict=True)), np.zeros(CELLS))
    covariance = np.zeros((CELLS, CELLS))
    for chance, (belief, _, _) in zip(chances, found, strict=True):
        away = belief.mean - mean
        covariance += chance * (belief.covariance + np.outer(away, away))
    return Belief(mean, covariance)


def over_random(belief: Belief, weight: Array) -> Belief:
    """Effects over that of the slot of a post by chance.

    Args:
        belief: Of the effects.
        weight: How often each slot is taken; all alike where none is.
    """
    share = weight / weight.sum() if weight.sum() else np.full(CELLS, 1 / CELLS)
    contrast = np.eye(CELLS) - share
    return Belief(contrast @ belief.mean, contrast @ belief.covariance @ contrast.T)
