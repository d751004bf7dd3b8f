"""How long a text is as each network counts it, and how long it may be; imports no pyspark.

X: weights of twitter-text's configuration 3. Mastodon: links count 23 characters. Bluesky:
graphemes (lexicon app.bsky.feed.post). docs/drafts.md has the sources.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, get_args

Network = Literal["x", "mastodon", "bluesky", "threads", "instagram", "linkedin", "facebook"]
LIMITS: dict[Network, int] = {
    "x": 280,
    "mastodon": 500,
    "bluesky": 300,
    "threads": 500,
    "instagram": 2_200,
    "linkedin": 3_000,
    "facebook": 63_206,
}
"""Most characters of a text, each as its network counts them."""
if set(LIMITS) != set(get_args(Network)):
    raise AssertionError("each network has a limit")

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_SHORT_LINK = "l" * 23
_LIGHT = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))
"""Code points that X counts once; all others count twice."""
_JOINER, _FLAGS = 0x200D, range(0x1F1E6, 0x1F200)
_MODIFIERS = (range(0x1F3FB, 0x1F400), range(0xFE00, 0xFE10), range(0xE0020, 0xE0080))
"""Skin tones, variation selectors and tags."""


def length_on(text: str, network: Network | None) -> int:
    """Characters of a text as a network counts them; without a network, graphemes."""
    if network == "x":
        shown = graphemes(unicodedata.normalize("NFC", _LINK.sub(_SHORT_LINK, text)))
        return sum(1 if all(map(_is_light, one)) else 2 for one in shown)
    if network == "mastodon":
        text = _LINK.sub(_SHORT_LINK, text)
    if network in ("instagram", "linkedin", "facebook"):
        return len(text.encode("utf-16-le")) // 2  # none of them says how it counts: the most
    return len(graphemes(text))


def graphemes(text: str) -> list[str]:
    """What people take for characters: Unicode TR 29, of marks, emoji and flags.

    Syllables of Hangul in jamo and conjuncts of Indic scripts are counted by their parts, which is
    never less.
    """
    found: list[str] = []
    for char in text:
        if found and _belongs(char, found[-1]):
            found[-1] += char
        else:
            found.append(char)
    return found


def _belongs(char: str, before: str) -> bool:
    code, last = ord(char), ord(before[-1])
    if code in _FLAGS:
        return len(before) == 1 and last in _FLAGS
    is_mark = unicodedata.category(char) in {"Mn", "Me", "Mc"}
    return is_mark or _JOINER in {code, last} or any(code in r for r in _MODIFIERS)


def _is_light(char: str) -> bool:
    return any(low <= ord(char) <= high for low, high in _LIGHT)
