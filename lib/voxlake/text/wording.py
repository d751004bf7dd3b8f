"""How encoders read a text, and which texts are copies: shared by ingest and the language jobs."""

from __future__ import annotations

from pyspark.sql import Column
from pyspark.sql import functions as F

_SPACES = r"(?U)\s+"  # (?U): every white space of Unicode, no-break spaces too
HANDLE = r"(?<![a-z0-9_])@[a-z0-9_]+"
"""A handle in a text as encoders read it."""
NOT_A_LETTER = r"[^\p{L}\p{M}]"
_LINK_OR_HANDLE = rf"\bhttps?\S*|{HANDLE}"


def encoder_text(text: Column) -> Column:
    """The text as encoders read it: lower case, white space folded; null where nothing is left.

    An encoder's own prefix, such as `query: `, is added when the text is encoded.
    """
    folded = F.trim(F.regexp_replace(F.lower(text), _SPACES, " "))
    return F.when(folded != "", folded)


def text_hash(text: Column) -> Column:
    """SHA-256 of the text as encoders read it, in hex; null where it has nothing to read."""
    return F.sha2(encoder_text(text), 256)


def wording(text: Column) -> Column:
    """The words of a text as encoders read it, without links and handles; null where none is left.

    Texts of one wording are copies, whomever they name and wherever their links lead.
    """
    plain = F.regexp_replace(text, _LINK_OR_HANDLE, " ")
    words = F.trim(F.regexp_replace(plain, f"{NOT_A_LETTER}+", " "))
    return F.when(words != "", words)
