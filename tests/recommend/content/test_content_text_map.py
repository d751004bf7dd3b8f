"""New posts have the factors that their texts tell, and none where texts tell nothing."""

import numpy as np
import pytest

from voxlake.recommend.content.clusters import directions
from voxlake.recommend.content.text_map import LEAST_TEXTS, learn_map


def texts(count=200, length=6, seed=5):
    return np.random.default_rng(seed).normal(size=(count, length))


def test_factors_that_hang_on_the_text_are_told_of_texts_that_were_not_learnt_from():
    vectors = texts()
    rows = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = np.random.default_rng(6).normal(size=(6, 2))

    learnt = learn_map(vectors[:150], rows[:150] @ weights + 0.3, "e1")

    assert learnt.told > 0.95
    assert learnt.text_map.encoder_version == "e1"
    assert learnt.text_map.factors(9 * vectors[150:]) == pytest.approx(
        rows[150:] @ weights + 0.3, abs=0.05
    )


def test_factors_that_have_nothing_to_do_with_texts_are_not_told():
    noise = np.random.default_rng(8).normal(size=(200, 2))

    learnt = learn_map(texts(), noise, "e1")

    assert learnt.told < 0.02
    assert learnt.text_map is None


def test_equal_factors_and_too_few_texts_tell_nothing():
    assert learn_map(texts(), np.ones((200, 2)), "e1").text_map is None
    few = learn_map(texts(LEAST_TEXTS - 1), np.ones((LEAST_TEXTS - 1, 2)), "e1")
    assert (few.text_map, few.told) == (None, None)


def test_groups_are_of_items_that_point_the_same_way_however_long_they_are():
    items = np.array([[1.0, 0.0], [9.0, 0.1], [0.0, 0.2], [0.1, 7.0]])

    found = directions(np.repeat(items, 10, axis=0), 9, seed=7)

    assert sorted(np.round(found @ np.array([1.0, 0.0]), 1)) == [0.0, 1.0]
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1])


def test_there_are_no_more_groups_than_items_that_differ_or_than_twenty_items_each():
    assert directions(np.ones((60, 2)), 3, seed=7) == pytest.approx(np.full((1, 2), 0.5**0.5))
    assert directions(np.zeros((60, 2)), 3, seed=7).tolist() == [[0, 0]]
    assert len(directions(np.eye(39), 9, seed=7)) == 1
    assert len(directions(np.eye(40), 9, seed=7)) == 2
