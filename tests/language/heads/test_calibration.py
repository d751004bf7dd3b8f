import numpy as np
import pytest

from voxlake.language.heads.calibration import (
    best_temperature,
    best_threshold,
    calibration_error,
    probabilities,
    reliability_picture,
)


def given(chances, is_right):
    return np.array(chances), np.array(is_right)


def test_the_error_of_two_bins_is_worked_by_hand():
    said, is_right = given([0.6, 0.6, 0.9, 0.9], [True, False, True, True])

    # Bins {0.6, 0.6}: right 0.5, said 0.6; {0.9, 0.9}: right 1, said 0.9. Each weighs a half.
    assert calibration_error(said, is_right, bins=2) == pytest.approx(0.5 * 0.1 + 0.5 * 0.1)


def test_the_temperature_undoes_scores_that_were_made_too_bold():
    draws = np.random.default_rng(3)
    honest = draws.normal(0, 1.5, (20_000, 3))
    cumulated = probabilities(honest, 1.0).cumsum(axis=1)
    classes = (draws.uniform(size=(20_000, 1)) > cumulated).sum(axis=1)

    found = best_temperature(honest * 2.5, np.eye(3, dtype=bool)[classes])

    def error(temperature):
        chances = probabilities(honest * 2.5, temperature)
        return calibration_error(chances.max(axis=1), chances.argmax(axis=1) == classes)

    assert found == pytest.approx(2.5, rel=0.03)
    assert error(found) < 0.01
    assert error(1.0) > 0.1


def test_the_threshold_leaves_out_labels_that_cost_more_than_they_bring():
    said, is_right = given([0.95, 0.9, 0.8, 0.7, 0.6, 0.55], [True, True, True, False, True, False])
    said, is_right = said.repeat(100), is_right.repeat(100)

    # Hundreds of right less wrong ones from the top: 1, 2, 3, 2, 3, 2; with errors that cost 3:
    # 1, 2, 3, 0, 1, -2. Of equal gains the lower threshold counts.
    assert best_threshold(said, is_right, cost_of_error=1.0) == pytest.approx(0.6)
    assert best_threshold(said, is_right, cost_of_error=3.0) == pytest.approx(0.8)
    assert best_threshold(said, is_right, cost_of_error=0.1) == pytest.approx(0.6)
    assert best_threshold(said[:300], is_right[:300], cost_of_error=1.0) == pytest.approx(0.8)


def test_no_label_is_held_back_by_chance():
    said = np.linspace(1, 0.5, 1000)
    is_right = np.arange(1000) % 2 == 0  # as often right as wrong, wherever one looks
    is_right[:100] = True
    is_right[-10:] = False

    assert best_threshold(said, is_right, cost_of_error=1.0) == said.min()


def test_texts_of_equal_probability_stay_together():
    said, is_right = given([0.9, 0.6, 0.6, 0.6], [True, True, False, False])
    said, is_right = said.repeat(100), is_right.repeat(100)

    assert best_threshold(said, is_right, cost_of_error=1.0) == pytest.approx(0.9)


def test_the_picture_shows_a_point_for_each_bin():
    said, is_right = given([0.6, 0.6, 0.9, 0.9], [True, False, True, True])

    line = reliability_picture(said, is_right, bins=2).axes[0].get_lines()[1]

    assert line.get_xydata().tolist() == [[0.6, 0.5], [0.9, 1.0]]
