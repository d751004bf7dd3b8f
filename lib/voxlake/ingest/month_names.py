"""Names of months and of the halves of a day in the languages of the Unicode CLDR, by babel."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError
from pyspark.sql import Column
from pyspark.sql import functions as F

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_SPREADSHEETS = {"de": {"mrz": "Mar"}}
"""Names that spreadsheets write, and the CLDR has not."""


def check_locale(locale: str) -> str:
    """The name of a locale, such as `de` or `pt_BR`, when it is one; needs no Spark.

    Raises:
        ValueError: it is none; says so.
    """
    try:
        return str(Locale.parse(locale, sep="-" if "-" in locale else "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        raise ValueError(f"{locale!r} is no locale such as de, fr or pt_BR") from None


def with_english_months(text: Column, locale: str) -> Column:
    """A text with the first three letters of the English name in place of a month's."""
    return _replaced(text, _months(locale))


def with_english_halves(text: Column, locale: str) -> Column:
    """A text with AM or PM where it has `a.m.`, `p. m.` or the words of a language for them."""
    usual = F.regexp_replace(text, r"(?i)(?<![a-z])([ap])\. ?m\.?(?![a-z])", "$1m")
    halves = _halves(locale)
    return _replaced(usual, halves) if halves else usual


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


@cache
def _months(locale: str) -> Mapping[str, str]:
    """By each name of a month in a language, and in English: its English abbreviation."""
    found = dict(_OF_SPREADSHEETS.get(locale.partition("_")[0], {}))
    for language in (locale, "en"):
        months = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in months[context][width].items():
                    for form in _forms(name):
                        found.setdefault(form, _ENGLISH[number - 1])
    return found


@cache
def _halves(locale: str) -> Mapping[str, str]:
    """By each name of a half of the day in a language that is not AM or PM: which it is."""
    periods = Locale.parse(locale).day_periods["format"]
    return {
        form: half.upper()
        for width in ("wide", "abbreviated")
        for half in ("am", "pm")
        for form in _forms(periods[width].get(half, half))
        if form not in ("am", "pm", "a.m", "p.m")
    }


def _forms(name: str) -> set[str]:
    """How a name may be written, in small letters; none of one that is a number."""
    bare = name.lower().replace("\u202f", " ").replace("\u00a0", " ").rstrip(".")
    plain = unicodedata.normalize("NFKD", bare)
    without_accents = "".join(part for part in plain if not unicodedata.combining(part))
    return {bare, without_accents} if not re.search(r"\d", bare) else set()
