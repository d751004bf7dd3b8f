"""Comparisons of two arms, held against statsmodels and figures worked by hand."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats import proportion, weightstats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import power_proportions_2indep

from voxlake.marketing.experiments import compare, many, power
from voxlake.marketing.experiments.moments import Moments
from voxlake.marketing.experiments.sequential import sequential_test

SIX = {"rel": 1e-6, "abs": 1e-9}


def shares(hits, users):
    return Moments(users, hits, hits)


def moments(x, y=None):
    y = np.zeros(len(x)) if y is None else y
    return Moments(len(x), x.sum(), (x**2).sum(), y.sum(), (y**2).sum(), (x * y).sum())


@pytest.mark.parametrize(("hits", "users", "of", "control"), [(45, 400, 30, 410), (3, 50, 0, 60)])
def test_conversions_are_compared_as_statsmodels_does(hits, users, of, control):
    found = compare.conversion_difference(shares(hits, users), shares(of, control), 0.95)

    z, p = proportion.proportions_ztest([hits, of], [users, control])
    low, high = proportion.confint_proportions_2indep(hits, users, of, control, method="newcomb")
    assert (found.statistic, found.p_value) == pytest.approx((z, p), **SIX)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), **SIX)


def test_a_lift_has_the_interval_of_the_ratio_as_statsmodels_has_it():
    value, found = compare.lift(shares(45, 400), shares(30, 410), 0.95, is_conversion=True)

    low, high = proportion.confint_proportions_2indep(
        45, 400, 30, 410, method="log", compare="ratio"
    )
    assert value == pytest.approx((45 / 400) / (30 / 410) - 1)
    assert (found.low + 1, found.high + 1) == pytest.approx((low, high), **SIX)


def test_means_are_compared_by_welch_as_statsmodels_does():
    rng = np.random.default_rng(1)
    x, y = rng.gamma(2, 3, 80), rng.gamma(2, 2, 300)

    found = compare.mean_difference(moments(x), moments(y), 0.9)

    both = weightstats.CompareMeans.from_data(x, y)
    t, p, _ = both.ttest_ind(usevar="unequal")
    low, high = both.tconfint_diff(alpha=0.1, usevar="unequal")
    assert (found.statistic, found.p_value) == pytest.approx((t, p), **SIX)
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high), **SIX)
    own = compare.own_interval(moments(x), 0.9, is_conversion=False)
    assert (own.low, own.high) == pytest.approx(
        weightstats.DescrStatsW(x).tconfint_mean(0.1), **SIX
    )


def test_a_share_has_wilsons_interval_as_statsmodels_has_it():
    for hits in (0, 7, 50):
        assert compare.wilson(hits, 50, 0.95) == pytest.approx(
            proportion.proportion_confint(hits, 50, method="wilson"), **SIX
        )


def test_power_of_shares_and_means_is_that_of_statsmodels():
    control = shares(40, 1000)
    found = power.power_of(0.02, 1500, control, 0.05, is_conversion=True)
    expected = power_proportions_2indep(0.02, 0.04, 1500, ratio=1000 / 1500, alpha=0.05)
    assert found == pytest.approx(expected.power, rel=1e-6)

    x = np.random.default_rng(2).normal(5, 2, 500)
    found = power.power_of(0.3, 800, moments(x), 0.05, is_conversion=False)
    expected = NormalIndPower().power(0.3 / x.std(ddof=1), 800, 0.05, ratio=500 / 800)
    assert found == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("is_conversion", [True, False])
def test_the_smallest_effect_is_the_one_that_is_seen_as_often_as_asked(is_conversion):
    control = shares(40, 1000)

    effect = power.smallest_effect(1500, control, 0.05, 0.8, is_conversion=is_conversion)

    assert power.power_of(
        effect, 1500, control, 0.05, is_conversion=is_conversion
    ) == pytest.approx(0.8, rel=1e-6)


def test_where_nothing_varies_no_effect_is_told():
    one = shares(0, 1)
    assert power.smallest_effect(1, one, 0.05, 0.8, is_conversion=True) is None
    assert power.smallest_effect(50, Moments(50, 100, 200), 0.05, 0.8, is_conversion=False) is None
    assert power.power_of(0.5, 10, shares(9, 10), 0.05, is_conversion=True) is None


def test_outcomes_that_are_all_the_same_have_no_statistic():
    none = compare.conversion_difference(shares(0, 90), shares(0, 80), 0.95)
    assert (none.value, none.statistic, none.p_value, none.variance) == (0, None, None, None)
    assert none.interval.low < 0 < none.interval.high

    same = compare.mean_difference(Moments(9, 18, 36), Moments(8, 8, 8), 0.95)
    assert (same.value, same.p_value, same.interval) == (1, None, compare.NO_INTERVAL)
    # 0.1 is no sum of halves: what rounding leaves is no variance.
    assert Moments(1000, 1000 * 0.1, 1000 * 0.1**2 * (1 + 1e-15)).variance == 0


def test_nobody_and_one_user_have_defined_figures():
    nobody, one = Moments(), Moments(1, 1, 1)
    assert compare.conversion_difference(one, nobody, 0.95).p_value is None
    assert compare.mean_difference(one, one, 0.95).p_value is None
    assert compare.own_interval(nobody, 0.95, is_conversion=True) == compare.NO_INTERVAL
    assert compare.own_interval(one, 0.95, is_conversion=False) == compare.NO_INTERVAL
    assert compare.lift(one, nobody, 0.95, is_conversion=True)[0] is None


def test_cuped_is_the_regression_on_the_covariate_within_arms():
    rng = np.random.default_rng(3)
    before = [rng.gamma(2, 2, n) for n in (300, 500)]
    after = [
        0.8 * b + rng.normal(shift, 1, len(b)) for b, shift in zip(before, (0.2, 0), strict=True)
    ]
    arms = [moments(a, b) for a, b in zip(after, before, strict=True)]

    slope = compare.cuped_slope(arms)
    centre = np.concatenate(before).mean()
    found = [compare.adjusted(m, slope, centre) for m in arms]

    arm = np.repeat([1.0, 0.0], [300, 500])
    design = np.column_stack([np.ones(800), arm, np.concatenate(before)])
    fitted = np.linalg.lstsq(design, np.concatenate(after), rcond=None)[0]
    assert slope == pytest.approx(fitted[2], rel=1e-6)
    for m, a, b in zip(found, after, before, strict=True):
        plain = a - slope * (b - centre)
        assert (m.mean, m.variance) == pytest.approx((plain.mean(), plain.var(ddof=1)), rel=1e-6)
    assert found[0].variance < 0.5 * arms[0].variance


def test_a_covariate_that_does_not_vary_explains_nothing():
    assert compare.cuped_slope([Moments(9, 5, 9, 18, 36, 10), Moments()]) == 0


def test_holm_is_that_of_statsmodels_and_passes_over_what_is_no_comparison():
    given = [0.01, 0.04, None, 0.03, 0.5]

    found = many.holm(given)

    known = [p for p in given if p is not None]
    assert found[2] is None
    expected = multipletests(known, method="holm")[1]
    assert [p for p in found if p is not None] == pytest.approx(list(expected), rel=1e-6)


def test_a_split_is_held_against_the_planned_shares_of_each_period():
    assert many.split_p_value([{"a": 480, "b": 520}], {"a": 0.5, "b": 0.5}) == pytest.approx(
        stats.chisquare([480, 520]).pvalue, rel=1e-6
    )
    # Alone for a while, then with b, of whom twice as many are planned: as planned, all the time.
    periods = [{"a": 900, "b": 0}, {"a": 100, "b": 200}]
    shares_ = {"a": 1 / 3, "b": 2 / 3}
    alone = [{"a": 900}, periods[1]]
    assert many.split_p_value(alone, shares_) == 1
    assert many.split_p_value(periods, shares_) < 1e-100
    assert many.split_p_value([{"a": 0, "b": 0}], shares_) == 1
    assert many.split_p_value([{"a": 9}], shares_) == 1
    unplanned = {"a": 0.5, "b": 0.5, "typo": 0.0}
    assert many.split_p_value([{"a": 50, "b": 50, "typo": 1}], unplanned) == 0
    assert many.split_p_value([{"a": 50, "b": 50, "typo": 0}], unplanned) == 1


def test_the_sequential_interval_ends_where_its_p_value_is_alpha():
    p, interval = sequential_test(0.02, 1e-4, 5000, 0.05, 10_000)

    assert interval.low < 0.02 < interval.high
    edge, _ = sequential_test(interval.high - 0.02, 1e-4, 5000, 0.05, 10_000)
    assert edge == pytest.approx(0.05, rel=1e-9)
    assert p > 2 * stats.norm.sf(0.02 / 1e-2)  # of the one look
    assert sequential_test(0.02, None, 5000, 0.05, 10_000) == (None, compare.NO_INTERVAL)
    assert sequential_test(1.0, 1e-9, 5000, 0.05, 10_000)[0] < 1e-100


def test_looking_each_day_calls_arms_that_are_alike_different_as_seldom_as_promised(measured):
    rng, studies, days, users = np.random.default_rng(4), 1000, 60, 100
    of_days = rng.binomial(users, 0.1, (2, studies, days)).cumsum(axis=2)
    n = users * np.arange(1, days + 1)
    p, q = of_days / n
    variance = (p * (1 - p) + q * (1 - q)) / n
    mixture = [
        [sequential_test(d, v, m / 2, 0.05, 2000)[0] for d, v, m in zip(*rows, n, strict=True)]
        for rows in zip(p - q, variance, strict=True)
    ]
    at_any = (np.array(mixture) < 0.05).any(axis=1).mean()
    naive = (2 * stats.norm.sf(np.abs(p - q) / np.sqrt(variance)) < 0.05).any(axis=1).mean()

    measured(f"looks: {at_any:.3f} of A/A tests are called different, {naive:.3f} by plain p")
    assert at_any < 0.05
    assert naive > 0.2
