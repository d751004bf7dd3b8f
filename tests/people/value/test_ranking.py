"""Figures of a ranking, against plain computations on the same rows."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from voxlake.people.value.ranking import Ranked, rank_correlations

ROWS = "predicted double, actual double"


@pytest.fixture
def many(spark):
    draws = np.random.default_rng(3)
    predicted = np.round(draws.gamma(1.0, 10, 500), 1)
    actual = np.round(np.where(draws.random(500) < 0.6, 0, predicted * draws.gamma(2, 0.6, 500)))
    rows = pd.DataFrame({"predicted": predicted, "actual": actual})
    return rows, spark.createDataFrame(rows)


def test_a_ranking_worked_by_hand(frame):
    rows = frame(
        ROWS,
        {"predicted": 30.0, "actual": 60.0},
        {"predicted": 20.0, "actual": 0.0},
        {"predicted": 10.0, "actual": 30.0},
        {"predicted": 0.0, "actual": 10.0},
    )

    ranked = Ranked.of(rows, "predicted", "actual")

    # Shares of what came, highest prediction first: .6, .6, .9, 1; the mean height between them is
    # (.3 + .6 + .75 + .95) / 4 = .65
    assert ranked.gini == pytest.approx(2 * 0.65 - 1)
    assert ranked.caught(0.25) == pytest.approx(0.6)
    assert ranked.caught(0.125) == pytest.approx(0.3)  # half of the first
    assert ranked.bias == pytest.approx(60 / 100 - 1)


def test_those_of_equal_prediction_count_as_in_any_order(frame):
    rows = frame(ROWS, *({"predicted": 5.0, "actual": float(v)} for v in (0, 0, 0, 8)))

    ranked = Ranked.of(rows, "predicted", "actual")

    assert ranked.gini == pytest.approx(0)
    assert ranked.caught(0.5) == pytest.approx(0.5)


def test_the_tenths_hold_all_rows_and_sums(many):
    rows, in_spark = many

    tenths = Ranked.of(in_spark, "predicted", "actual").deciles()

    assert [*tenths.decile] == [*range(1, 11)]
    assert [*tenths["count"]] == pytest.approx([50.0] * 10)
    assert tenths.actual.sum() == pytest.approx(rows.actual.sum())
    first = rows.sort_values("predicted", ascending=False).head(50)
    assert tenths.predicted[0] == pytest.approx(first.predicted.sum())


def test_the_rank_correlation_is_spearmans_with_ties(many):
    rows, in_spark = many

    found = rank_correlations(in_spark, ["predicted"], "actual")

    assert found["predicted"] == pytest.approx(spearmanr(rows.predicted, rows.actual).statistic)
