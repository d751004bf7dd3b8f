"""Takes the text of a draft out of what a model said."""

from __future__ import annotations

import re
import unicodedata

_FENCE = re.compile(r"^```\w*\n(.*)\n```$", re.DOTALL)
_QUOTES = ('""', "\u201c\u201d", "\u201e\u201c", "\u00ab\u00bb", "\u2018\u2019")


def plain_answer(said: str) -> str:
    """The text without white space, a fence of code or quotation marks around all of it; NFC."""
    text = unicodedata.normalize("NFC", said).strip()
    if found := _FENCE.match(text):
        text = found[1].strip()
    for marks in _QUOTES:
        opening, closing = marks[0], marks[1]
        inner = text[1:-1]
        if len(text) > 1 and text[0] == opening and text[-1] == closing and opening not in inner:
            return inner.strip()
    return text


def with_title(text: str) -> tuple[str | None, str]:
    """Title and rest of a blog draft whose first line is its title, after `#` or alone."""
    first, _, rest = text.partition("\n")
    is_title = first.startswith("# ") or (rest.startswith("\n") and not first.endswith((".", "!")))
    if not is_title:
        return None, text
    return first.lstrip("#").strip().strip("*").strip() or None, rest.strip()
