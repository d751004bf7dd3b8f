"""Rates and means drawn towards a pattern, by hand, by numeric integration and by simulation."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import nbinom, norm

from voxlake.people.demand import pooling
from voxlake.people.demand.estimates import activity_per_hour, engagement_per_post
from voxlake.people.demand.pooling import pool_means, pool_rates

HALF = np.array([[0.5]])
PATTERN = np.array([2.0, 2.0])


def test_a_rate_lies_between_its_own_and_the_pattern_as_worked_out_by_hand(monkeypatch):
    monkeypatch.setattr(pooling, "_WEIGHTS", HALF)

    found = pool_rates(np.array([0.0, 4.0]), np.array([1.0, 1.0]), PATTERN)

    # 2 are expected of a cell, so a weight of one half is shape 2: (2 + count) / (2/2 + 1).
    assert found.mean == pytest.approx([1.0, 3.0])
    assert found.variance == pytest.approx([0.5, 1.5])
    assert found.own == pytest.approx([0.5, 0.5])


def test_a_mean_lies_between_its_own_and_the_pattern_as_worked_out_by_hand(monkeypatch):
    monkeypatch.setattr(pooling, "_WEIGHTS", HALF)

    found = pool_means(np.array([0.0, 5.0]), np.array([1.0, np.inf]), PATTERN)

    # Only the first was measured: its variance, 1, is the typical one, and that between cells too.
    assert found.mean == pytest.approx([1.0, 2.0])
    assert found.variance == pytest.approx([0.5, 1.0])


def test_the_weight_of_the_pattern_is_averaged_as_numeric_integration_does():
    counts, hours = np.array([1.0, 9.0, 4.0]), np.array([2.0, 2.0, 1.0])
    pattern = np.array([1.0, 2.0, 3.0])
    expected = pattern * hours

    def density(weight):
        shape = expected.mean() * weight / (1 - weight)
        return nbinom.pmf(counts, shape, shape / (shape + expected)).prod()

    def weighed(weight):
        shape = expected.mean() * weight / (1 - weight)
        return density(weight) * (shape + counts[1]) / (shape / pattern[1] + hours[1])

    wanted = quad(weighed, 0, 1)[0] / quad(density, 0, 1)[0]
    assert pool_rates(counts, hours, pattern).mean[1] == pytest.approx(wanted, rel=1e-4)

    means, variances = np.array([0.0, 3.0, 1.0]), np.array([1.0, 1.0, 1.0])

    def between(weight):
        return (1 - weight) / weight

    def likelihood(weight):
        return norm.pdf(means, pattern, np.sqrt(1 + between(weight))).prod()

    def drawn(weight):
        own = between(weight) / (1 + between(weight))
        return likelihood(weight) * (pattern[1] + own * (means[1] - pattern[1]))

    wanted = quad(drawn, 0, 1)[0] / quad(likelihood, 0, 1)[0]
    assert pool_means(means, variances, pattern).mean[1] == pytest.approx(wanted, rel=1e-4)


def planted_rates(rng, level, shape):
    """Rates of a week: hours and weekdays that differ, and cells that differ by themselves."""
    days, hours = np.exp(rng.normal(0, 0.3, 7)), np.exp(rng.normal(0, 0.6, 24))
    pattern = np.outer(days, hours).ravel()
    own = rng.gamma(shape, 1 / shape, 168) if shape else 1.0
    return level * pattern / pattern.mean() * own


@pytest.mark.parametrize(("level", "shape"), [(0.1, 10), (0.5, 2), (0.5, None), (3, 10), (30, 100)])
def test_intervals_of_activity_hold_the_planted_rate_as_often_as_they_say(level, shape, measured):
    rng = np.random.default_rng(11)
    held, errors, raw_errors = [], [], []
    for _ in range(20):
        rates = planted_rates(rng, level, shape)
        seen = rng.poisson(rates, (8, 168)).astype(float)
        found = activity_per_hour(seen.sum(0), (seen**2).sum(0), np.full(168, 8.0), 0.95)
        held.append(((found.low <= rates) & (rates <= found.high)).mean())
        errors.append(((found.expected - rates) ** 2).mean())
        raw_errors.append(((seen.mean(0) - rates) ** 2).mean())

    share = np.mean(held)
    gain = np.mean(errors) / np.mean(raw_errors)
    measured(
        f"demand, {level} an hour, own shape {shape} (seed 11): 95% intervals hold {share:.1%}; "
        f"squared error {gain:.2f} of that of the raw rate"
    )
    assert 0.935 < share < 0.995
    assert gain < 1


@pytest.mark.parametrize(("posts", "own"), [(0.8, 0.1), (4, 0.3), (24, 0.1)])
def test_intervals_of_engagement_hold_the_planted_mean_as_often_as_they_say(posts, own, measured):
    rng = np.random.default_rng(12)
    held = []
    for _ in range(20):
        counts = rng.poisson(posts * planted_rates(rng, 1, None)).astype(float)
        effects = np.add.outer(rng.normal(0, 0.2, 7), rng.normal(0, 0.3, 24)).ravel()
        means = 3 + effects + rng.normal(0, own, 168)
        logs = [rng.normal(mean, 1, int(count)) for mean, count in zip(means, counts, strict=True)]
        sums, squares = (np.array([(x**power).sum() for x in logs]) for power in (1, 2))
        found = engagement_per_post(counts, sums, squares, 0.95)
        truth = np.expm1(means)
        held.append(((found.low <= truth) & (truth <= found.high)).mean())

    share = np.mean(held)
    measured(f"engagement, {posts} posts a cell, own {own} (seed 12): intervals hold {share:.1%}")
    assert 0.935 < share < 0.995


def test_counts_in_bursts_give_wider_intervals_than_the_same_counts_spread_evenly():
    counts, hours = np.full(168, 8.0), np.full(168, 8.0)
    even = activity_per_hour(counts, counts, hours, 0.95)  # one in each of eight weeks

    bursts = activity_per_hour(counts, counts * 8, hours, 0.95)  # all eight in one week

    assert np.all(bursts.high - bursts.low > 1.5 * (even.high - even.low))


@pytest.mark.parametrize("hours", [np.full(168, 8.0), np.repeat([1.0, 0, 0, 0, 0, 0, 0], 24)])
def test_one_activity_in_all_is_a_rate_everywhere_highest_where_it_was(hours):
    counts = np.zeros(168)
    counts[10] = 1

    found = activity_per_hour(counts, counts, hours, 0.95)

    assert found.expected.argmax() == 10
    expected, low, high = (x[hours > 0] for x in (found.expected, found.low, found.high))
    assert np.all((low >= 0) & (low < expected) & (expected < high) & (high < 10))


@pytest.mark.parametrize("likes", [0.0, 5.0])
def test_one_post_or_posts_all_alike_have_an_interval_of_some_width(likes):
    for counts in (np.eye(168)[0], np.full(168, 3.0)):
        logs = np.log1p(likes)

        found = engagement_per_post(counts, counts * logs, counts * logs**2, 0.95)

        assert np.isfinite([found.expected, found.low, found.high]).all()
        assert found.expected == pytest.approx(np.full(168, likes))
        assert np.all(found.low <= likes) and np.all(found.high > likes)
