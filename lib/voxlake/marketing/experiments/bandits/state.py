"""What a bandit knows: sums of the rewards of each arm, which is all that its policies need."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voxlake.marketing.experiments.settings import BanditSettings

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Reward:
    """What a choice brought, on the day of the choice; the context that it was made in."""

    choice_id: str
    arm: str
    value: float
    day: date
    context: tuple[float, ...] | None = None


@dataclass(frozen=True, eq=False)
class BanditState:
    """What a bandit has learnt up to a day. Nothing changes one; `update` gives another.

    Shapes: k arms and, of linear_thompson, d features, the constant among them.
    """

    experiment_id: str
    settings: BanditSettings
    arms: tuple[str, ...]
    seed: int
    as_of: date | None
    counts: NDArray[np.int64]
    """Choices, k."""
    weights: Array
    """Their weights by decay, k."""
    sums: Array
    """Weighted rewards, k."""
    squares: Array
    """Weighted squares of rewards, k."""
    products: Array
    """Weighted x x', (k, d, d)."""
    responses: Array
    """Weighted x times reward, (k, d)."""
    rewarded: frozenset[str] = field(default_factory=frozenset, repr=False)
    """Choices whose reward came by `update`: none counts twice."""

    @property
    def means(self) -> Array:
        """Mean reward of each arm; nan of those without a choice."""
        known = self.weights > 0
        return np.divide(self.sums, self.weights, out=np.full(len(self.arms), np.nan), where=known)


def new_state(
    experiment_id: str, arms: Sequence[str], settings: BanditSettings, seed: int
) -> BanditState:
    """The state of a bandit that has learnt nothing.

    Raises:
        ValueError: there is no arm, an arm is named twice, or the floors of all arms are above 1.
    """
    if not arms or len(set(arms)) != len(arms):
        raise ValueError(f"{experiment_id} needs arms with names of their own, and has {arms}.")
    if settings.floor * len(arms) > 1:
        raise ValueError(
            f"{experiment_id}: a floor of {settings.floor} for each of {len(arms)} arms is more "
            "than all choices; lower experiments.bandits.<id>.floor."
        )
    k, d = len(arms), _width(settings)
    zeros = np.zeros(k)
    return BanditState(
        experiment_id=experiment_id,
        settings=settings,
        arms=tuple(arms),
        seed=seed,
        as_of=None,
        counts=np.zeros(k, np.int64),
        weights=zeros,
        sums=zeros,
        squares=zeros,
        products=np.zeros((k, d, d)),
        responses=np.zeros((k, d)),
    )


def update(state: BanditState, rewards: Iterable[Reward]) -> BanditState:
    """The state that has learnt of the rewards too.

    Of the rewards of a choice the first counts, by day, and none whose choice was rewarded
    before. A reward weighs `decay` to the power of its age in days, whenever it arrives: so the
    same rewards give the same state in any order and parts.

    Raises:
        ValueError: a reward is of an arm that the bandit does not have, or without the context
            that the policy needs.
    """
    first: dict[str, Reward] = {}
    for reward in sorted(rewards, key=lambda r: (r.day, r.choice_id, r.value)):
        if reward.choice_id not in state.rewarded:
            first.setdefault(reward.choice_id, reward)
    if not first:
        return state
    days = [reward.day for reward in first.values()]
    as_of = max([*days, *([state.as_of] if state.as_of else [])])
    ageing = state.settings.decay ** ((as_of - state.as_of).days if state.as_of else 0)
    sums = [array * ageing for array in _sums(state)]
    counts = state.counts.copy()
    for reward in first.values():
        place = _place(state, reward)
        weight = state.settings.decay ** (as_of - reward.day).days
        value = bounded(reward.value, state.settings)
        features = features_of(reward.context, state.settings)
        parts: tuple[Any, ...] = (
            1.0,
            value,
            value**2,
            np.outer(features, features),
            features * value,
        )
        counts[place] += 1
        for array, part in zip(sums, parts, strict=True):
            array[place] += weight * part
    weights, totals, squares, products, responses = sums
    return replace(
        state,
        as_of=as_of,
        counts=counts,
        weights=weights,
        sums=totals,
        squares=squares,
        products=products,
        responses=responses,
        rewarded=state.rewarded | set(first),
    )


def load(
    rows: Iterable[Mapping[str, Any]], settings: BanditSettings, seed: int
) -> BanditState | None:
    """The state that rows of `bandit_state` of one experiment and day hold; None of no rows."""
    ordered = sorted(rows, key=lambda row: row["place"])
    if not ordered:
        return None
    arms = [row["arm"] for row in ordered]
    empty = new_state(ordered[0]["experiment_id"], arms, settings, seed)
    width = _width(settings)
    told = [row for row in ordered if row["precision"] is not None]
    is_whole = len(told) == len(arms) and all(len(r["response"]) == width for r in told)

    def column(name: str) -> Array:
        return np.array([row[name] for row in ordered], dtype=float)

    return replace(
        empty,
        as_of=ordered[0]["as_of_date"],
        counts=np.array([row["choice_count"] for row in ordered], np.int64),
        weights=column("weight"),
        sums=column("reward_sum"),
        squares=column("reward_square_sum"),
        products=column("precision").reshape(-1, width, width) if is_whole else empty.products,
        responses=column("response") if is_whole else empty.responses,
    )


def bounded(value: float, settings: BanditSettings) -> float:
    """A reward as the policy takes it: of thompson_beta from 0 to 1."""
    return min(max(value, 0.0), 1.0) if settings.policy == "thompson_beta" else value


def features_of(context: Sequence[float] | None, settings: BanditSettings) -> Array:
    """The features of a context: a constant, then its numbers; none of policies without one.

    Raises:
        ValueError: it has not the numbers that the settings name.
    """
    if settings.policy != "linear_thompson":
        return np.zeros(0)
    numbers = () if context is None else tuple(context)
    if len(numbers) != len(settings.context):
        raise ValueError(
            f"linear_thompson needs a context of {len(settings.context)} numbers "
            f"({', '.join(settings.context) or 'none'}), and was given {len(numbers)}."
        )
    return np.array([1.0, *numbers])


def _width(settings: BanditSettings) -> int:
    return 1 + len(settings.context) if settings.policy == "linear_thompson" else 0


def _sums(state: BanditState) -> tuple[Array, ...]:
    return state.weights, state.sums, state.squares, state.products, state.responses


def _place(state: BanditState, reward: Reward) -> int:
    if reward.arm not in state.arms:
        raise ValueError(
            f"Choice {reward.choice_id!r} of {state.experiment_id} is of arm {reward.arm!r}, and "
            f"there are {', '.join(state.arms)}."
        )
    return state.arms.index(reward.arm)
