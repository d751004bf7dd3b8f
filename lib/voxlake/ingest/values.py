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

from voxlake.ingest.mapping import Expression, day_form
from voxlake.ingest.patterns import is_found
from voxlake.spark.local_time import local_date
from voxlake.text.handles import folded_name

_FINITE = r"^[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})([eE][+-]?\d{1,3})?$"
"""A number that can be computed: of `1e-999999999`, decimals would fill the memory."""
_NOT_FINITE = r"(?i)^[+-]?(nan|inf|infinity)$"
_WHOLE = r"^[+-]?\d{1,18}(\.0{0,100})?$"
_NOTHING = r"^(?:nan|NaN|NAN|None|null|NULL|NaT|<NA>|undefined|#N/A|#NV|#[\p{Lu}\d/]+[!?])$"
"""What tools write for a value that is missing or, as spreadsheets do, went wrong."""

_ISO = r"^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2})?(:\d{2}(?:\.\d{1,9})?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$"
_QUOTED = re.compile(r"'[^']*'")
_QUOTED_OR_YEAR = re.compile(r"'[^']*'|y+")
_YEARS = {"y": "yyyy", "yyy": "yyyy"}
_LONG_YEAR = r"\+\d{5}"
"""Only with a sign does Java read more digits of a year than there are letters."""
_ZONE_LETTERS = frozenset("XxZzVO")
_MONEY_LIMIT = 1e16  # DECIMAL(18,2) holds less
_FACTOR_LIMIT = 1e12
_SMALL_LIMIT = 2**31 - 1
_INFINITY = float("inf")
_PER_SECOND = {"unix_seconds": 1, "unix_milliseconds": 1000}
_SECONDS_LIMIT = 2.5e11  # a time some thousand years away


@dataclass(frozen=True)
class Value:
    """A value, and why it could not be read; at least one of the two is null."""

    value: Column
    reason: Column


def source_text(name: str, nulls: tuple[str, ...]) -> Column:
    """Text of a column of the source; null where a marker says that there is none."""
    text = F.col("values")[name]
    return F.when(~text.isin(*nulls), text) if nulls else text


def unless_nothing(text: Column) -> Column:
    """The text of an id; null where it is a word of tools for none, such as `nan` or `#NAME?`."""
    return F.when(~text.rlike(_NOTHING), text)


def raw_text(expression: Expression, nulls: tuple[str, ...]) -> Column:
    """Text that an expression takes from a record, before its type is known."""
    text = _taken(expression, nulls)
    if expression.values:
        meant = F.create_map(*(F.lit(part) for pair in expression.values.items() for part in pair))
        said = F.trim(text)
        text = F.when(said.isin(*expression.values), meant[said]).otherwise(text)
    if expression.matches is not None:
        text = is_found(text, expression.matches).cast("string")
    return text if expression.default is None else F.coalesce(text, F.lit(expression.default))


def _taken(expression: Expression, nulls: tuple[str, ...]) -> Column:
    """Text of the columns that an expression names, before it is looked at."""
    if expression.constant is not None:
        return F.lit(_constant(expression.constant))
    if expression.made_of is not None or expression.product is not None:
        parts = [source_text(name, nulls) for name in expression.columns]
        if expression.folded:
            parts = [folded_name(part) for part in parts]
        text = F.to_json(F.array(*parts))
        if expression.product is not None:
            return F.when(parts[0].isNotNull() & parts[1].isNotNull(), text)
        return F.when(F.coalesce(*map(unless_nothing, parts)).isNotNull(), text)
    parts = [source_text(name, nulls) for name in expression.columns]
    text = parts[0]
    if expression.joined is not None:
        joined = F.concat_ws(expression.between, *(F.trim(part) for part in parts))
        text = F.when(F.coalesce(*parts).isNotNull(), joined)
    if expression.path is not None:
        text = F.get_json_object(text, expression.path)
    for affix, pattern in ((expression.strip_prefix, "^{}"), (expression.strip_suffix, "{}$")):
        if affix is not None:
            text = F.regexp_replace(text, pattern.format(re.escape(affix)), "")
    return folded_name(text) if expression.folded else text


