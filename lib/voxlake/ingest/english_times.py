"""Puts English names of months and of the halves of a day in place of those of other languages."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.month_names import halves, months


def with_english_months(text: Column, locale: str) -> Column:
    """A text with the first three letters of the English name in place of a month's."""
    return _replaced(text, months(locale))


def with_english_halves(text: Column, locale: str) -> Column:
    """A text with AM or PM where it has `a.m.`, `p. m.` or the words of a language for them."""
    usual = F.regexp_replace(text, r"(?i)(?<![a-z])([ap])\. ?m\.?(?![a-z])", "$1m")
    words = halves(locale)
    return _replaced(usual, words) if words else usual


def _replaced(text: Column, words: Mapping[str, str]) -> Column:
    """A text in which the first of some words is another, whatever its case; a point goes too."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = rf"(?iu)(?<!\p{{L}})({'|'.join(map(re.escape, longest_first))})(?!\p{{L}})\.?"
    meant = F.str_to_map(
        F.lit("|".join(f"{word}={english}" for word, english in words.items())),
        F.lit("[|]"),
        F.lit("="),
    )
    word = F.lower(F.regexp_extract(text, pattern, 1))
    return F.regexp_replace(text, F.lit(pattern), F.coalesce(meant[word], F.lit("")))
