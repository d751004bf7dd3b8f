"""Writes handles, hashtags and names of accounts in one form, whatever their case and letters."""

from __future__ import annotations

import unicodedata

from pyspark.sql import Column
from pyspark.sql import functions as F
from pyspark.sql import types as T

_SIGNS = ("@", "\uff20")


def folded_name(name: Column) -> Column:
    """A name without blanks around it and a leading @, by compatible letters (NFKC), case folded.

    `@Straße` and `STRASSE` are one, and so is either in the wide letters of Chinese and
    Japanese fonts: Unicode Standard 15.1, section 3.13, `toNFKC_Casefold`, but for characters that
    are not seen, which stay. Null where nothing is left.

    A Python function on Arrow batches, since SQL has neither Unicode's forms nor its folding.
    """
    return _folded(name)


def folded_hashtag(hashtag: Column) -> Column:
    """A hashtag without # before it, in the form of `folded_name`."""
    return folded_name(F.regexp_replace(hashtag, r"^\s*[#\x{FF03}]", ""))


def fold_name(name: str | None) -> str | None:
    """What `folded_name` says of one name."""
    bare = (name or "").strip()
    if bare.startswith(_SIGNS):
        bare = bare[1:]
    folded = unicodedata.normalize("NFD", bare).casefold()
    again = unicodedata.normalize("NFKC", folded).casefold()
    return unicodedata.normalize("NFKC", again) or None


_folded = F.udf(fold_name, T.StringType(), useArrow=True)
