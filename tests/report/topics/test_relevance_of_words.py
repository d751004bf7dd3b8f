"""Words of topics in the order of relevance, and the cloud of all."""

from math import log

import pytest

from voxlake.report.topics.relevance import Word, by_relevance, word_cloud

COMMON = Word("the app", 0.2, 1.0)
TELLING = Word("fee", 0.1, 8.0)
RARE = Word("surcharge", 0.001, 20.0)


def order(share):
    return [word.term for word in by_relevance([RARE, COMMON, TELLING], share)]


def test_words_go_from_those_said_only_in_the_topic_to_those_said_most():
    # log weight: -1.61, -2.30, -6.91; log lift: 0, 2.08, 3.00.
    assert order(1.0) == ["the app", "fee", "surcharge"]
    assert order(0.6) == ["fee", "the app", "surcharge"]
    assert order(0.0) == ["surcharge", "fee", "the app"]
    assert TELLING.relevance(0.6) == pytest.approx(0.6 * log(0.1) + 0.4 * log(8))


def test_without_lifts_words_are_in_the_order_of_probability():
    words = [Word("b", 0.1, None), Word("a", 0.1, None), Word("c", 0.4, None)]

    assert [word.term for word in by_relevance(words, 0.0)] == ["a", "b", "c"]
    assert [word.term for word in by_relevance(words)] == ["c", "a", "b"]


def test_a_word_of_the_cloud_is_as_large_as_it_is_frequent_in_all_topics():
    words = {1: [Word("app", 0.5, 1.0), Word("fee", 0.125, 2.0)], 2: [Word("app", 0.5, 1.0)]}

    cloud = word_cloud(words, {1: 0.4, 2: 0.6}, most=5)

    # app: .4 x .5 + .6 x .5 = .5, most of it in topic 2; fee: .4 x .125 = .05.
    assert [(word.term, word.topic_id) for word in cloud] == [("app", 2), ("fee", 1)]
    assert [word.size for word in cloud] == pytest.approx([1.0, 0.1**0.5])
    assert [word.term for word in word_cloud(words, {1: 0.4, 2: 0.6}, most=1)] == ["app"]


def test_a_cloud_of_topics_without_posts_has_words_of_one_size():
    cloud = word_cloud({1: [TELLING, RARE]}, {1: 0.0}, most=5)

    assert [(word.term, word.size) for word in cloud] == [("fee", 1.0), ("surcharge", 1.0)]
    assert word_cloud({}, {}, most=5) == []
