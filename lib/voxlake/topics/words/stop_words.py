"""Words that say nothing of what a text is about, by language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import stopwordsiso
from pyspark.ml.feature import StopWordsRemover

from voxlake.topics.words.languages import NAMES

_LISTED = {code: name for code, name in NAMES.items() if code != "ro"}
"""The languages that Spark has a list of; these lists are short, of grammar alone."""
_OF_POSTS = ("rt", "via", "amp", "us", "also")  # said in posts of every topic
_WORDS_OF_THEIR_OWN = {"hell", "ill", "shed", "shell", "wed", "won"}
"""What `he'll` and others of Spark's English list would be without their apostrophe."""


def english_stop_words() -> frozenset[str]:
    """Spark's English words, also as people write them: `isn't`, `isnt` and `isn`."""
    listed = StopWordsRemover.loadDefaultStopWords("english")
    spelled = {form for word in listed for form in (word.replace("'", ""), word.split("'")[0])}
    return frozenset({*listed, *spelled - _WORDS_OF_THEIR_OWN, *_OF_POSTS})


def spark_stop_words() -> dict[str, frozenset[str]]:
    """The words of every language that Spark has a list of; asks Spark, so not in its workers."""
    others = {
        code: frozenset(StopWordsRemover.loadDefaultStopWords(name))
        for code, name in _LISTED.items()
        if code != "en"
    }
    return {"en": english_stop_words(), **others}


def stop_words_of(
    language: str, listed: Mapping[str, frozenset[str]], own: Iterable[str] = ()
) -> frozenset[str]:
    """What to leave out of the texts of a language, in lower case.

    English words go from every text: people mix it into their own language. Where Spark has no
    list of a language, that of the collection stopwords-iso is taken, if it has one.

    Args:
        language: Its code, such as `fr`.
        listed: What `spark_stop_words` gave.
        own: Words of the settings, left out of every text.
    """
    added = {word.lower() for word in own}
    if language != "en":
        added |= set(listed.get(language) or _collected(language))
    return frozenset({*listed["en"], *added, *(word.replace("'", "") for word in added)} - {""})


def _collected(language: str) -> frozenset[str]:
    is_known = stopwordsiso.has_lang(language)
    return frozenset(stopwordsiso.stopwords(language) if is_known else ())
