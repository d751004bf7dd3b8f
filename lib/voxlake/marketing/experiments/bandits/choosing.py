"""Chooses arms by what a bandit has learnt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from voxlake.marketing.experiments.bandits import policies
from voxlake.marketing.experiments.bandits.state import BanditState, features_of

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Choice:
    """An arm that was chosen, the chance that it had, and an id to send back with its reward."""

    arm: str
    propensity: float
    choice_id: str


@dataclass(frozen=True)
class Belief:
    """What each arm is worth: mean, interval and chance to be the best; k of each."""

    low: Array
    high: Array
    chance_best: Array


def choose(state: BanditState, context: Sequence[float] | None, rng: np.random.Generator) -> Choice:
    """Choose an arm.

    Args:
        state: What the bandit knows.
        context: The numbers that `settings.context` names, of linear_thompson; else ignored.
        rng: Of which two numbers are taken: one that decides, and one for the id.
    """
    contexts = [context] if state.settings.policy == "linear_thompson" else None
    (place,), (propensity,) = choose_many(state, contexts, np.array([rng.random()]))
    choice_id = f"{state.experiment_id}:{int(rng.integers(2**63)):016x}"
    return Choice(state.arms[place], float(propensity), choice_id)


def choose_many(
    state: BanditState, contexts: Sequence[Sequence[float] | None] | None, numbers: Array
) -> tuple[NDArray[np.int64], Array]:
    """Places of the arms that n numbers from 0 to 1 choose, and their propensities; n of each."""
    return chosen_by(numbers, probabilities(state, contexts))


def chosen_by(numbers: Array, chances: Array) -> tuple[NDArray[np.int64], Array]:
    """The same of chances that are known: (1, k) for all of the numbers, or (n, k)."""
    arms = chances.shape[-1]
    rows = np.broadcast_to(chances, (len(numbers), arms))
    passed = numbers[:, None] >= np.cumsum(rows, axis=1)
    places = passed.sum(axis=1)
    # A number just below 1 may lie beyond a sum that rounding left there: the last likely arm.
    last = arms - 1 - np.argmax(rows[:, ::-1] > 0, axis=1)
    places = np.minimum(places, last)
    return places, rows[np.arange(len(numbers)), places]


def probabilities(
    state: BanditState,
    contexts: Sequence[Sequence[float] | None] | None = None,
    drawn: Array | None = None,
) -> Array:
    """Chances of the arms, (1, k), or (n, k) of n contexts.

    Of a bandit that has stopped, the best arm has all. Else each has its floor, and the policy
    divides the rest.

    Args:
        state: What the bandit knows.
        contexts: Of linear_thompson.
        drawn: What `coefficients_of` gives of the state, of who asks it often; None: drawn anew.

    Raises:
        ValueError: the policy needs contexts.
    """
    settings, k = state.settings, len(state.arms)
    if is_stopped(state):
        return np.eye(k)[[best_arm(state)]]
    chances = _by_policy(state, contexts, drawn)
    return settings.floor + (1 - k * settings.floor) * np.atleast_2d(chances)


def belief(state: BanditState, confidence: float) -> Belief:
    """What is believed of each arm, whatever the context: Beta for thompson_beta, else normal."""
    levels = [(1 - confidence) / 2, (1 + confidence) / 2]
    if state.settings.policy == "thompson_beta":
        ones, zeros = _beta(state)
        low, high = (stats.beta.ppf(level, ones, zeros) for level in levels)
        return Belief(low, high, policies.chances_of_beta(ones, zeros))
    mean, deviation = _normal(state)
    low, high = (stats.norm.ppf(level, mean, deviation) for level in levels)
    return Belief(low, high, policies.chances_of_normal(mean, deviation))


def best_arm(state: BanditState) -> int:
    """Place of the arm with the best mean, drawn towards the prior."""
    weight = state.settings.prior_weight
    drawn = (weight * state.settings.prior_mean + state.sums) / (weight + state.weights)
    return int(np.argmax(drawn))


def is_stopped(state: BanditState) -> bool:
    """Whether there is no more to learn: as many choices as the settings say, or enough certainty.

    It goes on where later rewards speak against it. Of linear_thompson no arm is best for all, so
    that only the count of choices stops it.
    """
    settings = state.settings
    if len(state.arms) == 1 or state.counts.sum() >= settings.max_choices:
        return True
    is_sure_of_none = settings.stop_probability is None or settings.policy == "linear_thompson"
    if is_sure_of_none or state.counts.min() < settings.min_choices:
        return False
    return bool(belief(state, 0.5).chance_best.max() >= settings.stop_probability)


def coefficients_of(state: BanditState) -> Array:
    """Draws of the coefficients of linear_thompson, (draws, k, d): the same of one state."""
    return policies.linear_draws(
        state.products,
        state.responses,
        prior_weight=state.settings.prior_weight,
        noise=state.settings.noise,
        draws=state.settings.draws,
        seed=state.seed,
    )


def _by_policy(
    state: BanditState,
    contexts: Sequence[Sequence[float] | None] | None,
    drawn: Array | None = None,
) -> Array:
    settings = state.settings
    if settings.policy == "epsilon_greedy":
        return policies.epsilon_greedy(state.weights, state.sums, settings.epsilon)
    if settings.policy == "ucb1":
        return policies.ucb1(state.weights, state.sums, settings.exploration)
    if settings.policy == "thompson_beta":
        return policies.chances_of_beta(*_beta(state))
    if settings.policy == "thompson_normal":
        return policies.chances_of_normal(*_normal(state))
    features = np.array([features_of(one, settings) for one in contexts or [None]])
    return policies.chances_of_linear(coefficients_of(state) if drawn is None else drawn, features)


def _beta(state: BanditState) -> tuple[Array, Array]:
    settings = state.settings
    return policies.beta_posterior(
        state.weights, state.sums, settings.prior_mean, settings.prior_weight
    )


def _normal(state: BanditState) -> tuple[Array, Array]:
    settings = state.settings
    return policies.normal_posterior(
        state.weights,
        state.sums,
        state.squares,
        prior_mean=settings.prior_mean,
        prior_weight=settings.prior_weight,
        noise=settings.noise,
    )
