"""Each setting of the order has its effect, and none where it is off."""

from dataclasses import replace

import numpy as np
import pytest

from voxlake.recommend.content.ordering import Pool, in_order
from voxlake.recommend.content.settings import ContentSettings

PLAIN = ContentSettings(diversity=0, freshness=0, per_author=None, top=3)
POOL = Pool(
    item_ids=["a", "b", "c", "d"],
    levels=[0, 0, 0, 0],
    scores=[1.0, 0.9, 0.5, 0.0],
    ages=[30, 30, 30, 0],
    authors=["x", "x", "x", None],
    factors=np.array([[1.0, 0.0], [2.0, 0.0], [0.0, 1.0], [0.6, 0.8]]),
)


def names(pool=POOL, **given):
    settings = PLAIN.model_copy(update=given)
    return "".join(pool.item_ids[place] for place in in_order(pool, settings))


def test_without_any_setting_the_order_is_that_of_the_scores():
    assert names() == "abc"
    assert names(top=10) == "abcd"


def test_diversity_puts_what_is_unlike_before_what_is_like_by_mmr():
    # First a. Then b has 0.8 * 0.9 - 0.2 * 1 = 0.52, c 0.8 * 0.5 - 0 = 0.4, d -0.2 * 0.6.
    assert names(diversity=0.2) == "abc"
    # b 0.5 * 0.9 - 0.5 * 1 = -0.05, c 0.25, d -0.3; then b still, d 0 - 0.5 * 0.8 = -0.4.
    assert names(diversity=0.5) == "acb"
    # Scores are out of play: of b -1, c 0 and d -0.6, c; then of b -1 and d -0.8, d.
    assert names(diversity=1, top=4) == "acdb"


def test_freshness_brings_what_is_new_forward():
    # d has a score of 0 and is new: 0.4; b 0.6 * 0.9 and c 0.6 * 0.5, and 0.4 / 2**(30/7) = 0.02.
    assert names(freshness=0.4) == "abd"
    # d 0.5, b 0.45 + 0.026, a 0.526.
    assert names(freshness=0.5) == "adb"
    assert names(freshness=0.95) == "dab"
    # With a half-life of years all are as new.
    assert names(freshness=0.5, freshness_half_life_days=1e6) == "abc"


def test_an_author_has_no_more_items_than_the_cap_and_who_has_none_is_not_capped():
    assert names(per_author=2) == "abd"
    assert names(per_author=1) == "ad"
    nobodys = replace(POOL, authors=[None] * 4)
    assert names(nobodys, per_author=1) == "abc"


def test_popular_items_fill_up_by_level_and_share_and_no_item_stands_twice():
    pool = Pool(
        item_ids=["a", "p", "a", "s", "t"],
        levels=[0, 3, 1, 1, 1],
        scores=[0.1, 0.9, 0.5, 0.2, 0.4],
        ages=[0] * 5,
        authors=["x", None, "x", "x", "y"],
        factors=np.array([[1.0]]),
    )

    assert names(pool, top=10) == "atsp"
    assert names(pool, top=10, per_author=1) == "atp"  # s is of the author of what was scored
    assert names(pool, top=2) == "at"


def test_a_user_whom_nothing_was_scored_for_has_popular_items_alone():
    pool = Pool(["p", "q"], [3, 3], [0.1, 0.4], [1, 2], [None, None], np.zeros((0, 1)))

    assert names(pool, diversity=0.5, freshness=0.5) == "qp"


@pytest.mark.parametrize("diversity", [0, 0.5, 1])
def test_equal_scores_and_factors_of_zeros_are_ordered_by_name(diversity):
    pool = Pool(["b", "a"], [0, 0], [0.3, 0.3], [1, 1], [None, None], np.zeros((2, 2)))

    assert names(pool, diversity=diversity) == "ab"
