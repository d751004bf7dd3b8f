"""How much there is in each hour of the week, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray
from scipy.stats import gamma

from voxlake.people.demand.bursts import dispersion
from voxlake.people.demand.pooling import Pattern, Pooled, pool_means, pool_rates
from voxlake.people.demand.week import CELLS, HOURS, WEEKDAYS

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

    Rates vary around the product of an hour's and a weekday's rate. Counts that vary from week to
    week by more than chance say less, as if both they and their hours were fewer (McCullagh &
    Nelder 1989, section 6.2); the interval is as wide as the cell's own weeks ask for.

    Args:
        counts: Activities of each cell of the week, not all 0.
        squares: Sum of the squares of the counts of the cell's single hours.
        hours: Hours of the cell that there were.
        confidence: Probability of the interval.
    """
    usual = _product(counts, hours)
    found = dispersion(counts, squares, hours, usual)
    by_level = found.by_level
    busy = usual * hours
    sums = np.reshape([counts, hours, busy, busy * by_level], (4, *_GRID))
    whole, others = _pattern_of_rates(sums), _pattern_of_the_others(sums)
    pooled = pool_rates(counts / by_level, hours / by_level, whole.rates, others)
    pooled = pooled.around(whole.unsure * pooled.mean**2)
    more = np.maximum(found.of_cell - by_level, 0.0)
    of_mean = np.divide(more * pooled.mean, hours, out=np.zeros(CELLS), where=hours > 0)
    variance = pooled.variance + pooled.own**2 * of_mean
    shape, scale = pooled.mean**2 / variance, variance / pooled.mean
    low, high = (gamma.ppf(p, shape, scale=scale) for p in _tails(confidence))
    return Estimates(pooled.mean, low, high, pooled.own)


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


def _product(counts: Array, hours: Array) -> Array:
    """Rate of the hour times that of the weekday over that of the week; each above 0.

    Each is taken as if half an activity more had been seen, as fast as on average.
    """
    counts, hours = np.reshape(counts, _GRID), np.reshape(hours, _GRID)
    overall = counts.sum() / hours.sum()
    by_hour, by_day = (
        (counts.sum(axis) + 0.5) / (hours.sum(axis) + 0.5 / overall) for axis in (0, 1)
    )
    return np.asarray(np.outer(by_day, by_hour) / overall).ravel()


def _pattern_of_rates(sums: Array) -> Pattern:
    """The hour's rate times the weekday's over that of the week.

    Args:
        sums: Counts, hours, what is usual in them, and its variance, each by weekday and hour.
    """
    overall = sums[0].sum() / sums[1].sum()
    by_hour, by_day = (_pooled_rates(sums, axis, overall) for axis in (1, 2))
    rates = np.outer(by_day.rates, by_hour.rates) / overall
    return Pattern(rates.ravel(), np.add.outer(by_day.unsure, by_hour.unsure).ravel())


def _pattern_of_the_others(sums: Array) -> Pattern:
    """What the other weekdays tell of the hour times what the other hours tell of the weekday.

    A cell's own data are left out of its pattern, so that the distance between the two shows how
    far a pattern can be trusted.
    """
    overall = sums[0].sum() / sums[1].sum()
    rates, unsure = np.full(_GRID, 1 / overall), np.zeros(_GRID)
    for day in range(WEEKDAYS):
        by_hour = _pooled_rates(np.delete(sums, day, axis=1), 1, overall)
        rates[day] *= by_hour.rates
        unsure[day] += by_hour.unsure
    for hour in range(HOURS):
        by_day = _pooled_rates(np.delete(sums, hour, axis=2), 2, overall)
        rates[:, hour] *= by_day.rates
        unsure[:, hour] += by_day.unsure
    return Pattern(rates.ravel(), unsure.ravel())


def _pooled_rates(sums: Array, axis: int, overall: float) -> Pattern:
    """Rates of what is left when one axis is summed, drawn towards that of the week."""
    counts, hours, usual, variance = sums.sum(axis)
    by_chance = np.divide(variance, usual, out=np.ones_like(usual), where=usual > 0)
    found = pool_rates(counts / by_chance, hours / by_chance, np.full(len(counts), overall))
    return Pattern(found.mean, found.variance / found.mean**2)


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


def _tails(confidence: float) -> tuple[float, float]:
    return (1 - confidence) / 2, (1 + confidence) / 2
