"""Prints lines that may hold texts of data, so that these neither steer nor mislead a terminal."""

from __future__ import annotations

import re

from rich.console import Console

_STEERING = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Escapes, carriage returns, marks that turn the direction of what follows, halves of pairs."""


def say(console: Console, text: str) -> None:
    """Print a text as it is: no markup, no colours, and what steers a terminal written out."""
    console.print(harmless(text), markup=False, highlight=False, emoji=False, soft_wrap=True)


def harmless(text: str) -> str:
    r"""The text with `\u001b` and its like for characters that a terminal would obey."""
    return _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
