"""Cleans texts and finds the hashtags, mentions, links and emoji in them."""

from __future__ import annotations

import re
import unicodedata

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.text.markup import without_markup

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Control characters but tab and line feed, and marks that hide or turn around what is read."""
_ESCAPES = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_ESCAPED_LINE_END = re.compile(r"\\n(?![a-z])")
"""Not in a path such as C:\\new."""

LINK = r"\b(?:[hH][tT]{2}[pP][sS]?://|[wW]{3}\.)[^\s<>\"']*[^\s<>\"'.,;:!?)\]}…]"
"""A link, in Java's regular expressions and in Python's."""
_HASHTAG = r"(?U)(?<![\w&/])[#\x{FF03}](\w*[^\W\d_]\w*)"
_MENTION = r"(?U)(?<![\w@/.])[@\x{FF20}](\w{1,50})"
_REPOST = r"^RT @\w+"

PICTOGRAM = (
    r"[\x{203C}\x{2049}\x{2122}\x{2139}\x{2194}-\x{21AA}\x{231A}-\x{23FF}\x{24C2}\x{25AA}-\x{25FE}"
    r"\x{2600}-\x{27BF}\x{2934}\x{2935}\x{2B05}-\x{2B55}\x{3030}\x{303D}\x{3297}\x{3299}"
    r"\x{1F004}\x{1F0CF}\x{1F170}-\x{1F251}\x{1F300}-\x{1F64F}\x{1F680}-\x{1F6FF}"
    r"\x{1F7E0}-\x{1F7F0}\x{1F900}-\x{1F9FF}\x{1FA70}-\x{1FAFF}]"
)
_ONE_EMOJI = PICTOGRAM + r"\x{FE0F}?[\x{1F3FB}-\x{1F3FF}]?[\x{E0020}-\x{E007F}]*"
_EMOJI = (
    r"[\x{1F1E6}-\x{1F1FF}]{2}"  # a flag: two letters
    r"|[0-9#*]\x{FE0F}?\x{20E3}"  # a key
    # Pictures joined to one; taken for good, since to take them back Java keeps each on its stack.
    rf"|{_ONE_EMOJI}(?:\x{{200D}}{_ONE_EMOJI})*+"
)
"""Emoji of Unicode TR 51, by the blocks that hold them: Java 17 knows no property for them."""


def clean_text(text: Column) -> Column:
    """The text in Unicode NFC, without HTML and control characters; HTML's entities are resolved.

    Characters and line ends that JSON escaped once too often are resolved as well.

    A Python function on Arrow batches, since SQL has neither Unicode's forms nor HTML's names.
    Null where no text is left. Bytes that are not of UTF-8 become replacement characters.
    """
    return _cleaned(F.decode(text.cast("binary"), "UTF-8"))


def links(text: Column) -> Column:
    """Links in order, as written."""
    return F.regexp_extract_all(text, F.lit(LINK), 0)


def hashtags(text: Column) -> Column:
    """Hashtags in order, lower case, without #."""
    return F.transform(F.regexp_extract_all(_without_links(text), F.lit(_HASHTAG), 1), F.lower)


def mentions(text: Column) -> Column:
    """Handles named in order, lower case, without @; addresses of mail are none."""
    return F.transform(F.regexp_extract_all(_without_links(text), F.lit(_MENTION), 1), F.lower)


def emojis(text: Column) -> Column:
    """Emoji in order, each as one text however many characters make it."""
    return F.regexp_extract_all(text, F.lit(_EMOJI), 0)


def is_repost_text(text: Column) -> Column:
    """Whether the text is written as a repost, with RT and a handle first."""
    return F.coalesce(text.rlike(_REPOST), F.lit(False))


def _without_links(text: Column) -> Column:
    return F.regexp_replace(text, LINK, " ")


def _clean(text: str | None) -> str | None:
    if text is None:
        return None
    if "\\" in text:
        text = _ESCAPED_LINE_END.sub("\n", _ESCAPES.sub(_characters, text))
    plain = unicodedata.normalize("NFC", without_markup(text))
    return _CONTROL.sub("", _LINE_ENDS.sub("\n", plain)).strip() or None


def _characters(escapes: re.Match[str]) -> str:
    """The characters of some units of UTF-16; half of one becomes a replacement character."""
    return bytes.fromhex(escapes[0].replace("\\u", "")).decode("utf-16-be", errors="replace")


_cleaned = F.udf(_clean, T.StringType(), useArrow=True)
