"""Figures of chances, against scikit-learn on the same rows, and by hand."""

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F
from sklearn.metrics import average_precision_score, roc_auc_score

from voxlake.people.propensity.judging import Judged, judge, judge_held

SEED = 5


def judged(chance, label, groups=None):
    """As `judge` counts, without Spark."""
    groups = np.arange(len(chance)) % 20 if groups is None else groups
    values = np.unique(chance)[::-1]
    yes, no = np.zeros((20, len(values))), np.zeros((20, len(values)))
    for one, said, group in zip(chance, label, groups, strict=True):
        (yes if said else no)[group, np.flatnonzero(values == one)[0]] += 1
    return Judged(values, yes, no)


@pytest.fixture(scope="module")
def drawn():
    draws = np.random.default_rng(SEED)
    chance = np.round(draws.beta(1, 4, 3000), 3)  # rounded, so that many are equal
    return chance, draws.random(3000) < chance


def test_areas_are_those_of_scikit_learn_also_where_chances_are_equal(spark, drawn):
    chance, label = drawn
    rows = pd.DataFrame({"chance": chance, "label": label.astype(float)})
    rows["user_id"] = rows.index.astype(str)

    scores = {"one": (F.col("label"), F.col("chance"))}
    found = judge(spark.createDataFrame(rows), scores)["one"]

    assert found.pr_auc == pytest.approx(average_precision_score(label, chance))
    assert found.roc_auc == pytest.approx(roc_auc_score(label, chance))
    assert found.base_rate == pytest.approx(label.mean())
    assert (found.figures["users"], found.yes.sum()) == (3000, label.sum())


def test_chances_that_are_true_have_little_calibration_error_and_wrong_ones_much(drawn):
    chance, label = drawn

    assert judged(chance, label).calibration_error < 0.02
    assert judged(np.round(chance / 2, 4), label).calibration_error == pytest.approx(0.1, abs=0.02)


def test_the_calibration_error_worked_by_hand():
    # Ten users of .2, of whom 4 did, and ten of .6, of whom 6 did: half are off by .2.
    chance = np.repeat([0.2, 0.6], 10)
    label = np.array([1] * 4 + [0] * 6 + [1] * 6 + [0] * 4)

    assert judged(chance, label).calibration_error == pytest.approx(0.1)


def test_accuracy_counts_those_whose_more_probable_answer_came():
    # Five of .7, of whom 4 did, three of .5, of whom 2 did, and two of .2, of whom 1 did.
    chance = np.repeat([0.7, 0.5, 0.2], [5, 3, 2])
    label = np.array([1, 1, 1, 1, 0, 1, 1, 0, 1, 0])

    assert judged(chance, label).accuracy == pytest.approx((4 + 2 + 1) / 10)


def test_users_counted_on_the_driver_are_judged_as_those_that_spark_counts(drawn):
    chance, label = drawn
    held = judge_held(chance, label.astype(float))

    assert held.pr_auc == pytest.approx(average_precision_score(label, chance))
    assert held.gain() == judged(chance, label).gain()


def test_a_gain_beyond_noise_is_told_from_noise(drawn):
    chance, label = drawn
    guess = np.round(np.random.default_rng(SEED + 1).random(3000), 3)
    own, other = judged(chance, label), judged(guess, label)

    assert own.gain()[0] > 0
    assert own.gain(other)[0] > 0
    assert other.gain(own)[1] < 0
    low, high = other.gain()
    assert low < 0 < high
    assert own.gain(own) == (0.0, 0.0)
