"""Figures of rankings, worked by hand."""

import math

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from voxlake.recommend.content.judging import Gain, HeldOut, ndcg_of

LOG3 = math.log2(3)


def test_ndcg_is_worked_by_hand():
    scores = np.array([0.9, 0.8, 0.7, 0.1])

    # Left out the first, the second is at rank 1 and the fourth at rank 3: (1 + 1/2) over the best,
    # ranks 1 and 2.
    assert ndcg_of(scores, [0], [1, 3]) == pytest.approx(1.5 / (1 + 1 / LOG3))


def test_a_ranking_with_all_that_is_wanted_first_has_1_and_one_without_any_has_0():
    scores = np.arange(30, 0, -1).astype(float)

    assert ndcg_of(scores, [], [0, 1, 2]) == pytest.approx(1)
    assert ndcg_of(scores, [], list(range(20))) == pytest.approx(1)
    assert ndcg_of(scores, [], [10, 29]) == 0


def test_of_equal_scores_the_first_item_stands_first():
    assert ndcg_of(np.ones(3), [], [0]) == 1
    assert ndcg_of(np.ones(3), [], [1]) == pytest.approx(1 / LOG3)


@pytest.fixture
def held():
    """Two users, three items: the first did the first item and then the third; one more rating."""
    return HeldOut(
        known=csr_matrix(np.array([[2.0, 0, 0], [0, 1.0, 0]])),
        later=csr_matrix(np.array([[0, 0, 5.0], [4.0, 0, 0]])),
        popularity=np.array([3.0, 2.0, 1.0]),
        mean=3.0,
    )


def test_users_are_judged_by_items_that_they_did_not_know(held):
    users = np.array([[1.0], [1.0]])
    items = np.array([[3.0], [1.0], [2.0]])

    assert held.ndcg(users, items).tolist() == [1.0, 1.0]
    assert held.ndcg_of_popular() == pytest.approx([1 / LOG3, 1.0])


def test_ratings_are_judged_by_their_distance_to_the_mean_and_factors(held):
    users, items = np.array([[1.0], [0.5]]), np.array([[2.0], [0.0], [1.0]])

    assert held.closeness(users, items).tolist() == [-1.0, 0.0]  # 4 for 5, and 4 for 4
    assert held.closeness_of_mean().tolist() == [-4.0, -1.0]


def test_a_gain_is_sure_only_beyond_noise():
    even = np.zeros(4)
    steady, luck = np.array([0.2, 0.3, 0.2, 0.3]), np.array([1.0, 0.0, 0.0, 0.0])

    assert Gain.of(steady, even).mean == pytest.approx(0.25)
    # Standard deviation 0.0577 over 4 users, 0.0289 of their mean.
    assert Gain.of(steady, even).low == pytest.approx(0.25 - 1.96 * 0.028868, abs=1e-5)
    assert Gain.of(steady, even).is_sure
    # Of 20 tries, 0.125% lie beyond either end of the best one's interval.
    assert Gain.of(steady, even, tries=20).low == pytest.approx(0.25 - 3.02334 * 0.028868, abs=1e-5)
    assert not Gain.of(luck, even).is_sure
    assert not Gain.of(np.ones(1), np.zeros(1)).is_sure
    assert not Gain.of(even, even).is_sure
