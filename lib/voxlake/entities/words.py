"""Words of a text with their places, in a form in which spellings of one name are equal.

Places are counted in characters of Unicode (code points), as SQL's `substring` and Python do; a
string of Java counts an emoji as two.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a"
    "\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0900-\u0963"
    "\u0971-\u0dff\u200c\u200d"
)
"""Marks within a word, at which Python would end it, and the letters of India's scripts."""
UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u309f\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts without spaces between words, and that of Korea, whose particles follow at once."""
_APOSTROPHES = "'\u2019\u02bc`\u00b4"
_JOINERS = rf"[-_.\u2010\u2011\u00b7/{_APOSTROPHES}]"
_SIGN_WITHIN = rf"(?<=\w){_JOINERS}(?=\S)"
_PLAIN = re.compile(rf"[a-z0-9]+|(?!{_SIGN_WITHIN})[^\s_]")
_WORD = re.compile(
    rf"[{UNSPACED}]|[^\W_{UNSPACED}](?:[^\W_{UNSPACED}]|[{MARKS}])*|(?!{_SIGN_WITHIN})[^\s_]"
)
_GAP = re.compile(rf"{_JOINERS}|[^\S\n]*\n?[^\S\n]*")
_ACCENTS = re.compile("[\u0300-\u036f]")
_ENDS = re.compile(r"[.,!?\u2026:;\"()\[\]]+$")
_APOSTROPHE = re.compile(f"[{_APOSTROPHES}]")
_BEHIND = "+#*!"
_LEFT_OUT = (",", '"')

Word = tuple[int, int, str]
"""Where it begins and ends, and what it is compared by."""


def words_of(text: str) -> list[Word]:
    """Words, each letter of a script without spaces, and each sign that joins no two words."""
    if text.isascii() and "&" not in text:  # as most are, and half the work
        return [(*found.span(), found[0]) for found in _PLAIN.finditer(text.lower())]
    return [(*found.span(), key_of(found[0])) for found in _WORD.finditer(text)]


def are_joined(text: str, end: int, start: int) -> bool:
    """Whether words that end and begin there may be of one name: `Coca-Cola`, `coca cola`.

    Signs such as the one of `Disney+` stand right behind the word that they belong to.
    """
    if start > end and text[start] in _BEHIND:
        return False
    return _GAP.fullmatch(text, end, start) is not None


def key_of(word: str) -> str:
    """What a word is compared by: no case, accents or widths of letters; & is `and`."""
    return word.lower() if word.isascii() and word.isalnum() else _folded(word)


def spellings(name: str) -> dict[tuple[str, ...], tuple[str, ...]]:
    """The words of a name as texts may have it: without commas, quotes and apostrophes, too.

    Returns:
        By what they are compared by, the words as the name writes them.
    """
    plain = _ENDS.sub("", name.strip()) or name.strip()
    found = {}
    for form in dict.fromkeys((plain, _APOSTROPHE.sub("", plain))):
        words = [(key, form[start:end]) for start, end, key in words_of(form)]
        for kept in (words, [word for word in words if word[0] not in _LEFT_OUT]):
            found[tuple(key for key, _ in kept)] = tuple(written for _, written in kept)
    return {keys: written for keys, written in found.items() if keys}


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", word))
    return "and" if plain == "&" else unicodedata.normalize("NFC", plain).casefold()
