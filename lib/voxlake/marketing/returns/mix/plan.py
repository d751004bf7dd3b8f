"""Shares out the money of future weeks so that it brings most, by the curves of a mix model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize

from voxlake.core.errors import ConfigError
from voxlake.marketing.returns.mix.shapes import Array, Shapes

_CENT = 0.005


@dataclass(frozen=True)
class Curves:
    """Channels as one fit has them, and what still works of the last week's spend."""

    shapes: Shapes
    effect: Array
    carried: Array

    def brought(self, spend: Array) -> Array:
        """What each week of spend brings, shape (weeks, channels)."""
        return self.shapes.response(spend, self.carried) * self.effect

    def gradient(self, spend: Array) -> Array:
        """Of the sum of what is brought by the spend of each week and channel."""
        steep = self.shapes.steepness(self.shapes.worked_up(spend, self.carried)) * self.effect
        return self.shapes.carried_back(np.nan_to_num(steep, posinf=0.0))


@dataclass(frozen=True)
class Ask:
    """What is to be planned: money for some weeks, and its bounds a week."""

    weeks: int
    budget: float
    low: Array
    high: Array
    recent: Array
    """Spend a week after the plan, as lately, shape (channels,)."""
    later: int
    """Weeks after the plan in which what it carries over counts."""

    def path(self, levels: Array) -> Array:
        """Spend of the weeks of the plan and after it, shape (weeks + later, channels)."""
        planned = np.tile(levels, (self.weeks, 1))
        return np.vstack([planned, np.tile(self.recent, (self.later, 1))])

    def within(self) -> Ask:
        """The same with no more money than the bounds can take.

        Raises:
            ConfigError: the least of all channels is more than there is.
        """
        least, most = (float(ends.sum()) * self.weeks for ends in (self.low, self.high))
        if least > self.budget + _CENT:
            raise ConfigError(
                f"The least that channels are to get in {self.weeks} weeks is {least:.2f}, and the "
                f"budget is {self.budget:.2f}. Raise mix.plan_budget, or lower mix.lowest or "
                "mix.bounds."
            )
        budget = min(max(self.budget, least), most)
        return Ask(self.weeks, budget, self.low, self.high, self.recent, self.later)


def best_levels(curves: Curves, ask: Ask) -> Array:
    """Spend a week of each channel, the same in all weeks of the plan, that brings most.

    What is brought is that of the weeks of the plan and of those after it, in which spend is as
    lately, so that channels that work late do not lose. The sum is climbed from several starts,
    since an S-shaped curve has more than one top (sequential least squares: Kraft 1988, DFVLR-FB
    88-28).

    Args:
        curves: Of the channels.
        ask: Bounds and money, which fit, as `within` makes it.
    """
    total = ask.budget / ask.weeks
    if total <= 0:
        return np.asarray(ask.low, float)

    def loss(shares: Array) -> float:
        return -float(curves.brought(ask.path(shares * total)).sum())

    def slope(shares: Array) -> Array:
        gradient = curves.gradient(ask.path(shares * total))[: ask.weeks].sum(axis=0)
        return np.asarray(-gradient * total)

    starts = [_fill(ask, wish) for wish in _wishes(ask)]
    size = max(-loss(starts[0] / total), 1e-12)
    found = [
        minimize(
            lambda shares: loss(shares) / size,
            start / total,
            jac=lambda shares: slope(shares) / size,
            bounds=list(zip(ask.low / total, ask.high / total, strict=True)),
            constraints={"type": "eq", "fun": lambda s: s.sum() - 1, "jac": np.ones_like},
            method="SLSQP",
            options={"maxiter": 200, "ftol": 1e-10},
        ).x
        for start in starts
    ]
    levels = [_fill(ask, np.clip(one, 0, None) * total) for one in found]
    return min([*levels, *starts], key=lambda one: loss(one / total))


def _wishes(ask: Ask) -> list[Array]:
    """Levels to begin at: as lately, alike, and all that is free for one channel after another."""
    count = len(ask.low)
    alone = [np.where(np.arange(count) == n, ask.high, ask.low) for n in range(count)]
    return [ask.recent, np.full(count, ask.budget / ask.weeks / count), *alone]


def _fill(ask: Ask, wish: Array) -> Array:
    """The levels within the bounds nearest to a wish that spend all the money.

    What is missing is added, or taken off, in proportion to the room that each channel has left.
    """
    levels = np.clip(wish, ask.low, ask.high)
    missing = ask.budget / ask.weeks - levels.sum()
    room = ask.high - levels if missing > 0 else levels - ask.low
    if room.sum() > 0:
        levels = levels + room * min(max(missing / room.sum(), -1.0), 1.0)
    return np.asarray(levels)


def curves_of(saturation: Any, rows: list[dict[str, Any]]) -> Curves:  # noqa: ANN401
    """Channels from their parameters: `decay`, `half`, `slope`, `most` and `carried` of each."""
    decay, half, slope, most, carried = (
        np.array([row[name] for row in rows], float)
        for name in ("decay", "half", "slope", "most", "carried")
    )
    return Curves(Shapes(saturation, decay, half, slope), most, carried)
