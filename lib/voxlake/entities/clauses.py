"""The clause around each name of a text, by its punctuation and by words that set clauses apart.

No parser: a text is cut where a sentence ends, at semicolons, colons, brackets and dashes, before
words that set one clause against another, and at a comma where both sides say something. "Love the
app, hate the fees" is cut, "I fly Delta, United and Southwest" is not.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from voxlake.entities.finder import HASHTAG, MENTION, Place
from voxlake.entities.words import UNSPACED

_AGAINST = {
    "en": r"but|although|though|(?<!\ba )while|whereas|however|except|unless|despite|unlike"
    r"|and(?= (?:we|you|he|she|it|they)\b)",
    "de": "aber|obwohl|während|jedoch|doch|sondern|trotzdem|dagegen",
    "es": "pero|aunque|mientras|sino",
    "fr": "mais|tandis|cependant|pourtant",
    "it": "ma|mentre|però|tuttavia|invece",
    "nl": "maar|hoewel|terwijl|echter",
    "pt": "mas|embora|enquanto|porém",
}
"""Words that begin a clause which is set against the one before, by language."""
_SENTENCE = r"(?P<sentence>[.!?\u2026]+[\"')\]\u201d\u2019]*(?=\s|$)|[\u3002\uff01\uff1f]|\n)"
_SIGN = r"[,;:](?=\s)|[()\[\]\u2014\u3001\uff0c\uff1b]|(?<=\s)[-\u2013]{1,2}(?=\s)"
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['\u2019-][^\W_]+)*")
_SAY_NOTHING = frozenset(("and", "or", "the", "a", "an", "my", "your", "our", "this", "that", "rt"))
_FEWEST_WORDS = _FEWEST_NAMES = 2


class Clause(NamedTuple):
    """A part of a text; it ends before `end`."""

    start: int
    end: int


class _Part(NamedTuple):
    """A part between two cuts."""

    start: int
    end: int
    begins_sentence: bool


def clauses_around(text: str, places: Sequence[Place], language: str | None) -> list[Clause]:
    """The clause of each place: the part of the text that is about what it names.

    Between two cuts that name something else each, a new clause begins; what names nothing goes
    with the name before it, or with the next one where it begins the sentence of that. So a text
    that names one alone, however often, is about it as a whole.

    Names are those of lists and models; where there are none, handles. Hashtags of no list, and
    handles beside names, are about the whole text.

    Args:
        text: Of a post.
        places: What it names, in order, none over another.
        language: ISO 639 code; null is read as English.
    """
    whole = _trimmed(text, Clause(0, len(text)))
    handles = [place for place in places if place.source == MENTION]
    naming = [p for p in places if p.source not in (MENTION, HASHTAG)] or handles
    if len({place.entity for place in naming}) < _FEWEST_NAMES:
        return [whole for _ in places]
    parts = _parts(text, places, language)
    starts = [part.start for part in parts]
    named: list[set[str]] = [set() for _ in parts]
    for place in naming:
        named[bisect_right(starts, place.start) - 1].add(place.entity)
    begins = _begins(parts, named)
    clauses = [
        _trimmed(text, Clause(parts[first].start, parts[last - 1].end))
        for first, last in pairwise([*begins, len(parts)])
    ]
    opens = [clause.start for clause in clauses]
    found = {p: clauses[max(bisect_right(opens, p.start) - 1, 0)] for p in naming}
    return [found.get(place, whole) for place in places]


def _begins(parts: Sequence[_Part], named: Sequence[set[str]]) -> list[int]:
    """The parts at which a clause begins that is about something else than the one before.

    `unnamed` is the first part of a sentence as long as nothing in the sentence is named.
    """
    begins, about = [0], set[str]()
    unnamed: int | None = 0
    for number, (part, here) in enumerate(zip(parts, named, strict=True)):
        unnamed = number if part.begins_sentence else unnamed
        if here and about and here != about:
            begins.append(number if unnamed is None else unnamed)
        about, unnamed = here or about, None if here else unnamed
    return begins


def _parts(text: str, places: Sequence[Place], language: str | None) -> list[_Part]:
    """The clauses of a text, in order; together they are the text."""
    words = _Words(text, places)
    parts: list[_Part] = []
    for part in _cuts(text, places, language):
        last = parts[-1] if parts else None
        if last and not (words.say(last) and words.say(part)):
            parts[-1] = last._replace(end=part.end)
        else:
            parts.append(part)
    return parts


def _cuts(text: str, places: Sequence[Place], language: str | None) -> Iterator[_Part]:
    """The text, cut at each sign and word that may end a clause, but within what is named."""
    starts = [place.start for place in places]
    before, begins = 0, True
    for found in _pattern(language).finditer(text):
        at = found.start() if found["word"] else found.end()
        around = bisect_right(starts, found.start()) - 1
        is_named = around >= 0 and found.start() < places[around].end
        if is_named or not text[before:at].strip():
            continue
        yield _Part(before, at, begins)
        before, begins = at, bool(found["sentence"])
    if before < len(text):
        yield _Part(before, len(text), begins)


@lru_cache(maxsize=64)
def _pattern(language: str | None) -> re.Pattern[str]:
    against = _AGAINST.get(language or "en", r"(?!)")
    word = rf"(?P<word>(?<!\w)(?:{against})(?!\w))"
    return re.compile(f"{_SENTENCE}|{_SIGN}|{word}", re.IGNORECASE)


class _Words:
    """Where the words of a text begin, those that say nothing apart."""

    def __init__(self, text: str, places: Sequence[Place]) -> None:
        starts = [place.start for place in places]
        self._all: list[int] = []
        self._outside: list[int] = []
        for word in _WORD.finditer(text):
            around = bisect_right(starts, word.start()) - 1
            if around >= 0 and word.start() < places[around].end:
                self._all.append(word.start())
            elif word[0].lower() not in _SAY_NOTHING:
                self._all.append(word.start())
                self._outside.append(word.start())

    def say(self, part: _Part) -> bool:
        """Whether a part has two words, one of them of no name."""
        total, outside = (
            bisect_left(found, part.end) - bisect_left(found, part.start)
            for found in (self._all, self._outside)
        )
        return total >= _FEWEST_WORDS and outside > 0


def _trimmed(text: str, clause: Clause) -> Clause:
    """The clause without white space at its ends."""
    held = text[clause.start : clause.end]
    start = clause.start + len(held) - len(held.lstrip())
    return Clause(start, clause.end - len(held) + len(held.rstrip()))
