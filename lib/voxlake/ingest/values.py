"""Turns the texts of a record into typed values, or says why not.

Each function gives a `Value`: null where the source has none, with a reason where it has one that
cannot be read. Nothing here raises, with ANSI mode or without.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.written_numbers import FINITE, has_currency, has_other_decimal
from voxlake.language.language_id import language_code

_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
_WHOLE = r"^[+-]?\d{1,18}(\.0{0,100})?$"
MONEY_LIMIT = 1e16  # DECIMAL(18,2) holds less
_FACTOR_LIMIT = 1e12
_SMALL_LIMIT = 2**31 - 1
_INFINITY = float("inf")
_TAG = r"^\s*[A-Za-z]{2,3}(?:[-_]\w+)*\s*$"
_CODE = r"^[A-Z][A-Z0-9]{2,4}$"
"""Three letters by ISO 4217; coins of exchanges have up to five."""


@dataclass(frozen=True)
class Value:
    """A value, and why it could not be read; at least one of the two is null."""

    value: Column
    reason: Column


def number(text: Column, decimal: str = ".") -> Value:
    """A finite number of type double.

    Args:
        text: As `written_numbers` brings it into form; so of the other numbers.
        decimal: What stands before decimals in the source, by which it is told what is wrong.
    """
    bare = F.trim(text)
    found = F.when(bare.rlike(FINITE), bare.cast("double"))
    return _number(bare, F.when(F.abs(found) < _INFINITY, found), "number", decimal)


def money(text: Column, decimal: str = ".") -> Value:
    """An amount, rounded half up to 2 places."""
    bare = F.trim(text)
    found = _within(bare, MONEY_LIMIT, "decimal(18,2)")
    return _number(bare, found, "amount", decimal)


def product(factors: Column, target: str, decimal: str) -> Value:
    """The product of the two numbers in an array of texts, exact until it is rounded."""
    first, second = factors[0], factors[1]
    exact = _within(first, _FACTOR_LIMIT, "decimal(19,6)") * _within(
        second, _FACTOR_LIMIT, "decimal(19,6)"
    )
    found = F.when(F.abs(exact) < MONEY_LIMIT, exact.cast(target))
    either = F.when(first.rlike(FINITE), second).otherwise(first)
    kind = "amount" if target.startswith("decimal") else "number"
    return _number(either, found, kind, decimal)


def whole(text: Column, decimal: str = ".") -> Value:
    """A whole number; `12.0` is one."""
    bare = F.trim(text)
    found = F.when(bare.rlike(_WHOLE), F.regexp_replace(bare, r"\.0*$", "").cast("long"))
    return _number(bare, found, "number", decimal)


def small(text: Column, decimal: str = ".") -> Value:
    """A whole number of 32 bits."""
    read = whole(text, decimal)
    is_large = F.coalesce(F.abs(read.value) > _SMALL_LIMIT, F.lit(False))
    return Value(
        F.when(~is_large, read.value).cast("integer"),
        F.when(is_large, "number_out_of_range").otherwise(read.reason),
    )


def count(text: Column, decimal: str = ".") -> Value:
    """A whole number that is not negative."""
    read = whole(text, decimal)
    is_negative = F.coalesce(read.value < 0, F.lit(False))
    return Value(
        F.when(~is_negative, read.value),
        F.when(is_negative, "number_negative").otherwise(read.reason),
    )


def boolean(text: Column) -> Value:
    """True or false, as true/false, t/f, yes/no, y/n or 1/0, in any case."""
    bare = F.lower(F.trim(text))
    is_true = bare.isin("true", "t", "yes", "y", "1")
    is_known = is_true | bare.isin("false", "f", "no", "n", "0")
    return Value(
        F.when(is_known, is_true), F.when(bare.isNotNull() & ~is_known, F.lit("value_malformed"))
    )


def texts(text: Column, separator: str | None) -> Value:
    """A list of texts, without blanks around them; from JSON where there is no separator."""
    if separator is None:
        parts = F.from_json(text, "array<string>")
    else:
        parts = F.split(text, re.escape(separator))
    kept = F.filter(F.transform(parts, F.trim), lambda part: part != "")
    return Value(kept, F.when(text.isNotNull() & parts.isNull(), F.lit("value_malformed")))


def plain(text: Column) -> Value:
    """The text as it is."""
    return Value(text, _no_reason())


def currency(code: Column) -> Value:
    """A code of a currency, as `currency_code` gives it; a sign that several have is none."""
    is_known = code.rlike(_CODE)
    return Value(
        F.when(is_known, code), F.when(code.isNotNull() & ~is_known, F.lit("currency_unknown"))
    )


def language(text: Column) -> Column:
    """The language of a tag of BCP 47, such as `en` of `en-GB` or `pt_BR`; other texts stay."""
    return F.when(text.rlike(_TAG), language_code(F.regexp_replace(text, r"\s", ""))).otherwise(
        text
    )


NUMBERS: dict[str, Callable[[Column, str], Value]] = {
    "integer": small,
    "long": whole,
    "double": number,
    "decimal(18,2)": money,
}
"""The reader of each type of number."""

READERS = {"string": plain, "boolean": boolean}
"""The reader of each type of column that needs nothing but the text."""


def _number(text: Column, found: Column, kind: str, decimal: str) -> Value:
    is_infinite = text.rlike(FINITE) & (F.abs(text.cast("double")) == _INFINITY)
    other = "decimal_comma" if decimal == "." else "decimal_point"
    reason = F.when(text.rlike(_NOT_FINITE) | is_infinite, F.lit("number_not_finite"))
    reason = reason.when(has_other_decimal(text), F.lit(other))
    if kind == "amount":
        reason = reason.when(has_currency(text), F.lit("currency_differs"))
    reason = reason.otherwise(F.lit(f"{kind}_malformed"))
    return Value(found, F.when(text.isNotNull() & found.isNull(), reason))


def _within(text: Column, limit: float, target: str) -> Column:
    is_small = F.when(text.rlike(FINITE), F.abs(text.cast("double")) < limit)
    return F.when(is_small, text.cast(target))


def _no_reason() -> Column:
    return F.lit(None).cast("string")
