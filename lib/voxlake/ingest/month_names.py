"""Names of months and halves of a day by the Unicode CLDR, from babel; imports no pyspark."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

from babel import Locale, UnknownLocaleError

_ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OF_SPREADSHEETS = {"de": {"mrz": "Mar"}}
"""Names that spreadsheets write, and the CLDR has not."""


def check_locale(locale: str) -> str:
    """The name of a locale, such as `de` or `pt_BR`, when it is one.

    Raises:
        ValueError: it is none; says so.
    """
    try:
        return str(Locale.parse(locale, sep="-" if "-" in locale else "_"))
    except (ValueError, UnknownLocaleError, TypeError):
        raise ValueError(f"{locale!r} is no locale such as de, fr or pt_BR") from None


@cache
def months(locale: str) -> Mapping[str, str]:
    """By each name of a month in a language, and in English: its English abbreviation."""
    found = dict(_OF_SPREADSHEETS.get(locale.partition("_")[0], {}))
    for language in (locale, "en"):
        named = Locale.parse(language).months
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in named[context][width].items():
                    for form in _forms(name):
                        found.setdefault(form, _ENGLISH[number - 1])
    return found


@cache
def halves(locale: str) -> Mapping[str, str]:
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
