from math import log

import numpy as np
import pandas as pd
import pytest

from voxlake.recommend.hashtags.index import HashtagIndex
from voxlake.recommend.hashtags.settings import SuggestSettings
from voxlake.recommend.hashtags.suggest import hashtags_in, suggest, without_hashtags

SETTINGS = SuggestSettings(smoothing=1, neighbours=2, beside=0.5)
POSTS = {"cake": 3, "milk": 1, "rust": 2, "tea": 4}
BESIDE = {("tea", "cake"): 2, ("tea", "milk"): 1}
TEXTS = {
    "p1": (["tea", "cake"], [1.0, 0.0]),
    "p2": (["rust"], [0.0, 2.0]),
    "p3": (["tea", "unknown"], [0.6, 0.8]),
}


def index_of(posts=POSTS, beside=BESIDE, texts=TEXTS, total=10):
    both = {**beside, **{(other, one): count for (one, other), count in beside.items()}}
    return HashtagIndex.of(
        pd.DataFrame(
            [(tag, count, count / total) for tag, count in posts.items()],
            columns=["hashtag", "post_count", "post_share"],
        ),
        pd.DataFrame(
            [(*pair, count) for pair, count in both.items()],
            columns=["hashtag", "other_hashtag", "post_count"],
        ),
        pd.DataFrame(
            [(name, *told) for name, told in texts.items()],
            columns=["post_id", "hashtags", "vector"],
        ),
        "e1",
    )


def scores(found):
    return {one.hashtag: one.score for one in found}


def test_what_stands_beside_a_hashtag_is_its_smoothed_conditional_probability():
    found = suggest("Good #Tea", index_of(), SETTINGS)

    # (n_ab + 1 * n_b / 10) / (4 + 1)
    assert scores(found) == pytest.approx(
        {"cake": (2 + 0.3) / 5, "milk": (1 + 0.1) / 5, "rust": 0.2 / 5}
    )
    assert [one.hashtag for one in found] == ["cake", "milk", "rust"]
    assert {one.near for one in found} == {0}


def test_of_several_hashtags_the_rarer_counts_more():
    (first, *_) = suggest("#tea #rust", index_of(), SETTINGS)

    of_tea, of_rust = log(11 / 4), log(11 / 2)
    expected = (of_tea * (2 + 0.3) / 5 + of_rust * 0.3 / 3) / (of_tea + of_rust)
    assert (first.hashtag, first.score) == ("cake", pytest.approx(expected))


def test_the_nearest_texts_give_their_hashtags_by_nearness():
    found = suggest("Good", index_of(), SETTINGS, vector=[3.0, 0.0])

    # Cosines 1 of p1 and 0.6 of p3; beside is the share of all posts.
    near = {one.hashtag: one.near for one in found}
    assert near == pytest.approx({"tea": 1, "cake": 1 / 1.6, "rust": 0, "milk": 0})
    assert scores(found) == pytest.approx(
        {"tea": 0.5 * 0.4 + 0.5, "cake": 0.5 * 0.3 + 0.5 / 1.6, "rust": 0.1, "milk": 0.05}
    )


def test_a_text_that_is_near_to_nothing_has_what_stands_beside_alone():
    opposite = suggest("Good", index_of(), SETTINGS, vector=[-1.0, -1.0])

    assert {one.near for one in opposite} == {0}
    assert [one.hashtag for one in opposite] == ["tea", "cake", "rust", "milk"]


def test_a_text_is_not_offered_what_it_has_whatever_case_or_form_it_is_in():
    found = suggest("#TEA \uff03\uff23ake #new", index_of(), SETTINGS)

    assert [one.hashtag for one in found] == ["milk", "rust"]


def test_no_more_are_offered_than_asked_for_and_equal_ones_by_the_alphabet():
    equal = index_of({"b": 1, "a": 1, "c": 1}, {})

    found = suggest("", equal, SuggestSettings(most=2))

    assert [one.hashtag for one in found] == ["a", "b"]


def test_where_nothing_is_known_nothing_is_offered():
    nothing = index_of({}, {}, {})

    assert suggest("#tea", nothing, SETTINGS, vector=[1.0, 0.0]) == []
    assert suggest("", nothing, SETTINGS) == []


def test_texts_without_vectors_leave_what_stands_beside():
    found = suggest("#tea", index_of(texts={}), SETTINGS, vector=[1.0, 0.0])

    assert scores(found) == scores(suggest("#tea", index_of(), SETTINGS))


def test_hashtags_of_a_text_are_read_in_one_form_and_taken_out_of_what_is_encoded():
    text = "See \uff03Tea, #TEA & #r #rstats in https://a.org/#part (#1st) # no#tag"

    assert hashtags_in(text) == ["tea", "r", "rstats", "1st"]
    assert without_hashtags("So #r #rstats2 nice") == "So nice"
    assert without_hashtags("") == "" and hashtags_in("") == []


def test_the_index_names_hashtags_by_the_alphabet_and_knows_all_posts():
    index = index_of()

    assert index.hashtags == ("cake", "milk", "rust", "tea")
    assert (index.post_count, index.encoder_version) == (10, "e1")
    assert index.pairs[index.place["tea"], index.place["cake"]] == 2
    assert np.asarray(index.of_texts.sum(axis=1)).ravel().tolist() == [2, 1, 1]
