"""Cuts a text into word pieces as Spark NLP does, so that both give an encoder the same numbers.

It is the scheme of BERT (Devlin et al. 2019) but for details that change tokens: what counts as
punctuation goes by the names of characters, a word may have 200 characters, accents are taken off
word by word, and characters are units of UTF-16.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

_FIRST, _LAST, _UNKNOWN, _PART = "[CLS]", "[SEP]", "[UNK]", "##"
_LONGEST = 200
_ENDS = 2
"""Tokens that are put around those of a text."""
_ACCENTS = re.compile(r"[\u0300-\u036f]+")
_BLANKS = "".join(map(chr, range(0x21)))
_NO_BREAK = "\u00a0\u2007\u202f"
_IDEOGRAMS = (("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"), ("\uf900", "\ufaff"))
_BASIC = 0x10000
"""From here on characters are two units of UTF-16, which are neither signs nor gaps."""
_PIECES_HELD = 50_000


class WordPieces:
    """The words of an encoder, and how texts are cut into them."""

    def __init__(self, words: Sequence[str]) -> None:
        """Take the words in the order of their numbers.

        Raises:
            ValueError: a word that every encoder has is missing.
        """
        self._numbers = {word: number for number, word in enumerate(words)}
        if missing := {_FIRST, _LAST, _UNKNOWN} - self._numbers.keys():
            raise ValueError(f"the words lack {', '.join(sorted(missing))}")
        self._pieces = lru_cache(_PIECES_HELD)(self._cut)

    def numbers(self, text: str, max_tokens: int) -> list[int]:
        """The numbers of a text's tokens, those at both ends among them, at most so many."""
        found: list[int] = []
        for word in _words(text):
            found += self._pieces(word)
            if len(found) >= max_tokens - _ENDS:
                break
        return [self._numbers[_FIRST], *found[: max_tokens - _ENDS], self._numbers[_LAST]]

    def _cut(self, word: str) -> tuple[int, ...]:
        """The longest piece that there is, then that of what is left; unknown if there is none."""
        unknown = (self._numbers[_UNKNOWN],)
        if len(word) + sum(ord(character) >= _BASIC for character in word) > _LONGEST:
            return unknown
        found: list[int] = []
        start = 0
        while start < len(word):
            prefix = _PART if start else ""
            for end in range(len(word), start, -1):
                number = self._numbers.get(prefix + word[start:end])
                if number is not None:
                    found.append(number)
                    start = end
                    break
            else:
                return unknown
        return tuple(found)


def _words(text: str) -> Iterator[str]:
    """The words of a text, without accents; signs and ideograms are words of their own."""
    start = 0
    for end, character in enumerate(text):
        is_sign, is_gap = _kind(character)
        if not (is_sign or is_gap):
            continue
        yield from _plain(text[start:end])
        if is_sign:
            yield from _plain(character)
        start = end + 1
    yield from _plain(text[start:])


def _plain(word: str) -> Iterator[str]:
    """The word as it is looked up, if anything is left of it."""
    decomposed = unicodedata.normalize("NFD", word.strip(_BLANKS))
    bare = _ACCENTS.sub("", decomposed)
    if kept := "".join(one for one in bare if not _is_left_out(one)).lower():
        yield kept


@lru_cache(_PIECES_HELD)
def _kind(character: str) -> tuple[bool, bool]:
    """Whether a character is a word of its own, and whether it stands between words."""
    if ord(character) >= _BASIC:
        return False, False
    is_ideogram = any(first <= character <= last for first, last in _IDEOGRAMS)
    is_ascii_sign = character.isascii() and character.isprintable() and not character.isalnum()
    is_sign = (is_ascii_sign and character != " ") or (
        "PUNCTUATION" in unicodedata.name(character, "")
    )
    return is_sign or is_ideogram, _is_left_out(character) or _is_blank(character)


def _is_blank(character: str) -> bool:
    """White space as Java has it, which no-break spaces are not."""
    if character in _NO_BREAK:
        return False
    return (
        "\t" <= character <= "\r"
        or "\x1c" <= character <= "\x1f"
        or (unicodedata.category(character) in ("Zs", "Zl", "Zp"))
    )


def _is_left_out(character: str) -> bool:
    is_control = unicodedata.category(character) == "Cc" and character not in "\t\n\r"
    return is_control or character == "\ufffd"
