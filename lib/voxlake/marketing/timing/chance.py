"""What chance alone would show somewhere in a week."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from voxlake.marketing.timing.units import Array, Units
from voxlake.people.demand.week import CELLS, HOURS, WEEKDAYS

_SHUFFLES = 199
_FEWEST = 4.0  # posts in a slot alone that are looked at
_PART = 4  # hours of a part of the day
_TINY = 1e-9

_WEEK = np.arange(CELLS)
_GROUPS = np.concatenate(
    [
        np.equal.outer(np.arange(WEEKDAYS), _WEEK // HOURS),
        np.equal.outer(np.arange(HOURS), _WEEK % HOURS),
        np.subtract.outer(_WEEK, np.arange(HOURS)).T % HOURS < _PART,
        np.eye(CELLS, dtype=bool),
    ]
).astype(float)
"""The slots of each weekday, each hour, each four hours one after the other, and each alone."""


def by_chance(units: Units, seed: int) -> float:
    """Probability that an account without effects shows as much somewhere in its week.

    Looked at are each weekday, each hour, each four hours one after the other, and each slot. The
    days are put in another order, and the hours within each day, so that neither the shape of
    the distribution of gains nor what the posts of one day share matters (a permutation test of
    the largest of many statistics: Westfall & Young 1993, "Resampling-Based Multiple Testing").

    Args:
        units: Of one account.
        seed: Of the shuffles.

    Returns:
        1 where there is nothing to compare.
    """
    if len(units.seen) < 2:  # noqa: PLR2004
        return 1.0
    roots = np.sqrt(units.weights)
    centred = units.gains - units.mean
    count = len(centred)
    orders = [np.arange(count), *shuffles(units.days, _SHUFFLES, seed)]
    scaled = (roots * centred)[np.array(orders)] * roots
    places = np.zeros((count, CELLS))
    places[np.arange(count), units.slots] = 1.0
    largest = _largest(units, scaled @ places)
    return float((largest >= largest[0] * (1 - _TINY)).mean())


def _largest(units: Units, sums: Array) -> Array:
    """The largest of the standard scores of all groups of slots, of each row of sums."""
    weight = _GROUPS @ units.weight
    told = weight >= _FEWEST
    told &= weight < units.weight.sum() * (1 - _TINY)
    noise = units.total_noise(_GROUPS[told])
    scores = np.abs(sums @ _GROUPS[told].T) / np.sqrt(np.maximum(noise, _TINY))
    return np.asarray(scores.max(axis=1, initial=0.0))


def shuffles(days: NDArray[np.int64], count: int, seed: int) -> list[NDArray[np.intp]]:
    """Orders in which units of a day stay together; days, and the units within, are shuffled."""
    rng = np.random.default_rng(seed)
    _, numbers = np.unique(days, return_inverse=True)
    ties = rng.random((count, len(days)))
    places = rng.random((count, int(numbers.max()) + 1)).argsort(axis=1).argsort(axis=1)
    return [np.lexsort((tie, place[numbers])) for tie, place in zip(ties, places, strict=True)]
