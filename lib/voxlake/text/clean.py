"""Cleans texts and finds the hashtags, mentions, links and emoji in them."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.text.plain import LINK, PICTOGRAM, clean

_HASHTAG = r"(?U)(?<![\w&/])[#\x{FF03}](\w*[^\W\d_]\w*)"
_MENTION = r"(?U)(?<![\w@/.])[@\x{FF20}](\w{1,50})"
_REPOST = r"^RT @\w+"

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


_cleaned = F.udf(clean, T.StringType(), useArrow=True)
