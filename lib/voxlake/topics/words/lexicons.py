"""The lexicon of each language, by which a text is read as the words that topic models count."""

from __future__ import annotations

from collections.abc import Collection

from voxlake.topics.words.lexicon import Lexicon, language_code
from voxlake.topics.words.reading import Reading, read
from voxlake.topics.words.stop_words import listed_stop_words, stop_words_of


class Lexicons(dict[str, Lexicon]):
    """The lexicon of each language, made when a text of it is read."""

    def __init__(self, listed: dict[str, frozenset[str]], own: Collection[str]) -> None:
        super().__init__()
        self._listed = listed
        self._own = own

    def __missing__(self, code: str) -> Lexicon:
        words = stop_words_of(code, self._listed, self._own)
        lexicon = self[code] = Lexicon(code, words)
        return lexicon

    def read(self, text: str | None, language: str | None) -> Reading:
        """The words of a text of a language; none of null."""
        return read(text or "", self[language_code(language)])


def lexicons_of(stop_words: Collection[str]) -> Lexicons:
    """Lexicons that leave out the stop words of each language, and some more in all of them."""
    return Lexicons(listed_stop_words(), tuple(stop_words))
