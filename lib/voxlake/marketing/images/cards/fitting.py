"""Breaks words into lines, and finds the size at which they fit a box."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from voxlake.marketing.generating.errors import RefusedError
from voxlake.marketing.images.cards.fonts import Fonts

Measure = Callable[[str], float]
_STEPS = 24
_LEADING = 1.16  # of the size, from line to line
_LINE_SHARE = 0.46  # of the headline's size
_GAP_SHARE = 0.62  # of the headline's size, between headline and line
_WIDE = ("W", "F")


@dataclass(frozen=True)
class Box:
    """A part of a card, in pixels."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Its right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Its lower edge."""
        return self.top + self.height


@dataclass(frozen=True)
class Fitted:
    """Words in lines, at sizes at which they fit."""

    headline: tuple[str, ...]
    size: int
    line: tuple[str, ...]
    line_size: int

    @property
    def gap(self) -> int:
        """Between headline and line."""
        return round(self.size * _GAP_SHARE) if self.line else 0

    @property
    def height(self) -> int:
        """Of all of it."""
        heads = len(self.headline) * leading(self.size)
        return heads + self.gap + len(self.line) * leading(self.line_size)


def leading(size: int) -> int:
    """From one line to the next, in pixels."""
    return round(size * _LEADING)


def wrapped(text: str, measure: Measure, width: float) -> list[str]:
    """The fewest lines of a text, about as wide as each other.

    Lines break between words, or beside letters that stand for words; a word that is wider than
    the box breaks where it is full.

    Args:
        text: Without line breaks.
        measure: Width of a text.
        width: Of the box, in the same unit.
    """
    lines = _greedy(text, measure, width)
    low, high = width / 2, width
    for _ in range(8):  # the narrowest box that needs no more lines has the evenest ones
        middle = (low + high) / 2
        if len(_greedy(text, measure, middle)) > len(lines):
            low = middle
        else:
            high = middle
    even = _greedy(text, measure, high)
    return even if len(even) == len(lines) and not _splits_more(even, lines) else lines


def _splits_more(even: list[str], lines: list[str]) -> bool:
    return set(" ".join(even).split()) != set(" ".join(lines).split())


def _greedy(text: str, measure: Measure, width: float) -> list[str]:
    lines, line = [], ""
    for word, has_space in _words(text):
        joined = f"{line} {word}" if line and has_space else line + word
        if measure(joined) <= width:
            line = joined
            continue
        if line:
            lines.append(line)
        line = word
        while measure(line) > width and len(line) > 1:
            cut = next((n for n in range(len(line) - 1, 1, -1) if measure(line[:n]) <= width), 1)
            lines.append(line[:cut])
            line = line[cut:]
    return [*lines, line] if line else lines


def _words(text: str) -> list[tuple[str, bool]]:
    """Words, and letters that stand for words, each with whether a space is before it."""
    found: list[tuple[str, bool]] = []
    for word in text.split():
        parts = _parts(word)
        found += [(part, place == 0) for place, part in enumerate(parts)]
    return found


def _parts(word: str) -> list[str]:
    if not any(unicodedata.east_asian_width(c) in _WIDE for c in word):
        return [word]
    # No line begins with a mark that closes.
    return re.findall(r"\w[^\w\s]*|[^\w\s]+", word)


def fitted(headline: str, line: str, box: Box, fonts: Fonts, *, largest: int, lines: int) -> Fitted:
    """The largest size at which the words fit; the line goes before the headline gets too small.

    Args:
        headline: Of one line, as the font shows it.
        line: Likewise; may be empty.
        box: Where they go.
        fonts: Of both.
        largest: Size of the headline to begin with.
        lines: Most lines of the headline.

    Raises:
        RefusedError: the headline does not fit even at the smallest size that can be read.
    """
    smallest = max(1, round(largest * 0.36))
    for words, least in ((line, round(largest * 0.42)), ("", smallest)):
        for step in range(_STEPS + 1):
            size = round(largest - (largest - least) * step / _STEPS)
            if not _may_fit((headline, words), size, smallest, box, fonts=fonts, lines=lines):
                continue
            found = _at((headline, words), size, smallest, box, fonts)
            fits = len(found.headline) <= lines and found.height <= box.height
            if fits and (step == _STEPS or not _breaks_words(headline, found.headline)):
                return found
    raise RefusedError(
        f"the headline of {len(headline)} characters is too long for a card of this size: "
        f"shorten it, or give the draft a title"
    )


def _breaks_words(text: str, lines: tuple[str, ...]) -> bool:
    return len(" ".join(lines).split()) > len(text.split()) and len(_words(text)) == len(
        text.split()
    )


def _may_fit(
    words: tuple[str, str], size: int, smallest: int, box: Box, *, fonts: Fonts, lines: int
) -> bool:
    """Whether the lengths alone leave it open that the words fit."""
    line_size = _line_size(size, smallest)
    long = fonts.of(size, bold=True).getlength(words[0]) / box.width
    line_long = fonts.of(line_size, bold=False).getlength(words[1]) / box.width
    return long <= lines and long * size + line_long * line_size <= box.height


def _line_size(size: int, smallest: int) -> int:
    return max(round(size * _LINE_SHARE), round(smallest * 0.8))


def _at(words: tuple[str, str], size: int, smallest: int, box: Box, fonts: Fonts) -> Fitted:
    line_size = _line_size(size, smallest)
    bold, plain = fonts.of(size, bold=True), fonts.of(line_size, bold=False)
    return Fitted(
        tuple(wrapped(words[0], bold.getlength, box.width)),
        size,
        tuple(wrapped(words[1], plain.getlength, box.width)),
        line_size,
    )
