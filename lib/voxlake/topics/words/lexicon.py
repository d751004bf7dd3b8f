"""What the words of a language are to a topic model: their stems and forms, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from typing import NamedTuple

from Stemmer import Stemmer

from voxlake.topics.words.languages import NAMES
from voxlake.topics.words.scan import APOSTROPHES

_STEMMED = {code: name for code, name in NAMES.items() if code != "tr"}
"""Snowball's stemmers (Porter, Snowball: A language for stemming algorithms, 2001), of languages
where cutting endings is known to join words of one meaning. Words of others are counted whole."""
UNKNOWN = "en"
"""The language of a text that tells none: too short for a detector, and most likely this."""
_ELIDING = {"ca", "fr", "it"}
_ELIDED = {
    *"cdjlmnst",
    *(f"{word}qu" for word in ("", "jus", "lors", "puis", "quoi")),
    *("un", "all", "coll", "dall", "dell", "nell", "sull", "quell", "quest"),
}
"""What French, Italian and Catalan write before a vowel, as in `l'ami` and `dell'arte`."""
_BINDING = {
    "de": {"der", "des", "und", "von"},
    "en": {"and", "of"},
    "es": {"de", "del", "y"},
    "fr": {"de", "des", "du", "et"},
    "it": {"del", "della", "di", "e"},
    "nl": {"en", "van"},
    "pt": {"da", "de", "do", "dos", "e"},
}
"""Stop words that may stand within a phrase, as in `bank of america`."""
_WITHOUT_SPACES = re.compile(
    "(?P<han>[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]+)"
    "|(?P<katakana>[\u30a1-\u30fa\u30fc-\u30fe]+)"
    "|(?P<other>[\u3005-\u3007\u3041-\u309f\u0e00-\u0eff\u0f00-\u109f\u1780-\u17ff]+)"
)
"""Scripts that put no space between words. Of Chinese characters, neighbours are counted in pairs;
what is in Katakana is a word; Hiragana, which mostly is grammar, and Thai, Lao, Tibetan, Burmese
and Khmer are left out."""
_SHORTEST, _LONGEST = 2, 100  # letters of a word
_MOST_KNOWN = 300_000  # tokens, some 60 MB; forgotten when there are more


class Word(NamedTuple):
    """A word as models count it, in lower case, and as it is written."""

    term: str
    form: str
    written: str


class Entry(NamedTuple):
    """The words of a token, none of a stop word, and whether phrases may be made of them."""

    words: tuple[Word, ...] = ()
    is_joining: bool = False
    binds: str = ""
    """The stop word, where one may stand within a phrase."""


_NOTHING = Entry()


class Lexicon(dict[str, Entry]):
    """What each token of `tokens_of` is in a language; looked at once, then known.

    Args:
        language: Two or three letters, as `language_code` gives them.
        stop_words: Words in lower case that are left out, with apostrophes and without.
    """

    def __init__(self, language: str, stop_words: Set[str]) -> None:
        super().__init__()
        self._language = language
        self._stop_words = stop_words
        self._stem = _stemmer(language)
        self._binding = _BINDING.get(language, set())

    def __missing__(self, token: str) -> Entry:
        if len(token) > _LONGEST and not _WITHOUT_SPACES.search(token):
            return _NOTHING
        if len(self) >= _MOST_KNOWN:
            self.clear()
        entry = self[token] = self._read(token)
        return entry

    def _read(self, token: str) -> Entry:
        if token[0] == "#":
            form = self._lower(token)
            stops = form in self._stop_words or len(token) <= _SHORTEST
            return _NOTHING if stops else Entry((Word(form, form, token),))
        if not token[0].isalpha():
            return _NOTHING
        if _WITHOUT_SPACES.search(token):
            return self._without_spaces(token)
        return self._word(token)

    def _word(self, token: str) -> Entry:
        written = token.replace(APOSTROPHES[1], "'")
        form = self._lower(written)
        if self._language in _ELIDING and form.partition("'")[0] in _ELIDED and "'" in form:
            written = written.partition("'")[2]
            form = self._lower(written)
        if form not in self._stop_words and self._language == "en" and form.endswith("'s"):
            written, form = written[:-2], form[:-2]
        plain = form.replace("'", "")
        if form in self._stop_words or plain in self._stop_words:
            return Entry(binds=plain if plain in self._binding else "")
        if len(plain) < _SHORTEST:
            return _NOTHING
        return Entry((Word(self._stem(plain), plain, written.replace("'", "")),), is_joining=True)

    def _without_spaces(self, token: str) -> Entry:
        """Words of a run of a script without spaces, and of what else is written in the run."""
        words: list[Word] = []
        start = 0
        for match in _WITHOUT_SPACES.finditer(token):
            words += self._beside(token[start : match.start()])
            words += self._of_run(match)
            start = match.end()
        return Entry((*words, *self._beside(token[start:])))

    def _beside(self, part: str) -> tuple[Word, ...]:
        return self._word(part).words if part and part[0].isalpha() else ()

    def _of_run(self, match: re.Match[str]) -> list[Word]:
        run = match[0]
        if match.lastgroup == "han":
            found = [run[place : place + 2] for place in range(len(run) - 1)]
        elif match.lastgroup == "katakana" and len(run) >= _SHORTEST:
            found = [run]
        else:
            found = []
        return [Word(part, part, part) for part in found if part not in self._stop_words]

    def _lower(self, token: str) -> str:
        if self._language == "tr":
            token = token.replace("I", "\u0131").replace("\u0130", "i")
        return token.lower()


def language_code(language: str | None) -> str:
    """`fr` of `fr-CA`; that of texts which tell no language, of None."""
    code = (language or UNKNOWN).replace("_", "-").partition("-")[0].lower()
    return "no" if code in ("nb", "nn") else code


def _stemmer(language: str) -> Callable[[str], str]:
    """The stemmer of a language; what gives a word as it is, of others."""
    name = _STEMMED.get(language)
    return Stemmer(name, 0).stemWord if name else str
