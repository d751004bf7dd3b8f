"""Turns the texts of a record into times and days, or says why not; nothing here raises."""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.mapping import Expression, day_form
from voxlake.ingest.values import FINITE, Value
from voxlake.spark.local_time import local_date

_ISO = r"^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2})?(:\d{2}(?:\.\d{1,9})?)? ?(Z|UTC|[+-]\d{2}:?\d{2})?$"
_QUOTED = re.compile(r"'[^']*'")
_QUOTED_OR_YEAR = re.compile(r"'[^']*'|y+")
_YEARS = {"y": "yyyy", "yyy": "yyyy"}
_LONG_YEAR = r"\+\d{5}"
"""Only with a sign does Java read more digits of a year than there are letters."""
_ZONE_LETTERS = frozenset("XxZzVO")
_PER_SECOND = {"unix_seconds": 1, "unix_milliseconds": 1000}
_SECONDS_LIMIT = 2.5e11  # a time some thousand years away
_FIRST_TWEET_MS = 1_288_834_974_657
_SNOWFLAKE = r"^\d{15,18}$|^[1-8]\d{18}$"
"""Ids of X since November 2010, which hold the milliseconds since then above 22 other bits."""


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
    if form == "twitter_id":
        return _of_id(text)
    if form == "twitter":
        # Wed Aug 27 13:08:45 +0000 2008: the day of the week, which Spark does not parse, goes.
        return _pattern(F.substring(text, 5, 26), "MMM dd HH:mm:ss Z yyyy", "UTC")
    day = day_form(form)
    if day == form:
        return _pattern(text, form, day_zone)
    timed = _pattern(text, form, zone)
    return timed if day is None else F.coalesce(_pattern(text, day, day_zone), timed)


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
    seconds = F.when(text.rlike(FINITE), text.cast("double")) / per_second
    exact = F.when(F.abs(seconds) < _SECONDS_LIMIT, text.cast("decimal(38,9)"))
    return F.timestamp_micros((exact * (1_000_000 // per_second)).cast("long"))


def _of_id(text: Column) -> Column:
    """The time at which X made a post, by its id; null for the ids before November 2010."""
    number = F.when(text.rlike(_SNOWFLAKE), text.cast("long"))
    return F.timestamp_millis(F.shiftright(number, 22) + _FIRST_TWEET_MS)
