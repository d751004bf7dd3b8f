"""What is usual is told from the periods before, and ordinary periods pass for odd ones as rarely
as is promised."""

import numpy as np
import pytest

from voxlake.core.usual import usual_amount, usual_count, usual_share

WEEKS = 13


def test_a_share_is_held_against_the_weeks_before_by_hand():
    # Angles 2 asin sqrt((x + 3/8) / (n + 3/4)) of 20, 30, 20, 30 of 100 and of 60 of 100.
    before = [2 * np.arcsin(np.sqrt((x + 0.375) / 100.75)) for x in (20, 30, 20, 30)]
    now = 2 * np.arcsin(np.sqrt(60.375 / 100.75))
    # The variance between weeks, 0.0180, is more than chance explains, 1 / 100.5.
    variance = np.var(before, ddof=1)
    assert variance > 1 / 100.5

    found = usual_share(60, 100, [20, 30, 20, 30], [100] * 4)

    assert found.level == 0.25
    expected = (now - np.mean(before)) / np.sqrt(variance * (1 + 1 / 4))
    assert found.distance == pytest.approx(expected)
    # Student's t with 3 degrees of freedom: 5.841 is its two-sided 1 % point.
    assert expected > 4.541
    assert 0.01 < found.p_value < 0.02
    assert 0 <= found.low < 0.2
    assert 0.3 < found.high < 0.6


def test_weeks_that_vary_less_than_chance_does_are_held_to_chance():
    found = usual_count(130, [100.0] * 8)

    # Roots 2 sqrt(x + 3/8) vary by 1 through chance alone, however equal the weeks before are.
    expected = 2 * (np.sqrt(130.375) - np.sqrt(100.375)) / np.sqrt(1 + 1 / 8)
    assert found.distance == pytest.approx(expected)


def test_a_share_that_was_never_above_0_is_odd_only_when_posts_are_many():
    nothing, weeks = [0.0] * 12, [250.0] * 12

    assert usual_share(0, 250, nothing, weeks).p_value == pytest.approx(1)
    assert usual_share(3, 250, nothing, weeks).p_value > 0.01
    assert usual_share(60, 250, nothing, weeks).p_value < 1e-6


def test_amounts_are_compared_by_their_size_whatever_the_currency():
    weeks = [900.0, 1200.0, 1000.0, 1100.0, 950.0, 1050.0]

    euros = usual_amount(2000.0, weeks)
    yen = usual_amount(2000.0 * 160, [160 * week for week in weeks])

    assert euros.p_value == pytest.approx(yen.p_value, rel=1e-3)
    assert euros.p_value < 0.01
    assert usual_amount(1000.0, [1000.0] * 6).distance == 0
    assert usual_amount(1001.0, [1000.0] * 6).p_value < 1e-6


def ordinary_weeks(draws, count):
    """Counts of posts and of negative ones of weeks that differ by more than chance.

    The people of a week write several posts each, in one mood: shares and counts swing.
    """
    people = draws.negative_binomial(30, 0.25, (count, WEEKS)) + 20
    posts = people + draws.poisson(1.5 * people)
    moods = draws.beta(12, 48, (count, WEEKS))
    return posts, draws.binomial(people, moods) * posts / people


@pytest.mark.parametrize("level", [0.05, 0.01])
def test_of_ordinary_weeks_as_many_are_odd_as_promised(level):
    posts, negative = ordinary_weeks(np.random.default_rng(3), 2000)

    shares = [
        usual_share(x[0], n[0], x[1:], n[1:]).p_value < level
        for x, n in zip(negative, posts, strict=True)
    ]
    counts = [usual_count(n[0], n[1:]).p_value < level for n in posts]

    # Five standard errors of 2,000 draws above the promise, and not so far below that a change
    # would never be named.
    most = level + 5 * np.sqrt(level * (1 - level) / 2000)
    assert level / 3 < np.mean(shares) < most
    assert level / 3 < np.mean(counts) < most


def test_what_lies_outside_the_range_is_what_five_of_100_ordinary_weeks_are():
    posts, negative = ordinary_weeks(np.random.default_rng(8), 200)

    shares = [
        (usual_share(x[0], n[0], x[1:], n[1:]), x[0] / n[0])
        for x, n in zip(negative, posts, strict=True)
    ]
    counts = [(usual_count(n[0], n[1:]), n[0]) for n in posts]

    for usual, now in (*shares, *counts):
        assert (usual.low <= now <= usual.high) == (usual.p_value >= 0.05)
