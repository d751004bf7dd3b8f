"""What policies would have brought: figures worked by hand, and intervals that hold the truth."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from voxlake.marketing.experiments.plan import Plan
from voxlake.marketing.experiments.policies import Logged, covered
from voxlake.marketing.experiments.policy_rows import policy_rows
from voxlake.marketing.experiments.settings import ExperimentSettings
from voxlake.tables import POLICY_RESULTS

DAY = date(2024, 3, 1)
PLAN = Plan("shop:x", ("a", "b"), {"a": DAY, "b": DAY}, {"sale": "conversion"}, "sale", None)


def sums_of(arms, propensities, rewards, segments=None, folds=None):
    """As Spark adds them up."""
    rows = pd.DataFrame({"arm": arms, "r": np.array(rewards, float), "p": propensities})
    rows["segment_id"] = -2 if segments is None else segments
    rows["fold"] = np.arange(len(rows)) % 2 if folds is None else folds
    i = 1 / rows["p"]
    rows = rows.assign(n=1, rr=rows.r**2, i=i, ii=i**2, ir=i * rows.r, iir=i**2 * rows.r, largest=i)
    rows["iirr"] = i**2 * rows["rr"]
    keys, summed = ["arm", "segment_id", "fold"], ["n", "r", "rr", "i", "ii", "ir", "iir", "iirr"]
    added = rows.groupby(keys)[summed].sum()
    return added.assign(largest=rows.groupby(keys)["largest"].max()).reset_index()


HAND = sums_of(["a", "a", "b", "b"], [0.5, 0.8, 0.5, 0.2], [1, 0, 1, 0])


def test_estimates_are_those_worked_by_hand():
    always_b = {"b": 1.0}

    ips, snips = Logged(HAND).ips(always_b), Logged(HAND).snips(always_b)

    # Weights 0, 0, 2, 5 and rewards 1, 0, 1, 0.
    assert (ips.value, ips.max_weight) == (0.5, 5)
    assert ips.effective_sample_size == pytest.approx(7**2 / 29)
    # Terms 0, 0, 2, 0 with mean 1/2: their variance is 1, and that of the mean 1/4.
    assert ips.high - ips.value == pytest.approx(1.959964 * 0.5, rel=1e-6)
    assert snips.value == pytest.approx(2 / 7)
    # Sum of w² (r - 2/7)² = 4 * 25/49 + 25 * 4/49 = 200/49, over 7².
    assert snips.high - snips.value == pytest.approx(1.959964 * np.sqrt(200 / 49) / 7, rel=1e-6)
    mean = Logged(HAND).mean()
    assert (mean.value, mean.effective_sample_size, mean.max_weight) == (0.5, 4, 1)


def test_the_doubly_robust_estimate_is_the_one_worked_by_hand():
    found = Logged(HAND).doubly_robust({"a": 0.5, "b": 0.5})

    # Folds 0, 1, 0, 1. Fold 0 has a: 1, b: 1, so that fold 1 is foretold 1 of both; fold 1 has 0
    # of both. Weights 1, .625, 1, 2.5; terms 0 + 1 (1 - 0), 1 + .625 (0 - 1), 0 + 1, 1 - 2.5.
    terms = np.array([1, 0.375, 1, -1.5])
    assert found.value == pytest.approx(terms.mean())
    half = 1.959964 * np.sqrt(terms.var(ddof=1) / 4)
    assert found.high - found.value == pytest.approx(half, rel=1e-6)


def test_one_choice_has_no_interval():
    one = Logged(sums_of(["a"], [0.5], [1.0]))

    assert (one.ips({"a": 1.0}).value, one.ips({"a": 1.0}).low) == (2, None)


def test_intervals_hold_the_truth_as_often_as_they_say(measured):
    rng, n, studies = np.random.default_rng(9), 800, 150
    # Two segments; the logging policy prefers a in one and b in the other.
    prefers, worth = np.array([[0.8, 0.2], [0.3, 0.7]]), np.array([[0.2, 0.5], [0.6, 0.4]])
    policy, truth = {"a": 0.25, "b": 0.75}, (worth @ [0.25, 0.75]).mean()
    held, widths = {}, {}
    for _ in range(studies):
        segment = rng.integers(0, 2, n)
        arm = (rng.random(n) >= prefers[segment, 0]).astype(int)
        reward = (rng.random(n) < worth[segment, arm]).astype(float)
        sums = sums_of(np.array(["a", "b"])[arm], prefers[segment, arm], reward, segment)
        logged = Logged(sums)
        for name in ("ips", "snips", "doubly_robust"):
            found = getattr(logged, name)(policy)
            held.setdefault(name, []).append(found.low <= truth <= found.high)
            widths.setdefault(name, []).append(found.high - found.low)

    for name, of in held.items():
        measured(f"{name}: holds the truth in {np.mean(of):.3f}, width {np.mean(widths[name]):.3f}")
        assert 0.9 < np.mean(of) < 0.99, name
    assert np.mean(widths["doubly_robust"]) < np.mean(widths["ips"])


def test_a_policy_that_chooses_what_was_never_tried_cannot_be_told():
    rows = told(sums_of(["a", "a"], [1.0, 1.0], [1, 0]))

    always_b = rows[rows.policy == "always b"]
    assert always_b["value"].isna().all()
    assert set(always_b.verdict) == {
        "cannot be told: the policy chooses arms that were never tried"
    }
    assert covered({"a": 0.25, "b": 0.75}, ["a"]) == 0.25


def test_few_choices_worth_of_evidence_is_warned_of_and_many_are_not():
    few = told(HAND)
    folds = np.arange(400) // 4 % 2
    many = told(sums_of(["a", "b"] * 200, [0.5] * 400, [1, 0, 0, 1] * 100, folds=folds))

    assert few[few.estimator == "ips"].warning.str.contains("fewer than 100 are too narrow").all()
    assert many.warning.isna().all()
    assert (
        many[many.policy == "uniform"].verdict.tolist()
        == ["would have brought 0.5 a choice (95% sure of 0.451 to 0.549); it was 0.5"] * 3
    )


def test_choices_without_a_propensity_are_counted_and_nothing_else():
    rows = told(HAND.assign(is_logged=False), {"a": 0.5, "b": 0.5})

    assert set(zip(rows.choice_count, rows.unlogged_count, strict=True)) == {(0, 4)}
    assert rows["value"].isna().all()
    assert set(rows.policy) == {"logged", "always a", "always b", "uniform", "bandit"}
    assert set(rows.verdict) == {"cannot be told: no choice has a logged propensity"}


def told(sums, learnt=None):
    sums = sums if "is_logged" in sums else sums.assign(is_logged=True)
    rows = policy_rows(PLAN, sums, learnt, ExperimentSettings(), DAY)
    return pd.DataFrame(rows, columns=POLICY_RESULTS.column_names)
