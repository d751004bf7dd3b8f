from math import log

import pytest

from voxlake.topics.settings import TopicSettings
from voxlake.topics.words.phrases import find_phrases, phrases_of

LOOSE = TopicSettings(phrase_documents=2, phrase_score=0.5)
TEXTS = (
    ["new york times"] * 6
    + ["new york"] * 6
    + ["good times", "new car", "car fees", "bank of america", "bank of america", "dull text"]
)


def scored(counts, texts, **settings):
    return phrases_of(counts, texts, LOOSE.model_copy(update=settings))


def test_a_pair_is_a_phrase_where_it_stands_together_oftener_than_by_chance():
    # log(8 * 100 / (10 * 10)) / -log(8 / 100) = 0.823
    counts = {"card": 10, "fee": 10, "card fee": 8}
    score = log(8) / -log(0.08)

    assert scored(counts, 100, phrase_score=score - 1e-9) == ("card fee",)
    assert scored(counts, 100, phrase_score=score + 1e-9) == ()


def test_words_that_are_everywhere_make_no_phrase():
    assert scored({"card": 100, "fee": 100, "card fee": 100}, 100, phrase_score=0.1) == ()


def test_a_triple_is_a_phrase_where_each_cut_of_it_is_one():
    counts = {"new": 10, "york": 10, "time": 50, "new york": 10, "york time": 8}
    counts["new york time"] = 8

    # new york | time: log(8 * 100 / (10 * 50)) / -log(.08) = .19; new | york time: .91
    assert scored(counts, 100, phrase_score=0.18) == ("new york", "new york time", "york time")
    assert scored(counts, 100, phrase_score=0.2) == ("new york",)


def test_a_stop_word_within_is_no_part_of_the_score():
    counts = {"bank": 10, "america": 10, "bank of america": 9}

    assert scored(counts, 100) == ("bank of america",)


def test_the_most_frequent_phrases_are_kept_and_those_alike_by_the_alphabet():
    counts = {"a": 9, "b": 9, "c": 9, "d": 9, "e": 9, "f": 9, "e f": 9, "c d": 8, "a b": 8}

    assert scored(counts, 100, phrases=2) == ("e f", "a b")


def test_no_words_make_no_phrases():
    assert scored({}, 0) == ()


@pytest.fixture(scope="module")
def texts(spark):
    """A row for each of the texts, two of them without words."""
    rows = [(text, "en") for text in (*TEXTS, "", None)]
    return spark.createDataFrame(rows, "text string, language string").repartition(3)


def test_phrases_are_found_in_texts(texts):
    # "new york time": log(6 * 20 / (12 * 7)) / -log(6 / 20) = .30
    settings = LOOSE.model_copy(update={"phrase_score": 0.25})

    assert " | ".join(find_phrases(texts, settings)) == (
        "new york | new york time | york time | bank of america"
    )
    assert find_phrases(texts.limit(0), settings) == ()
    assert find_phrases(texts, settings.model_copy(update={"phrases": 0})) == ()
