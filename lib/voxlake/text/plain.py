"""One text at a time, without Spark: the patterns that Spark's expressions use, and their twins.

Whoever reads a text in Python, such as the API, has to read what the jobs read. Patterns are of
Java's regular expressions and stand here once; `in_python` makes Python's of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from voxlake.text.markup import without_markup

SPACES = r"[\t-\r \x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]+"
"""Every white space of Unicode, no-break spaces too."""
HANDLE = r"(?<![a-z0-9_])@[a-z0-9_]+"
"""A handle in a text as encoders read it."""
PICTOGRAM = (
    r"[\x{203C}\x{2049}\x{2122}\x{2139}\x{2194}-\x{21AA}\x{231A}-\x{23FF}\x{24C2}\x{25AA}-\x{25FE}"
    r"\x{2600}-\x{27BF}\x{2934}\x{2935}\x{2B05}-\x{2B55}\x{3030}\x{303D}\x{3297}\x{3299}"
    r"\x{1F004}\x{1F0CF}\x{1F170}-\x{1F251}\x{1F300}-\x{1F64F}\x{1F680}-\x{1F6FF}"
    r"\x{1F7E0}-\x{1F7F0}\x{1F900}-\x{1F9FF}\x{1FA70}-\x{1FAFF}]"
)
LINK = r"\b(?:[hH][tT]{2}[pP][sS]?://|[wW]{3}\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]}…]"
"""A link, in Java's regular expressions and in Python's."""
_LINK = re.compile(LINK)
_HASHTAG = re.compile(r"(?<![\w&/])[#\uFF03](\w*[^\W\d_]\w*)")
_MENTION = re.compile(r"(?<![\w@/.])[@\uFF20](\w{1,50})")
_CODE_POINT = re.compile(r"\\x\{([0-9A-F]+)\}")
_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and marks that hide or turn around what is read."""
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ESCAPED_LINE_END = re.compile(r"\\n(?![a-z])")
"""Not in a path such as C:\\new."""


@cache
def in_python(pattern: str) -> re.Pattern[str]:
    r"""A pattern of Java in Python; `\s`, `\w` and `\d` are of ASCII alone in both."""
    return re.compile(_CODE_POINT.sub(lambda found: rf"\U{found[1]:0>8}", pattern), re.ASCII)


def clean(text: str | None) -> str | None:
    """What `text.clean.clean_text` gives of one text; null where nothing is left."""
    if text is None:
        return None
    if "\\" in text:
        text = _ESCAPED_LINE_END.sub("\n", _ESCAPES.sub(_characters, text))
    plain = unicodedata.normalize("NFC", without_markup(text))
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", plain)).strip() or None


def hashtags(text: str) -> list[str]:
    """What `text.clean.hashtags` gives of one text.

    Marks of Indic and other scripts are no part of a word in Python, and are in Java: a hashtag
    ends before the first one here.
    """
    return [found.lower() for found in _HASHTAG.findall(_LINK.sub(" ", text))]


def mentions(text: str) -> list[str]:
    """What `text.clean.mentions` gives of one text."""
    return [found.lower() for found in _MENTION.findall(_LINK.sub(" ", text))]


def read_by_encoders(text: str | None) -> str | None:
    """What `text.wording.encoder_text` gives of one text; null where nothing is left."""
    return in_python(SPACES).sub(" ", (text or "").lower()).strip(" ") or None


def _characters(escapes: re.Match[str]) -> str:
    """The characters of some units of UTF-16; half of one becomes a replacement character."""
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", errors="replace")
