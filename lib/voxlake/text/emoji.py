"""Emoji as words of the encoder: they take the places that its vocabulary left unused."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

_UNUSED = re.compile(r"^\[unused\d+\]$")
_FACES = (*range(0x1F600, 0x1F650), *range(0x1F910, 0x1F930), *range(0x1F970, 0x1F980))
_OTHERS = (
    *range(0x1F300, 0x1F600),
    *range(0x2600, 0x27C0),
    *range(0x1F900, 0x1FA00),
    *range(0x1FA70, 0x1FB00),
    *range(0x1F680, 0x1F700),
)
_EMOTICONS = {
    ":)": "😊🙂😃😄😁☺😀",
    ":-)": "😊🙂😃😄😁☺😀",
    "=)": "😊🙂😃😄😁☺😀",
    ":d": "😃😄😁😆",
    ":-d": "😃😄😁😆",
    ":(": "🙁☹😞😔😢😟",
    ":-(": "🙁☹😞😔😢😟",
    ":'(": "😢😭",
    ":/": "😕😒",
    ":-/": "😕😒",
    ";)": "😉",
    ";-)": "😉",
    ":p": "😛😜",
    ":-p": "😛😜",
    "<3": "❤💕💖😍",
}
_EMOTICON = re.compile(
    r"(?<!\S)(?:" + "|".join(re.escape(each) for each in sorted(_EMOTICONS, key=len)) + r")(?!\w)",
    re.IGNORECASE,
)


def emoji_words(vocabulary: Sequence[str], seen: Iterable[str]) -> dict[int, str]:
    """Which emoji stand in which unused places: id, emoji.

    Args:
        vocabulary: The encoder's words by id.
        seen: Characters of the training texts, the most frequent first. They come first, then
            faces, then other pictures, as long as there are places.
    """
    places = [number for number, word in enumerate(vocabulary) if _UNUSED.match(word)]
    known = set(vocabulary)
    pictures = dict.fromkeys([*filter(_is_picture, seen), *map(chr, _FACES), *map(chr, _OTHERS)])
    wanted = [emoji for emoji in pictures if emoji not in known and _has_name(emoji)]
    return dict(zip(places, wanted, strict=False))


def names(words: Mapping[int, str]) -> dict[int, str]:
    """The name that Unicode gives to each emoji, such as "face with tears of joy"."""
    return {number: unicodedata.name(emoji).lower() for number, emoji in words.items()}


def with_emoji(text: str, draws: random.Random, share: float) -> str:
    """The text with a share of its emoticons as emoji of like meaning, so that both are learned."""

    def written(found: re.Match[str]) -> str:
        emoticon = found[0]
        return draws.choice(_EMOTICONS[emoticon.lower()]) if draws.random() < share else emoticon

    return _EMOTICON.sub(written, text)


def _has_name(character: str) -> bool:
    return unicodedata.name(character, None) is not None


def _is_picture(character: str) -> bool:
    return ord(character) in _FACES or ord(character) in _OTHERS
