"""Words that say nothing of what a text is about, by language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files

import stopwordsiso

_OF_POSTS = ("rt", "via", "amp", "us", "also")  # said in posts of every topic
_WORDS_OF_THEIR_OWN = {"hell", "ill", "shed", "shell", "wed", "won"}
"""What `he'll` and others of the English list would be without their apostrophe."""


def english_stop_words() -> frozenset[str]:
    """The English list, also as people write its words: `isn't`, `isnt` and `isn`."""
    listed = _listed()["en"]
    spelled = {form for word in listed for form in (word.replace("'", ""), word.split("'")[0])}
    return frozenset({*listed, *spelled - _WORDS_OF_THEIR_OWN, *_OF_POSTS})


def listed_stop_words() -> dict[str, frozenset[str]]:
    """The words of every language that there is a list of; these are short, of grammar alone."""
    return {**_listed(), "en": english_stop_words()}


@cache
def _listed() -> dict[str, frozenset[str]]:
    """Snowball's lists, as Spark's StopWordsRemover has them; here, so that no Spark is needed."""
    text = files(__package__).joinpath("stop_words.json").read_text(encoding="utf-8")
    return {code: frozenset(words.split(" ")) for code, words in json.loads(text).items()}


def stop_words_of(
    language: str, listed: Mapping[str, frozenset[str]], own: Iterable[str] = ()
) -> frozenset[str]:
    """What to leave out of the texts of a language, in lower case.

    English words go from every text: people mix it into their own language. Where there is no
    list of a language, that of the collection stopwords-iso is taken, if it has one.

    Args:
        language: Its code, such as `fr`.
        listed: What `listed_stop_words` gave.
        own: Words of the settings, left out of every text.
    """
    added = {word.lower() for word in own}
    if language != "en":
        added |= set(listed.get(language) or _collected(language))
    return frozenset({*listed["en"], *added, *(word.replace("'", "") for word in added)} - {""})


def _collected(language: str) -> frozenset[str]:
    is_known = stopwordsiso.has_lang(language)
    return frozenset(stopwordsiso.stopwords(language) if is_known else ())
