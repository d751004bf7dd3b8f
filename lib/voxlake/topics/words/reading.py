"""Reads a text as the words that topic models count, and tells which of them make phrases."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from voxlake.topics.words.lexicon import Lexicon, Word
from voxlake.topics.words.scan import tokens_of

APART = ""
_BESIDE = " "
LONGEST_PHRASE = 3


class Reading(NamedTuple):
    """The words of a text in order, and what joins each to the word before it.

    A joint is a blank, or a stop word between blanks that phrases may hold, such as ` of `; empty
    where something else stands between the two, such as a comma, a link or another stop word.
    """

    words: list[Word]
    joints: list[str]


def read(text: str, lexicon: Lexicon) -> Reading:
    """The words of a text that are none of stop words, as a lexicon has them."""
    words: list[Word] = []
    joints: list[str] = []
    joint = APART
    for token in tokens_of(text):
        entry = lexicon[token]
        if entry.words:
            for word in entry.words:
                words.append(word)
                joints.append(joint if entry.is_joining else APART)
            joint = _BESIDE if entry.is_joining else APART
        else:
            joint = f" {entry.binds} " if entry.binds and joint == _BESIDE else APART
    return Reading(words, joints)


def grams(reading: Reading) -> set[str]:
    """The terms of a text, and every two and three of them that stand together."""
    terms = [word.term for word in reading.words]
    found = set(terms)
    for place in range(1, len(terms)):
        if joint := reading.joints[place]:
            pair = terms[place - 1] + joint + terms[place]
            found.add(pair)
            if place > 1 and (before := reading.joints[place - 1]):
                found.add(terms[place - 2] + before + pair)
    return found


def with_phrases(reading: Reading, phrases: Set[str]) -> list[Word]:
    """The words of a text and, behind the words that it is made of, each phrase that it holds.

    From left to right, the longest first; no word is in two phrases.
    """
    words = reading.words
    if not phrases:
        return words
    found: list[Word] = []
    place = 0
    while place < len(words):
        phrase, length = _phrase_at(reading, place, phrases)
        found += words[place : place + length]
        if phrase:
            found.append(phrase)
        place += length
    return found


def _phrase_at(reading: Reading, place: int, phrases: Set[str]) -> tuple[Word | None, int]:
    """The longest phrase that begins at a place, and how many words it has."""
    words, joints = reading
    best: tuple[Word | None, int] = (None, 1)
    phrase = words[place]
    for after in range(place + 1, min(place + LONGEST_PHRASE, len(words))):
        joint = joints[after]
        if not joint:
            break
        parts = zip(phrase, words[after], strict=True)
        phrase = Word(*(one + joint + other for one, other in parts))
        if phrase.term in phrases:
            best = (phrase, after - place + 1)
    return best
