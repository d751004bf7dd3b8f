"""What is said most, and what the best posts of a topic say more."""

import pytest

from voxlake.marketing.content.topic_terms import (
    Best,
    Likeness,
    Topic,
    frequent_terms,
    keyword_density,
    missing_terms,
    topic_of,
    words_of,
)
from voxlake.topics.words.lexicons import Lexicons

LEXICONS = Lexicons({"en": frozenset({"the", "and", "for", "of", "a"})}, ())
TEXT = "Running shoes for the road, running shoe and a runner. Shoes!"


@pytest.fixture
def words():
    return words_of(TEXT, "en", LEXICONS)


def test_terms_are_counted_by_their_stems_and_told_as_they_are_written(words):
    assert frequent_terms(words, 10, 5) == [("shoes", 3, 0.3), ("running", 2, 0.2)]


def test_few_terms_are_told_of_many(words):
    assert [one.term for one in frequent_terms(words, 10, 1)] == ["shoes"]


def test_a_keyword_of_two_words_takes_two_words_each_time(words):
    assert keyword_density("running shoe", words, 10, "en", LEXICONS) == ("running shoe", 2, 0.4)
    assert keyword_density("shoes for road", words, 10, "en", LEXICONS).times == 1
    assert keyword_density("tent", words, 10, "en", LEXICONS) == ("tent", 0, 0.0)


@pytest.mark.parametrize("keyword", ["the", "!"])
def test_a_keyword_without_words_is_never_said(words, keyword):
    assert keyword_density(keyword, words, 10, "en", LEXICONS).times == 0


def test_a_text_without_words_has_no_density():
    assert keyword_density("shoe", [], 0, "en", LEXICONS).density == 0.0
    assert frequent_terms([], 0, 5) == []


def test_a_text_is_of_the_topic_whose_weight_of_terms_it_uses_most():
    topics = {
        1: Topic({"shoe": 0.5, "run": 0.3, "marathon": 0.2}),
        2: Topic({"shoe": 0.2, "dress": 0.8}),
        3: Topic({}),
    }

    assert topic_of(TEXT, "en", topics, LEXICONS, 0.15) == Likeness(1, pytest.approx(0.8))
    assert topic_of(TEXT, "en", topics, LEXICONS, 0.81) is None
    assert topic_of("", "en", topics, LEXICONS, 0.15) is None
    assert topic_of(TEXT, "en", {}, LEXICONS, 0.15) is None


def test_a_phrase_counts_where_its_words_stand_together():
    topics = {1: Topic({"run shoe": 1.0})}

    assert topic_of("running shoes", "en", topics, LEXICONS, 0.5) == Likeness(1, 1.0)
    assert topic_of("shoes, running", "en", topics, LEXICONS, 0.5) is None


def test_what_the_best_posts_say_most_and_the_text_does_not_is_missing(words):
    best = [Best("sole", "sole", 0.3), Best("shoe", "shoes", 0.9), Best("grip", "grip", 0.6)]

    assert missing_terms(words, best, 5) == ["grip", "sole"]
    assert missing_terms(words, best, 1) == ["grip"]
