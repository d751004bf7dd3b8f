"""Rules by which arms are chosen, each as the chances of the arms.

An arm is chosen with these chances and by nothing else, so that the propensity that is stored is
the one it had. Arrays have the arms last; those before are as many bandits at once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

Array = NDArray[np.float64]

_NODES = 200


def epsilon_greedy(weights: Array, sums: Array, epsilon: float) -> Array:
    """The arm with the best mean, but by chance alone with probability epsilon.

    Sutton and Barto 2018, "Reinforcement Learning", 2.2. Arms without a choice come first; among
    equals each has the same chance.

    Args:
        weights: Weights of the choices of each arm, (..., k).
        sums: Weighted rewards, (..., k).
        epsilon: 0 to 1.
    """
    means = np.divide(sums, weights, out=np.full(sums.shape, np.inf), where=weights > 0)
    return (1 - epsilon) * _among_best(means) + epsilon / sums.shape[-1]


def ucb1(weights: Array, sums: Array, exploration: float) -> Array:
    """The arm that may be best: mean + exploration * sqrt(2 ln n / n of the arm).

    Auer, Cesa-Bianchi and Fischer 2002, "Finite-time analysis of the multiarmed bandit problem",
    Machine Learning 47; with a decay it is the discounted UCB of Garivier and Moulines 2011.
    """
    known = weights > 0
    total = np.maximum(weights.sum(axis=-1, keepdims=True), 1.0)
    means = np.divide(sums, weights, out=np.full(sums.shape, np.inf), where=known)
    radius = np.divide(2 * np.log(total), weights, out=np.zeros(sums.shape), where=known)
    return _among_best(means + exploration * np.sqrt(radius))


def beta_posterior(
    weights: Array, sums: Array, prior_mean: float, prior_weight: float
) -> tuple[Array, Array]:
    """Both parameters of the Beta distribution of what each arm is worth, 0 to 1.

    Thompson 1933, Biometrika 25; Chapelle and Li 2011, "An empirical evaluation of Thompson
    sampling". A reward between 0 and 1 counts as that part of a success.
    """
    ones = prior_weight * prior_mean + sums
    return ones, prior_weight * (1 - prior_mean) + np.maximum(weights - sums, 0.0)


def normal_posterior(
    weights: Array,
    sums: Array,
    squares: Array,
    *,
    prior_mean: float,
    prior_weight: float,
    noise: float,
) -> tuple[Array, Array]:
    """Mean and standard deviation of what each arm is worth.

    Rewards of all arms have one variance: that within arms, drawn towards noise² with the weight
    of the prior (Gelman et al. 2013, "Bayesian Data Analysis", 3.3, taken at its mean).
    """
    known = weights > 0
    fitted = np.divide(sums**2, weights, out=np.zeros(sums.shape), where=known)
    within = np.maximum(squares - fitted, 0.0).sum(axis=-1, keepdims=True)
    freedom = np.maximum(weights - 1, 0.0).sum(axis=-1, keepdims=True)
    variance = (prior_weight * noise**2 + within) / (prior_weight + freedom)
    mean = (prior_weight * prior_mean + sums) / (prior_weight + weights)
    return mean, np.sqrt(variance / (prior_weight + weights))


def chances_of_beta(ones: Array, zeros: Array) -> Array:
    """Chance of each arm to be best, of Beta distributions; k in, k out."""
    levels = _levels()
    nodes = special.betaincinv(ones[:, None], zeros[:, None], levels[None, :]).ravel()
    return _chances(
        np.unique(nodes), lambda at: special.betainc(ones[:, None], zeros[:, None], at[None, :])
    )


def chances_of_normal(mean: Array, deviation: Array) -> Array:
    """Chance of each arm to be best, of normal distributions; k in, k out."""
    nodes = (mean[:, None] + deviation[:, None] * stats.norm.ppf(_levels())[None, :]).ravel()
    return _chances(
        np.unique(nodes),
        lambda at: special.ndtr((at[None, :] - mean[:, None]) / deviation[:, None]),
    )


def linear_draws(
    products: Array, responses: Array, *, prior_weight: float, noise: float, draws: int, seed: int
) -> Array:
    """Draws of the coefficients of each arm, (draws, k, d), the same for the same state.

    Bayesian regression with a normal prior of mean 0 and precision `prior_weight` (Agrawal and
    Goyal 2013, "Thompson sampling for contextual bandits with linear payoffs", ICML).

    Args:
        products: Weighted sums of x x', (k, d, d).
        responses: Weighted sums of x times reward, (k, d).
        prior_weight: Precision of the prior.
        noise: Standard deviation of a reward.
        draws: How many.
        seed: Of them.
    """
    k, d = responses.shape
    precision = prior_weight * np.eye(d) + products / noise**2
    centre = np.linalg.solve(precision, responses[:, :, None] / noise**2)[:, :, 0]
    root = np.linalg.cholesky(np.linalg.inv(precision))
    drawn = np.random.default_rng(seed).standard_normal((draws, k, d))
    shifted: Array = centre + np.einsum("kij,mkj->mki", root, drawn)
    return shifted


def chances_of_linear(coefficients: Array, features: Array) -> Array:
    """Share of the draws in which each arm is best: features (n, d) give (n, k)."""
    n, k = len(features), coefficients.shape[1]
    found = np.empty((n, k))
    for place, one in enumerate(features):
        best = np.argmax(coefficients @ one, axis=1)
        found[place] = np.bincount(best, minlength=k) / len(coefficients)
    return found


def _among_best(scores: Array) -> Array:
    is_best = scores == scores.max(axis=-1, keepdims=True)
    shared: Array = is_best / is_best.sum(axis=-1, keepdims=True)
    return shared


def _levels() -> Array:
    """Levels whose quantiles are the nodes: even within, and some far out in both tails."""
    tail = np.logspace(-12, -3, 19)
    return np.concatenate([tail, np.linspace(0, 1, _NODES + 1)[1:-1], 1 - tail[::-1]])


def _chances(nodes: Array, cdf: Callable[[Array], Array]) -> Array:
    """Integral of each arm's density times the others' distribution functions.

    A Stieltjes sum: between two nodes of all arms' quantiles no distribution function rises by
    more than 1 / 200, and the others' product is taken at the middle of its two values.
    """
    levels = np.pad(cdf(nodes), ((0, 0), (1, 1)), constant_values=((0, 0), (0, 1)))
    found = np.empty(len(levels))
    for place in range(len(levels)):
        others = np.delete(levels, place, axis=0).prod(axis=0)
        found[place] = np.diff(levels[place]) @ ((others[1:] + others[:-1]) / 2)
    chances: Array = found / found.sum()
    return chances
