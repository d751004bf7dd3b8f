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

FINITE = r"^[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?$"
"""A number that can be computed: of `1e-999999999`, decimals would fill the memory."""
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
_WHOLE = r"^[+-]?\d{1,18}(\.0{0,100})?$"
_MONEY_LIMIT = 1e16  # DECIMAL(18,2) holds less
_FACTOR_LIMIT = 1e12
_SMALL_LIMIT = 2**31 - 1
_INFINITY = float("inf")


@dataclass(frozen=True)
class Value:
    """A value, and why it could not be read; at least one of the two is null."""

    value: Column
    reason: Column


def with_point(text: Column, decimal: str) -> Column:
    """The text of a number with a point before its decimals.

    Where that is a comma in the source, a point becomes a comma, so that the thousands of
    `1.234,50`, or of `1.234`, are refused rather than taken for decimals.
    """
    return text if decimal == "." else F.translate(text, ",.", ".,")


def number(text: Column) -> Value:
    """A finite number of type double."""
    bare = F.trim(text)
    found = F.when(bare.rlike(FINITE), bare.cast("double"))
    return _number(bare, F.when(F.abs(found) < _INFINITY, found), "number")


def money(text: Column) -> Value:
    """An amount, rounded half up to 2 places."""
    bare = F.trim(text)
    found = _within(bare, _MONEY_LIMIT, "decimal(18,2)")
    return _number(bare, found, "amount")


def product(pair: Column, target: str, decimal: str) -> Value:
    """The product of the two numbers in a JSON array of texts, exact until it is rounded."""
    texts = F.from_json(pair, "array<string>")
    first, second = (with_point(F.trim(texts[place]), decimal) for place in (0, 1))
    exact = _within(first, _FACTOR_LIMIT, "decimal(19,6)") * _within(
        second, _FACTOR_LIMIT, "decimal(19,6)"
    )
    found = F.when(F.abs(exact) < _MONEY_LIMIT, exact.cast(target))
    either = F.when(first.rlike(FINITE), second).otherwise(first)
    return _number(either, found, "amount" if target.startswith("decimal") else "number")


def whole(text: Column) -> Value:
    """A whole number; `12.0` is one."""
    bare = F.trim(text)
    found = F.when(bare.rlike(_WHOLE), F.regexp_replace(bare, r"\.0*$", "").cast("long"))
    return _number(bare, found, "number")


def small(text: Column) -> Value:
    """A whole number of 32 bits."""
    read = whole(text)
    is_large = F.coalesce(F.abs(read.value) > _SMALL_LIMIT, F.lit(False))
    return Value(
        F.when(~is_large, read.value).cast("integer"),
        F.when(is_large, "number_out_of_range").otherwise(read.reason),
    )


def count(text: Column) -> Value:
    """A whole number that is not negative."""
    read = whole(text)
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


NUMBERS: dict[str, Callable[[Column], Value]] = {
    "integer": small,
    "long": whole,
    "double": number,
    "decimal(18,2)": money,
}
"""The reader of each type of number."""

READERS = {"string": plain, "boolean": boolean, **NUMBERS}
"""The reader of each type of column that needs nothing but the text."""


def _number(text: Column, found: Column, kind: str) -> Value:
    reason = F.when(
        text.rlike(_NOT_FINITE) | (text.rlike(FINITE) & (F.abs(text.cast("double")) == _INFINITY)),
        F.lit("number_not_finite"),
    ).otherwise(F.lit(f"{kind}_malformed"))
    return Value(found, F.when(text.isNotNull() & found.isNull(), reason))


def _within(text: Column, limit: float, target: str) -> Column:
    is_small = F.when(text.rlike(FINITE), F.abs(text.cast("double")) < limit)
    return F.when(is_small, text.cast(target))


def _no_reason() -> Column:
    return F.lit(None).cast("string")
