import pytest

from voxlake.topics.words.lexicon import Lexicon
from voxlake.topics.words.reading import grams, read, with_phrases

ENGLISH = Lexicon("en", frozenset(["the", "of", "in"]))


def reading(text):
    return read(text, ENGLISH)


def forms(text, *phrases):
    return [word.form for word in with_phrases(reading(text), set(phrases))]


@pytest.mark.parametrize("text", ["", "...", "😀 2024", "@bob https://x.org", "the of in"])
def test_a_text_without_words_reads_as_none(text):
    assert reading(text) == ([], [])
    assert grams(reading(text)) == set()
    assert with_phrases(reading(text), {"a b"}) == []


def test_words_that_stand_together_are_grams():
    assert grams(reading("new york times")) == {
        *("new", "york", "time"),
        *("new york", "york time", "new york time"),
    }


@pytest.mark.parametrize("between", [", ", " the ", " 10 ", " #x ", " @bob ", " of the ", " x "])
def test_words_with_anything_else_between_them_are_no_gram(between):
    assert not {gram for gram in grams(reading(f"bank{between}fees")) if " " in gram}


def test_a_stop_word_that_binds_may_stand_within_a_gram():
    assert grams(reading("bank of america pays")) >= {"bank of america", "bank of america pay"}
    assert grams(reading("of america")) == {"america"}


def test_a_phrase_stands_behind_its_words():
    assert forms("Cheap Card fees, card", "card fee") == [
        *("cheap", "card", "fees", "card fees", "card"),
    ]


def test_the_longest_phrase_is_taken_and_no_word_twice():
    found = forms("new york times square", "new york", "new york time", "time squar")

    assert found == ["new", "york", "times", "new york times", "square"]


def test_a_phrase_is_written_as_its_words_are():
    (*_, phrase) = with_phrases(reading("Bank of America"), {"bank of america"})

    assert phrase == ("bank of america", "bank of america", "Bank of America")


def test_without_phrases_the_words_are_as_they_were():
    found = reading("new york")

    assert with_phrases(found, set()) == found.words
