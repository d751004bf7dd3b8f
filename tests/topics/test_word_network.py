import numpy as np
import pytest

from voxlake.topics.word_network import NEIGHBOURS, pairs_of, word_network
from voxlake.topics.words.terms import TERMS

PLACES = {"a": 0, "b": 1, "c": 2}


def pairs(*texts):
    return pairs_of([text.split() for text in texts], PLACES).toarray().tolist()


def test_words_of_a_text_are_near_each_other_both_ways():
    assert pairs("a b b", "c a") == [[0, 2, 1], [2, 0, 0], [1, 0, 0]]


def test_words_of_different_texts_are_not():
    assert pairs("a", "b", "c") == np.zeros((3, 3)).tolist()


def test_a_word_is_not_near_itself_and_unknown_words_take_no_place():
    unknown = " ".join(["x"] * 50)

    assert pairs(f"a {unknown} a {unknown} b") == [[0, 2, 0], [2, 0, 0], [0, 0, 0]]


def test_words_further_apart_than_the_window_are_not_near():
    between = " ".join(["c"] * 9)

    assert pairs(f"a {between} b")[0][1] == 1
    assert pairs(f"a {between} c b")[0][1] == 0


@pytest.mark.parametrize("texts", [[], [""], ["x"]])
def test_texts_without_known_words_have_no_pairs(texts):
    assert pairs(*texts) == np.zeros((3, 3)).tolist()


def test_the_network_is_the_same_whatever_the_partitions(spark):
    texts = [(text.split(),) for text in ("a b b", "c a", "x", "", "b a") * 3]
    documents = spark.createDataFrame(texts, f"{TERMS} array<string>")

    found = [
        [(row["word"], row[NEIGHBOURS].toArray().tolist()) for row in network.collect()]
        for network in (
            word_network(documents.repartition(count), [*PLACES, "d"], 2) for count in (1, 3)
        )
    ]

    assert found[0] == found[1]
    assert sorted(found[0])[:2] == [(0, [0, 9, 3, 0]), (1, [9, 0, 0, 0])]
    assert sorted(found[0])[2:] == [(2, [3, 0, 0, 0]), (3, [0, 0, 0, 1])]  # d stands near no other