def timestamp(text: Column, expression: Expression, day_zone: str) -> Value:
    """An instant, by the first of the forms that it has.

    Args:
        text: What the source says.
        expression: The forms, and the zone of times that say none.
        day_zone: The zone of days without an hour, which begin with it: the lake's.
    """
    bare = F.trim(text)
    found = F.coalesce(*(_time(bare, form, expression.zone, day_zone) for form in expression.time))
    return Value(found, F.when(bare.isNotNull() & found.isNull(), F.lit("time_malformed")))


def day(text: Column, expression: Expression, day_zone: str) -> Value:
    """A day, by the same forms; of a time the day that it lies on in the lake's zone."""
    read = timestamp(text, expression, day_zone)
    return Value(local_date(read.value, day_zone), read.reason)


def _time(text: Column, form: str, zone: str, day_zone: str) -> Column:
    """A time of one form; a day without an hour is one of its own zone, whatever the other."""
    if form == "iso":
        return _iso(text, zone, day_zone)
    if form in _PER_SECOND:
        return _unix(text, _PER_SECOND[form])
    if form == "twitter":
        # Wed Aug 27 13:08:45 +0000 2008: the day of the week, which Spark does not parse, goes.
        return _pattern(F.substring(text, 5, 26), "MMM dd HH:mm:ss Z yyyy", "UTC")
    day = day_form(form)
    if day == form:
        return _pattern(text, form, day_zone)
    timed = _pattern(text, form, zone)
    return timed if day is None else F.coalesce(_pattern(text, day, day_zone), timed)


def with_point(text: Column, decimal: str) -> Column:
    """The text of a number with a point before its decimals.

    Where that is a comma in the source, a point becomes a comma, so that the thousands of
    `1.234,50`, or of `1.234`, are refused rather than taken for decimals.
    """
    return text if decimal == "." else F.translate(text, ",.", ".,")


def number(text: Column) -> Value:
    """A finite number of type double."""
    bare = F.trim(text)
    found = F.when(bare.rlike(_FINITE), bare.cast("double"))
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
    either = F.when(first.rlike(_FINITE), second).otherwise(first)
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
        text.rlike(_NOT_FINITE) | (text.rlike(_FINITE) & (F.abs(text.cast("double")) == _INFINITY)),
        F.lit("number_not_finite"),
    ).otherwise(F.lit(f"{kind}_malformed"))
    return Value(found, F.when(text.isNotNull() & found.isNull(), reason))


def _within(text: Column, limit: float, target: str) -> Column:
    is_small = F.when(text.rlike(_FINITE), F.abs(text.cast("double")) < limit)
    return F.when(is_small, text.cast(target))


def _iso(text: Column, zone: str, day_zone: str) -> Column:
    day, time, seconds, offset = (F.regexp_extract(text, _ISO, group) for group in (1, 2, 3, 4))
    whole = F.concat(
        day,
        F.when(time != "", time).otherwise(F.lit(" 00:00")),
        F.when(seconds != "", seconds).otherwise(F.lit(":00")),
        F.when(time == "", F.lit(f" {day_zone}"))
        .when(offset != "", offset)
        .otherwise(F.lit(f" {zone}")),
    )
    return F.when(text.rlike(_ISO), F.try_to_timestamp(whole))


def _pattern(text: Column, pattern: str, zone: str) -> Column:
    """A time by a pattern; the zone goes into the text, so that the session's does not count.

    A year has four digits, however many letters: Spark ends at one that microseconds cannot tell.
    """
    text = F.when(~text.rlike(_LONG_YEAR), text)
    pattern = _QUOTED_OR_YEAR.sub(lambda part: _YEARS.get(part[0], part[0]), pattern)
    if _ZONE_LETTERS & set(_QUOTED.sub("", pattern)):
        return F.try_to_timestamp(text, F.lit(pattern))
    return F.try_to_timestamp(F.concat(text, F.lit(f" {zone}")), F.lit(f"{pattern} VV"))


def _unix(text: Column, per_second: int) -> Column:
    seconds = F.when(text.rlike(_FINITE), text.cast("double")) / per_second
    exact = F.when(F.abs(seconds) < _SECONDS_LIMIT, text.cast("decimal(38,9)"))
    return F.timestamp_micros((exact * (1_000_000 // per_second)).cast("long"))


def _constant(value: str | float | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _no_reason() -> Column:
    return F.lit(None).cast("string")
