"""Cuts a text into words, hashtags and what stands between them, in time linear in its length.

Every quantifier that could go back is possessive or is followed by what it cannot hold, and TeX is
looked for between signs that are found in one pass: a text that is made to be slow is not.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from itertools import groupby
from unicodedata import category

APOSTROPHES = "'\u2019"
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_MENTION_OR_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]*+@\w++(?:[.-]\w++)*+")
_TEX_SIGN = re.compile(r"\\(?:(begin|end)\{(\w+\*?)\}|([\[\]()]))")
_DOLLARS = (
    re.compile(r"(?<!\$)\$\$(?!\$)(?=[^$]*[\\^_=])[^$]+\$\$(?!\$)"),
    re.compile(r"(?<![\w$\\])\$(?![\s$])[^$\n]*+(?<![\s$\\])\$(?![\w$])"),
)
"""TeX between dollars. A `$` after a blank or before a word or a number ends none, as in `$5 to
$10`; between two pairs of them stands something that only math has."""
_CLOSING = {"[": "]", "(": ")"}


def _marks() -> str:
    """All combining marks, as they are written in a class of characters."""
    points = (point for point in range(sys.maxunicode) if category(chr(point)).startswith("M"))
    runs = groupby(enumerate(points), lambda pair: pair[1] - pair[0])
    ends = ([point for _, point in run] for _, run in runs)
    return "".join(f"{chr(run[0])}-{chr(run[-1])}" for run in ends)


_MARKS = _marks()
_LETTER = r"[^\W\d_]"
_HASHTAG = rf"(?<![\w&#/])#(?=[\d_]*+{_LETTER})(?:\w|[{_MARKS}])++"
_WORD = rf"{_LETTER}++(?:(?:[{_MARKS}\d]|[{APOSTROPHES}](?={_LETTER})){_LETTER}*+)*+"
_TOKEN = re.compile(rf"{_WORD}|{_HASHTAG}|\d\w*+|[^\s\w{APOSTROPHES}{_MARKS}-]")


def tokens_of(text: str) -> list[str]:
    """Words as they are written, hashtags with their `#`, numbers and single signs, in order.

    Links, mentions, mail addresses and TeX are a sign each. Words are letters with their marks,
    apostrophes within and digits behind; blanks and hyphens stand between words and are left out.
    """
    plain = _LINK.sub(" | ", text)
    if "@" in plain:
        plain = _MENTION_OR_ADDRESS.sub(" | ", plain)
    if "\\" in plain:
        plain = _without_tex(plain)
    if "$" in plain:
        for pattern in _DOLLARS:
            plain = pattern.sub(" | ", plain)
    return _TOKEN.findall(plain)


def _without_tex(text: str) -> str:
    """The text without what stands between signs of TeX; a sign that nothing closes is text."""
    kept, start = [], 0
    for opened, closed in _tex_spans(text):
        kept.append(text[start:opened])
        start = closed
    return " | ".join([*kept, text[start:]])


def _tex_spans(text: str) -> Iterator[tuple[int, int]]:
    """From where to where TeX stands between a sign and the next one that closes it."""
    signs = [(*_sign(match), *match.span()) for match in _TEX_SIGN.finditer(text)]
    last = {closes: start for opens, closes, start, _ in signs if not opens}
    wanted, opened = None, 0
    for opens, closes, start, end in signs:
        if wanted is None and opens and last.get(closes, -1) > start:
            wanted, opened = closes, start
        elif not opens and closes == wanted:
            yield opened, end
            wanted = None


def _sign(match: re.Match[str]) -> tuple[bool, str]:
    """Whether a sign opens TeX, and the name of what closes it."""
    side, name, bracket = match.groups()
    if side:
        return side == "begin", f"end {name}"
    return bracket in _CLOSING, _CLOSING.get(bracket, bracket)
