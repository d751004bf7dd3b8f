"""Users are folded in by the formulas of the papers, worked out in full here."""

import numpy as np
import pytest

from voxlake.recommend.content.folding import user_factors
from voxlake.recommend.content.model import ContentModel

ITEMS = np.array([[1.0, 0.0], [0.5, 1.0], [-0.5, 0.25], [0.2, -1.0]])


def model(**given):
    numbers = {
        "mode": "implicit",
        "rank": 2,
        "regularisation": 0.3,
        "alpha": 4.0,
        "mean": 0.0,
        "gram": ITEMS.T @ ITEMS,
        "centres": np.eye(2),
        "text_map": None,
    }
    return ContentModel(**{**numbers, **given})


def test_a_user_is_folded_in_by_equation_4_of_hu_koren_and_volinsky():
    weights = np.array([2.0, 0.5])  # of the first two items; of the others nothing is known

    found = user_factors(ITEMS[:2], weights, model())

    sure = np.diag([1 + 4.0 * 2.0, 1 + 4.0 * 0.5, 1.0, 1.0])  # C: all items, not the user's alone
    wanted = np.array([1.0, 1.0, 0.0, 0.0])  # p
    left = ITEMS.T @ sure @ ITEMS + 0.3 * 2 * np.eye(2)
    assert found == pytest.approx(np.linalg.inv(left) @ ITEMS.T @ sure @ wanted)


def test_ratings_are_folded_in_by_ridge_regression_of_what_they_are_over_the_mean():
    rated = np.array([5.0, 2.0])

    found = user_factors(ITEMS[:2], rated, model(mode="explicit", mean=3.0))

    # The same regression as least squares of rows that the penalty adds: sqrt(0.3 * 2) times I.
    rows = np.vstack([ITEMS[:2], np.sqrt(0.6) * np.eye(2)])
    expected = np.linalg.lstsq(rows, np.array([2.0, -1.0, 0.0, 0.0]), rcond=None)[0]
    assert found == pytest.approx(expected)


def test_a_user_without_items_has_factors_of_zeros():
    assert user_factors(np.zeros((0, 2)), np.zeros(0), model()).tolist() == [0.0, 0.0]


def test_who_did_more_is_nearer_to_what_it_was_done_to():
    often, once = (
        user_factors(ITEMS[:2], np.array([w, 1.0]), model()) @ ITEMS[0] for w in (9.0, 0.1)
    )

    assert once < often < 1


def test_a_model_is_the_same_after_it_was_kept():
    text = {
        "encoder_version": "e1",
        "intercept": [0.1, 0.2],
        "centre": [0.0, 0.0, 0.5],
        "weights": [[1.0, 0.0], [0.0, 1.0], [0.5, 0.5]],
    }
    kept = {**model().numbers(), "text_map": text}

    again = ContentModel.of(kept)

    assert again.numbers() == kept
    assert ContentModel.of(model().numbers()).text_map is None


def test_a_user_has_the_groups_that_suit_most_and_of_equal_ones_the_first():
    centres = np.array([[0.0, 1.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0]])

    assert model(centres=centres).nearest_clusters(np.array([0.5, 1.0]), 3) == [0, 2, 1]


def test_an_item_is_in_the_group_of_its_direction_and_one_of_zeros_in_the_first():
    items = np.array([[9.0, 1.0], [1e-9, 2e-9], [0.0, 0.0]])

    assert model().clusters_of(items).tolist() == [0, 1, 0]
