"""What one buyer may do within a time: how many orders, for how much money.

The number of orders is distributed as the purchase model has it given the history. Their money,
given the number n, is a sum of n gammas whose rate is known from the purchases so far as far as
these tell: over v + the money of the repeat purchases it is a beta prime distribution of pn and
px + q (Fader & Hardie 2013, "The Gamma-Gamma Model of Monetary Value").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import betainc, betaincinv, expit, logit
from scipy.stats import nbinom

from voxlake.people.value.value_model import ValueModel

Array = NDArray[np.float64]

_REST = 1e-6  # probability of more orders than are looked at
_PLACES = 96  # where the distribution of money is worked out
_ENDS = (1e-4, 1 - 1e-4)


@dataclass(frozen=True)
class Outcomes:
    """For each history: the chance of no order, the mean square of their number, and limits.

    Between the limits a buyer ends up with the probability of the interval; as much of what is
    left lies below as above, or less below, where no order at all is as likely as that.
    """

    none: Array
    squares: Array
    orders_low: Array
    orders_high: Array
    money_low: Array
    """In units of v plus the money of the repeat purchases."""
    money_high: Array

    @classmethod
    def of(
        cls,
        model: ValueModel,
        pairs: Array,
        which: NDArray[np.int64],
        alive: Array,
        *,
        days: int,
        interval: float,
    ) -> Outcomes:
        """The outcomes of histories.

        Args:
            model: The fitted models.
            pairs: Two rows, frequency and age, of the distinct pairs of these, by frequency.
            which: The pair that each history has.
            alive: Probability that its buyers have not left.
            days: The time ahead.
            interval: Probability to end up between the limits.
        """
        found = np.zeros((6, len(which)))
        levels = ((1 - interval) / 2, (1 + interval) / 2)
        # Who has left makes no order: so much of those who stayed have fewer than the limit.
        of_stayed = [(level - (1 - alive)) / np.maximum(alive, _REST) for level in levels]
        frequencies, starts = np.unique(pairs[0], return_index=True)
        for x, start, end in zip(frequencies, starts, [*starts[1:], pairs.shape[1]], strict=True):
            these = np.flatnonzero((which >= start) & (which < end))
            pair = which[these] - start
            chances = _chances(model, x, pairs[1, start:end], days / model.unit_days)
            counts = np.arange(chances.shape[1])
            found[0, these] = 1 - alive[these] * (1 - chances[pair, 0])
            found[1, these] = alive[these] * (chances @ counts**2)[pair]
            at_most = np.cumsum(chances, axis=1)
            places, money = _money(model, x, chances)
            for row, level in enumerate(of_stayed):
                found[2 + row, these] = _below(at_most[pair], level[these])
                limits = _quantiles(places, money[pair], level[these])
                found[4 + row, these] = np.where(level[these] > chances[pair, 0], limits, 0.0)
        return cls(*found)


def _chances(model: ValueModel, x: float, ages: Array, time: float) -> Array:
    """Probability of each number of orders, of those who stayed: a row for each age."""
    stayed = model.orders.of_those_who_stayed(np.array(x), ages[:, None])
    waits = stayed.alpha / (stayed.alpha + time)
    most = nbinom.isf(_REST, stayed.r, waits).max()
    return stayed.probability_of_count(np.arange(most + 1), time)


def _money(model: ValueModel, x: float, chances: Array) -> tuple[Array, Array]:
    """Places of the logarithm of money, and the probability of at most that, for each age."""
    p, sure = model.spend.p, model.spend.p * x + model.spend.q
    counts = np.arange(1, max(chances.shape[1], 2))
    first, last = logit(betaincinv(p * counts[[0, -1]], sure, _ENDS))
    places = np.linspace(first, last, _PLACES)
    at_most = betainc(p * counts[:, None], sure, expit(places))
    return places, chances[:, :1] + chances[:, 1:] @ at_most[: chances.shape[1] - 1]


def _below(at_most: Array, level: Array) -> Array:
    """The smallest count that is not exceeded with the probability of the level."""
    return np.asarray((at_most < level[:, None]).sum(axis=1), dtype=np.float64)


def _quantiles(places: Array, at_most: Array, level: Array) -> Array:
    """Money that is not exceeded with the probability of the level, between places by line."""
    above = np.clip((at_most < level[:, None]).sum(axis=1), 1, len(places) - 1)
    rows = np.arange(len(level))
    low, high = at_most[rows, above - 1], at_most[rows, above]
    share = np.clip((level - low) / np.maximum(high - low, _REST), 0, 1)
    return np.asarray(np.exp(places[above - 1] + share * (places[above] - places[above - 1])))
