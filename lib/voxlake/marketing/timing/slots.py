"""Effects of the 168 hours of a week, and how sure they are.

What posts of an account gain over its level is normally distributed around the effect of its slot:
that of the weekday, of the hour and of the two together, each drawn towards what accounts have in
common (partial pooling: Gelman & Hill 2007, "Data Analysis Using Regression and Multilevel/
Hierarchical Models", chapter 12). Hours near each other have effects that are alike (exponential
covariance: Rasmussen & Williams 2006, "Gaussian Processes for Machine Learning", 4.2; on a circle:
Gneiting 2013, "Strictly and non-strictly positive definite functions on spheres", Bernoulli 19).
The sizes of the three are a mixture that accounts themselves tell (`prior`), and none at all is one
of its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_triangular

from voxlake.marketing.timing.units import SAME_DAY, Array, Units
from voxlake.people.demand.week import CELLS, HOURS

_SIZES = (0.0, 0.15, 0.4)  # standard deviation of effects, over that of posts
SIZES = np.array([*product(_SIZES, repeat=3)])
"""Sizes of the effects of weekday, hour and slot that a mixture is made of; the first is none."""
_LEVEL = 1.0  # variance of what an account's slots have in common, over that of posts

_REACH = 2.0  # hours, after which effects are alike by 1 / e

_HOUR = np.arange(CELLS) % HOURS
_APART = np.abs(np.subtract.outer(_HOUR, _HOUR))
_NEAR = np.exp(-np.minimum(_APART, HOURS - _APART) / _REACH)


def spread(sizes: Array) -> Array:
    """Covariance of the effects of all slots, for a noise of 1."""
    weekday, hour, slot = sizes**2
    return np.asarray(_LEVEL + weekday * SAME_DAY + hour * _NEAR + slot * np.eye(CELLS))


_SPREADS = np.array([spread(sizes) for sizes in SIZES])


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


def learn(units: Units, covariance: Array, common: Belief) -> tuple[Belief, float]:
    """What the units tell of the effects, and how likely that makes the units (its logarithm).

    Args:
        units: Of one account.
        covariance: Of its effects around what is common.
        common: What accounts have in common.
    """
    before = covariance + common.covariance
    inner, away, likelihood = _evidence(units, before, common)
    across = solve_triangular(inner, before[units.seen], lower=True)
    return Belief(common.mean + away @ across, before - across.T @ across), likelihood


def _evidence(units: Units, before: Array, common: Belief) -> tuple[Array, Array, float]:
    """Factor of the covariance of the means, the means over what is common by it, their log."""
    seen = units.seen
    inner = np.linalg.cholesky(before[np.ix_(seen, seen)] + units.noise)
    means = units.total[seen] / units.weight[seen]
    away = solve_triangular(inner, means - common.mean[seen], lower=True)
    return inner, away, -0.5 * float(away @ away) - float(np.log(np.diag(inner)).sum())


def likelihoods(units: Units, common: Belief) -> Array:
    """Log likelihood of the units for each of `SIZES`."""
    known, scale = common.covariance, units.variance
    return np.array([_evidence(units, scale * s + known, common)[2] for s in _SPREADS])


def typical_spread(units: Units, mixture: Mixture) -> Array:
    """Covariance of effects for a noise of 1: the mean over sizes, by what units say of them."""
    chances = mixture.chances
    if len(units.seen):
        logs = likelihoods(units, NOTHING)
        chances = chances * np.exp(logs - logs.max())
    return np.asarray(np.tensordot(chances / chances.sum(), _SPREADS, axes=1))


def believe(units: Units, mixture: Mixture, common: Belief) -> Belief:
    """What is known of the effects, averaged over the sizes that they may have."""
    if not len(units.seen):
        known = units.variance * typical_spread(units, mixture)
        return Belief(common.mean, common.covariance + known)
    found = [learn(units, units.variance * _SPREADS[p], common) for p in mixture.parts]
    logs = np.array([likelihood for _, likelihood in found])
    chances = mixture.chances[mixture.parts] * np.exp(logs - logs.max())
    chances /= chances.sum()
    means = np.array([belief.mean for belief, _ in found])
    mean = chances @ means
    away = (means - mean) * np.sqrt(chances)[:, None]
    within = np.tensordot(chances, np.array([b.covariance for b, _ in found]), axes=1)
    return Belief(mean, within + away.T @ away)


def over_random(belief: Belief, weight: Array) -> Belief:
    """Effects over that of the slot of a post by chance.

    Args:
        belief: Of the effects.
        weight: How often each slot is taken; all alike where none is.
    """
    share = weight / weight.sum() if weight.sum() else np.full(CELLS, 1 / CELLS)
    contrast = np.eye(CELLS) - share
    return Belief(contrast @ belief.mean, contrast @ belief.covariance @ contrast.T)
