"""Mends texts of UTF-8 that were once read as Latin-1 or cp1252; nothing here raises.

`cafÃ©` becomes `café`. A text is changed where all of it is UTF-8 when it is written back, and some
of it can be nothing else: `Spaß…`, whose last two characters could be one of UTF-8, stays.
"""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

_OF_CP1252 = bytes(range(0x80, 0xA0)).decode("cp1252", errors="ignore")
_BYTES = "".join(chr(character.encode("cp1252")[0]) for character in _OF_CP1252)
"""The same characters as bytes, which Latin-1 reads as control characters."""

_NEXT = rf"[\u0080-\u00bf{_OF_CP1252}]"
"""What a byte became that goes on with a character."""
_SYMBOL = r"[\u00a1-\u00aa\u00ac\u00af-\u00b1\u00b4-\u00b6\u00b8\u00ba\u00bc-\u00bf]"
"""Of these, signs of Latin-1 that do not follow a capital with an accent."""
_LETTER = (
    r"[\u20ac\u201a\u0192\u201e\u2020\u2021\u02c6\u2030"
    r"\u0160\u0152\u017d\u02dc\u0161\u0153\u017e\u0178]"
)
"""Of these, characters of cp1252 that do not follow a capital A with a tilde."""
_DASH = "[\u2013\u2014\u2018\u2019\u201c\u201d\u2026]"
"""Dashes, quotes and dots, which follow any word."""

_SURE = "|".join(
    (
        r"[\u0080-\u009f]",  # control characters, which no text has
        rf"[a-z][\u00c2-\u00d6\u00d8-\u00de]{_NEXT}",  # a capital behind a small letter: cafÃ©
        rf"[\u00c2\u00c3]{_SYMBOL}",  # Ã©, Â£
        rf"\u00c3{_LETTER}|(?<!\p{{L}})\u00c3{_DASH}[a-z]",  # ÃŸ
        rf"\u00e2[\u20ac\u201a\u201e]{_NEXT}",  # dashes and quotes, euros, trade marks
        rf"\u00f0\u0178{_NEXT}{{2}}",  # smileys
        rf"(?:[\u00c3-\u00c5]{_NEXT}){{2}}",  # Polish, Czech, Turkish
        rf"(?:[\u00d0\u00d1]{_NEXT}){{2}}",  # Cyrillic
        rf"(?:[\u00ce\u00cf]{_NEXT}){{2}}",  # Greek
        rf"(?:\u00d7{_NEXT}){{2}}|(?:[\u00d8-\u00db]{_NEXT}){{2}}",  # Hebrew, Arabic
        rf"(?:[\u00e0-\u00ef]{_NEXT}{{2}}){{2}}",  # Chinese, Japanese, Korean, Indic
    )
)
_CHARACTERS = (
    r"[\u00c2-\u00df][\u0080-\u00bf]"
    r"|\u00e0[\u00a0-\u00bf][\u0080-\u00bf]"
    r"|[\u00e1-\u00ec\u00ee\u00ef][\u0080-\u00bf]{2}"
    r"|\u00ed[\u0080-\u009f][\u0080-\u00bf]"
    r"|\u00f0[\u0090-\u00bf][\u0080-\u00bf]{2}"
    r"|[\u00f1-\u00f3][\u0080-\u00bf]{3}"
    r"|\u00f4[\u0080-\u008f][\u0080-\u00bf]{2}"
)
"""The bytes of one character of UTF-8 that is not of ASCII."""


def repaired(text: Column) -> Column:
    """The text as it was written, where that can be proved; else as it is."""
    as_bytes = F.translate(text, _OF_CP1252, _BYTES)
    rest = F.regexp_replace(as_bytes, _CHARACTERS, "")
    mended = F.decode(F.encode(as_bytes, "ISO-8859-1"), "UTF-8")
    is_proved = text.rlike(_SURE) & ~rest.rlike(r"[^\u0000-\u007f]")
    return F.when(is_proved, mended).otherwise(text)
