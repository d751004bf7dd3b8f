"""How encoders read a text, and which texts are copies: shared by ingest and the language jobs."""

from __future__ import annotations

from collections.abc import Iterable

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.text.plain import HANDLE, SPACES

NOT_A_LETTER = r"[^\p{L}\p{M}]"
NOT_A_LETTER_OR_NUMBER = r"[^\p{L}\p{M}\p{N}]"
LINK = r"\bhttps?\S*"
"""A link in a text as encoders read it."""
_LINK_OR_HANDLE = rf"{LINK}|{HANDLE}"
_APOSTROPHES = r"['\x{2019}]"
_WITHOUTSPACES = (
    r"[\p{IsHan}\p{IsHiragana}\p{IsKatakana}\p{IsThai}\p{IsLao}\p{IsKhmer}\p{IsMyanmar}]\p{M}*"
)
"""A character of the scripts that set no spaces between words."""


def encoder_text(text: Column) -> Column:
    """The text as encoders read it: lower case, white space folded; null where nothing is left.

    An encoder's own prefix, such as `query: `, is added when the text is encoded.
    """
    folded = F.trim(F.regexp_replace(F.lower(text), SPACES, " "))
    return F.when(folded != "", folded)


def text_hash(text: Column) -> Column:
    """SHA-256 of the text as encoders read it, in hex; null where it has nothing to read."""
    return F.sha2(encoder_text(text), 256)


def wording(text: Column) -> Column:
    """The words of a text as encoders read it, without links and handles; null where none is left.

    Texts of one wording are copies, whomever they name and wherever their links lead.
    """
    words = F.trim(F.regexp_replace(without_names(text), f"{NOT_A_LETTER}+", " "))
    return F.when(words != "", words)


def without_names(text: Column) -> Column:
    """A text in lower case, without links and handles."""
    return F.regexp_replace(text, _LINK_OR_HANDLE, " ")


def in_words(text: Column, apart: str) -> Column:
    """The words of a text in lower case, in order; empty where it has none.

    `don't` is `dont`. In scripts that set no spaces between words, each character counts as one.

    Args:
        text: The text, perhaps without some of it.
        apart: Pattern of a character that is of no word, such as NOT_A_LETTER.
    """
    joined = F.regexp_replace(text, _APOSTROPHES, "")
    spaced = F.regexp_replace(joined, f"({_WITHOUTSPACES})", " $1 ")
    return F.array_remove(F.split(F.regexp_replace(spaced, f"{apart}+", " "), " "), "")


def any_of(words: Iterable[str]) -> str:
    r"""Pattern of any of the words, whole and in any case; \Q and \E take each as it is written."""
    return rf"(?iu)(?<!\w)(?:{'|'.join(map(_quoted, words))})(?!\w)"


def _quoted(word: str) -> str:
    r"""A word that Java takes as it is written; an \E within would end the quotation."""
    return "\\Q" + word.replace("\\E", r"\E\\E\Q") + "\\E"
