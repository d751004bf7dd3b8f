"""Figures of reading, against formulas worked by hand."""

import pytest
import textstat

from voxlake.marketing.content.readability import readability


def test_a_sentence_of_short_words_reads_as_flesch_says():
    read = readability("The cat sat on the mat.", "en")

    assert (read.words, read.sentences, read.words_per_sentence) == (6, 1, 6.0)
    # 206.835 - 1.015 * 6 words a sentence - 84.6 * 1 syllable a word
    assert read.ease == pytest.approx(116.145)
    # 0.39 * 6 + 11.8 * 1 - 15.59
    assert read.grade == pytest.approx(-1.45)
    assert read.lix == pytest.approx(6.0)  # 6 words a sentence, no long one


def test_german_has_weights_of_its_own_and_no_grade():
    read = readability("Das ist gut. Sie hat es.", "de")

    # Amstad: 180 - 3 words a sentence - 58.5 * 1 syllable a word
    assert read.ease == pytest.approx(118.5)
    assert read.grade is None


def test_a_language_without_weights_has_lix_alone():
    read = readability("Biblioteket ligger mittemot.", "sv")

    assert read.ease is None
    assert read.lix == pytest.approx(3 + 100 * 2 / 3)  # of 3 words, 2 have more than 6 letters


def test_a_language_that_is_not_known_is_not_taken_for_english():
    assert readability("The cat sat on the mat.", None).ease is None


def test_a_heading_without_a_full_stop_is_a_sentence_of_its_own():
    read = readability("Our best headphones\nThey are light and loud.", "en")

    assert (read.sentences, read.words) == (2, 8)


@pytest.mark.parametrize("language", ["en", "de", "es", "fr", "it", "nl", "ru"])
def test_the_reading_ease_is_that_of_textstat(language):
    text = "The committee has a plan for the river. It is a good one, as far as we know."
    textstat.set_lang(language)

    expected = textstat.flesch_reading_ease(text)
    assert readability(text, language).ease == pytest.approx(expected)


def test_a_word_that_no_dictionary_has_is_divided_by_its_hyphens():
    # 206.835 - 1.015 * 3 - 84.6 * (in-ter-de-part-men-tal 6 + plans 1 + work 1) / 3
    assert readability("Interdepartmental plans work.", "en").ease == pytest.approx(
        206.835 - 3.045 - 84.6 * 8 / 3
    )


@pytest.mark.parametrize("text", ["", "...", "\n", "😀 😀", "12 34"])
def test_a_text_without_words_has_none(text):
    assert readability(text, "en") == (0, 0, None, None, None, None)


def test_a_script_without_spaces_has_no_figures():
    assert readability("\u8fd9\u662f\u4e00\u53e5\u8bdd\u3002", "zh") == (None,) * 6
