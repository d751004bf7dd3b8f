"""How much there is in each hour of the week, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from voxlake.people.demand.pooling import Pooled, pool_means, pool_rates
from voxlake.people.demand.week import HOURS, WEEKDAYS

Array = NDArray[np.float64]

_GRID = (WEEKDAYS, HOURS)
_ONE_MORE = np.log(2.0)  # between a post with none and a post with one
_ROUNDS = 3


@dataclass(frozen=True)
class Estimates:
    """Of each cell of a week."""

    expected: Array
    low: Array
    high: Array
    own: Array
    """Weight of the cell's own data, 0 to 1."""


def activity_per_hour(counts: Array, squares: Array, hours: Array, confidence: float) -> Estimates:
    """Activities per hour of each cell, with the interval of the rate.

    Rates vary around the product of an hour's and a weekday's rate. Counts of one cell vary from
    week to week by more than chance where people act together; such counts say less, as if both
    they and their hours were fewer (McCullagh & Nelder 1989, section 6.2).

    Args:
        counts: Activities of each cell of the week, not all 0.
        squares: Sum of the squares of the counts of the cell's single hours.
        hours: Hours of the cell that there were.
        confidence: Probability of the interval.
    """
    dispersion = _dispersion(counts, squares, hours)
    seen, watched = (np.reshape(x / dispersion, _GRID) for x in (counts, hours))
    pattern, unsure = _pattern_of_rates(seen, watched)
    found = pool_rates(seen.ravel(), watched.ravel(), pattern.ravel())
    found = found.around(unsure.ravel() * found.mean**2)
    shape, scale = found.mean**2 / found.variance, found.variance / found.mean
    low, high = (gamma.ppf(p, shape, scale=scale) for p in _tails(confidence))
    return Estimates(found.mean, low, high, found.own)


def engagement_per_post(
    posts: Array, log_sums: Array, log_squares: Array, confidence: float
) -> Estimates:
    """What a typical post of each cell receives, with the interval of that typical figure.

    Logarithms of 1 + what a post receives vary around the sum of an hour's and a weekday's
    effect; a typical post has e^mean - 1, which no single post that spread widely can move much.

    Args:
        posts: Posts of each cell of the week, not all 0.
        log_sums: Sum of the logarithms of each cell.
        log_squares: Sum of their squares.
        confidence: Probability of the interval.
    """
    has_posts = posts > 0
    means = np.divide(log_sums, posts, out=np.zeros_like(log_sums), where=has_posts)
    squares = max(float((log_squares - log_sums * means).sum()), 0.0)
    freedom = posts.sum() - has_posts.sum()
    # As if one more post stood one like away: all alike, or each alone, is not without variance.
    variance = (squares + _ONE_MORE**2) / (freedom + 1)
    pattern, unsure = _pattern_of_logs(np.reshape(posts, _GRID), np.reshape(means, _GRID), variance)
    found = pool_means(means, _over(variance, posts), pattern.ravel())
    found = found.around(unsure.ravel())
    far = NormalDist().inv_cdf((1 + confidence) / 2) * np.sqrt(found.variance)
    expected, low, high = (np.expm1(found.mean + away).clip(0) for away in (0, -far, far))
    return Estimates(expected, low, high, found.own)


def _pattern_of_rates(seen: Array, watched: Array) -> tuple[Array, Array]:
    """What the other weekdays tell of the hour times what the other hours tell of the weekday.

    And its relative variance.

    A cell's own data are left out of its pattern, so that the distance between the two shows how
    far a pattern can be trusted, its own errors among them.
    """
    overall = seen.sum() / watched.sum()
    pattern, unsure = np.full(_GRID, 1 / overall), np.zeros(_GRID)
    for day in range(WEEKDAYS):
        counts, hours = (x.sum(axis=0) for x in _without(day, seen, watched))
        by_hour = pool_rates(counts, hours, np.full(HOURS, overall))
        pattern[day] *= by_hour.mean
        unsure[day] += by_hour.variance / by_hour.mean**2
    for hour in range(HOURS):
        counts, hours = (x.sum(axis=0) for x in _without(hour, seen.T, watched.T))
        by_day = pool_rates(counts, hours, np.full(WEEKDAYS, overall))
        pattern[:, hour] *= by_day.mean
        unsure[:, hour] += by_day.variance / by_day.mean**2
    return pattern, unsure


def _pattern_of_logs(posts: Array, means: Array, variance: float) -> tuple[Array, Array]:
    """The effect of the hour on other weekdays and that of the weekday at other hours, added.

    And its variance.
    """
    overall = float(np.average(means, weights=posts))
    by_hour, by_day, unsure = np.zeros((3, *_GRID))
    for _ in range(_ROUNDS):  # each of what the other leaves, since posts are not spread evenly
        for day in range(WEEKDAYS):
            left = means - overall - by_day
            effects = _effects(*_without(day, left, posts), variance)
            by_hour[day], unsure[day] = effects.mean, effects.variance
        for hour in range(HOURS):
            left = (means - overall - by_hour).T
            effects = _effects(*_without(hour, left, posts.T), variance)
            by_day[:, hour] = effects.mean
            unsure[:, hour] += effects.variance
    return overall + by_hour + by_day, unsure


def _without(row: int, one: Array, other: Array) -> tuple[Array, Array]:
    return np.delete(one, row, axis=0), np.delete(other, row, axis=0)


def _effects(left: Array, posts: Array, variance: float) -> Pooled:
    """Means of the columns, drawn towards 0."""
    counts, sums = posts.sum(axis=0), (left * posts).sum(axis=0)
    means = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
    return pool_means(means, _over(variance, counts), np.zeros_like(means))


def _over(variance: float, counts: Array) -> Array:
    """Variance of the mean of so many; infinite for none."""
    return np.divide(variance, counts, out=np.full(counts.shape, np.inf), where=counts > 0)


def _dispersion(counts: Array, squares: Array, hours: Array) -> float:
    """Variance of the counts of a cell's hours over their mean, over all cells; at least 1."""
    weeks = np.maximum(hours, 1.0)
    spread = (squares - counts**2 / weeks).sum()
    by_chance = (counts * (weeks - 1) / weeks).sum()
    return max(1.0, float(spread / by_chance)) if by_chance > 0 else 1.0


def _tails(confidence: float) -> tuple[float, float]:
    return (1 - confidence) / 2, (1 + confidence) / 2
