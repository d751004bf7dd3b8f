"""Intervals from sums over groups of users: what they are of, and how often they are right."""

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from voxlake.recommend.evaluation.intervals import BILLION, Samples
from voxlake.recommend.evaluation.settings import (
    BootstrapSettings,
    ClickSettings,
    EvaluationSettings,
)

SETTINGS = BootstrapSettings(samples=400, groups=200)


def sums_of(values, settings=SETTINGS, seed=0):
    """Users with a figure each, put into groups by chance and added up."""
    groups = np.random.default_rng(seed).integers(0, settings.groups, len(values))
    rows = pd.DataFrame({"user_group": groups, "found": np.asarray(values) * BILLION, "users": 1})
    return rows.groupby("user_group", as_index=False).sum()


def test_a_figure_is_the_mean_over_users_and_its_interval_is_as_wide_as_that_of_a_mean():
    values = np.random.default_rng(1).exponential(1.0, 5_000)

    figure = Samples(SETTINGS).figure(sums_of(values), "found", "users")
    low, high = figure.interval(0.95)

    assert figure.value == pytest.approx(values.mean())
    half = 1.96 * values.std() / len(values) ** 0.5
    assert (high - low) / 2 == pytest.approx(half, rel=0.25)


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    rng, samples = np.random.default_rng(3), Samples(SETTINGS)
    held = 0
    for trial in range(200):
        sums = sums_of(rng.random(300) < 0.3, seed=trial)
        low, high = samples.figure(sums, "found", "users").interval(0.9)
        held += low <= 0.3 <= high

    assert 0.84 <= held / 200 <= 0.95


def test_a_difference_on_the_same_users_is_surer_than_each_of_the_two():
    users = np.random.default_rng(2).random(2_000)
    samples = Samples(SETTINGS)
    one, other = (
        samples.figure(sums_of(values), "found", "users") for values in (users + 0.01, users)
    )

    low, high = one.less(other).interval(0.95)

    assert one.less(other).value == pytest.approx(0.01)
    assert low == pytest.approx(0.01)
    assert high == pytest.approx(0.01)
    assert one.interval(0.95)[0] < other.value


def test_of_nobody_there_is_no_figure_and_of_equal_users_an_interval_without_width():
    samples = Samples(SETTINGS)
    nobody = pd.DataFrame({"user_group": [], "found": [], "users": []})

    none = samples.figure(nobody, "found", "users")
    equal = samples.figure(sums_of(np.full(50, 0.5)), "found", "users")

    assert none.value is None
    assert none.interval(0.95) == (None, None)
    assert none.less(equal).value is None
    assert equal.less(none).value is None
    assert equal.over(none).value is None
    assert equal.interval(0.95) == pytest.approx((0.5, 0.5))


def test_a_ratio_to_a_figure_of_zero_is_none():
    samples = Samples(SETTINGS)
    zero, half = (samples.figure(sums_of(np.full(9, v)), "found", "users") for v in (0.0, 0.5))

    assert half.over(zero).value is None
    assert half.over(zero).interval(0.95) == (None, None)
    assert zero.over(half).value == 0


def test_too_few_samples_give_no_interval():
    few = Samples(SETTINGS.model_copy(update={"samples": 49}))

    figure = few.figure(sums_of(np.arange(9)), "found", "users")

    assert figure.value == pytest.approx(4)
    assert figure.interval(0.95) == (None, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cutoffs": (10, 5)},
        {"cutoffs": ()},
        {"bands": (1, 1)},
        {"bands": (0,)},
        {"bands": ()},
        {"confidence": 1.0},
    ],
)
def test_settings_of_which_figures_would_mean_nothing_are_refused(wrong):
    with pytest.raises(ValidationError):
        EvaluationSettings(**wrong)


def test_a_largest_weight_below_one_or_that_is_no_number_is_refused():
    for wrong in (0.5, float("nan"), float("inf")):
        with pytest.raises(ValidationError):
            ClickSettings(max_weight=wrong)
