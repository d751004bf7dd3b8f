"""How encoders of each kind read a text: rules that Spark and Python follow alike; no Spark here.

The texts are those of `text.wording.encoder_text`: in lower case, white space folded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from voxlake.text.plain import HANDLE, PICTOGRAM, in_python

NOTHING = "."
"""What is read where a rule leaves nothing: an empty text would have no vector."""
_LINK = r"https?://\S+"
_VARIANT = r"[\x{FE0E}\x{FE0F}\x{1F3FB}-\x{1F3FF}]|\x{200D}[\x{2640}\x{2642}]?"
"""Marks of the skin, sex or style of an emoji, and what joins several to one."""
_RUNS = (r"([^0-9\s])\1{2,}", "$1$1")
"""Of a run of one character two are left, so that "sooooo" is read as "soo"."""


@dataclass(frozen=True)
class Reading:
    """A rule: patterns of Java with what takes the place of each, in order.

    Attributes:
        version: Its name in the version of vectors. A new rule needs a new one: its vectors are
            others.
        steps: The patterns; `$1` stands for the first group.
    """

    version: str
    steps: tuple[tuple[str, str], ...]

    def of(self, text: str) -> str:
        """What an encoder is given for one text; spaces around it are taken off."""
        for pattern, instead in self.steps:
            text = in_python(pattern).sub(instead.replace("$1", r"\1"), text)
        return text.strip(" ") or NOTHING


FEELINGS = Reading(
    "r2",
    (
        (_LINK, "http"),
        (HANDLE, "@user"),
        (_VARIANT, ""),
        _RUNS,
        (f"({PICTOGRAM})", " $1 "),
    ),
)
"""Users and links are written as in the tweets that the encoder was trained on.

Who is named and where a link leads says nothing of the mood. An emoji is a word of its own,
whatever its skin, sex or style.
"""
SUBJECTS = Reading("s1", ((f"{_LINK}|{HANDLE}|{_VARIANT}", " "), _RUNS, (r"\s+", " ")))
"""Who is named and where a link leads are left out."""
READINGS: Mapping[str, Reading] = {"feelings": FEELINGS, "subjects": SUBJECTS}
"""By what the card of an encoder says that it `reads`."""
