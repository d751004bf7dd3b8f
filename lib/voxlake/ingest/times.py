"""Turns the texts of a record into times and days, or says why not; nothing here raises."""

from __future__ import annotations

import re

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.english_times import with_english_halves, with_english_months
from voxlake.ingest.mapping import Expression, day_form, without_weekday
from voxlake.ingest.values import Value
from voxlake.ingest.written_numbers import FINITE
from voxlake.ingest.written_times import iso_time
from voxlake.ingest.zones import is_zone
from voxlake.spark.local_time import local_date

_QUOTED = re.compile(r"'[^']*'")
_PARTS = re.compile(r"'[^']*'|y+|[ML]{3,}")
_ZONE_LETTERS = frozenset("XxZzVO")
_OPTIONAL_ZONE = re.compile(r"\[[^\[\]]*[XxZzVO][^\[\]]*\]")
_WEEKDAY = r"^\p{L}{2,15}[.,]* +"
"""A day of the week, which Spark does not parse, and which says nothing that the day does not."""
_LONG_YEAR = r"\+\d{5}"
"""Only with a sign does Java read more digits of a year than there are letters."""
_PER_SECOND = {"unix_seconds": 1, "unix_milliseconds": 1000, "unix_microseconds": 1_000_000}
_SECONDS_LIMIT = 1e11  # a time some thousand years away
_UNITS = {"seconds": 1e9, "milliseconds": 1e12, "microseconds": 1e15}
"""What times of 2001 to 2286 are at least in a unit; they are less than ten times that."""
_FIRST_TWEET_MS = 1_288_834_974_657
_SNOWFLAKE = r"^\d{15,18}$|^[1-8]\d{18}$"
"""Ids of X since November 2010, which hold the milliseconds since then above 22 other bits."""


def timestamp(
    text: Column, expression: Expression, day_zone: str, zone: Column | None = None
) -> Value:
    """An instant, by the first of the forms that it has.

    Args:
        text: What the source says, as `written_times.tidy` gives it.
        expression: The forms, and the zone of times that say none.
        day_zone: The zone of days without an hour, which begin with it: the lake's.
        zone: The row's own zone, as `zone_id` gives it; None where the expression names one.
    """
    own = F.lit(str(expression.zone)) if zone is None else zone
    found = F.coalesce(*(_time(text, form, expression, own, day_zone) for form in expression.time))
    reason = _misread_unit(text)
    if zone is not None:
        reason = F.when(~F.coalesce(is_zone(zone), F.lit(False)), "zone_unknown").otherwise(reason)
    is_none = text.isNotNull() & found.isNull()
    return Value(found, F.when(is_none, F.coalesce(reason, F.lit("time_malformed"))))


def day(text: Column, expression: Expression, day_zone: str, zone: Column | None = None) -> Value:
    """A day, by the same forms; of a time the day that it lies on in the lake's zone."""
    read = timestamp(text, expression, day_zone, zone)
    return Value(local_date(read.value, day_zone), read.reason)


def _time(text: Column, form: str, expression: Expression, zone: Column, day_zone: str) -> Column:
    """A time of one form; a day without an hour is one of its own zone, whatever the other."""
    if form == "iso":
        return iso_time(text, zone, day_zone)
    if form in _PER_SECOND:
        return _unix(text, form)
    if form == "twitter_id":
        return _of_id(text)
    if form == "twitter":
        # Wed Aug 27 13:08:45 +0000 2008
        return _pattern(F.substring(text, 5, 26), "MMM dd HH:mm:ss Z yyyy", F.lit("UTC"))
    if (dated := without_weekday(form)) != form:
        form, text = dated, F.regexp_replace(text, _WEEKDAY, "")
    letters = set(_QUOTED.sub("", form))
    if re.search("MMM|LLL", _QUOTED.sub("", form)):
        text = with_english_months(text, expression.locale)
    if "a" in letters:
        text = with_english_halves(text, expression.locale)
    day = day_form(form)
    if day == form:
        return _pattern(text, form, F.lit(day_zone))
    timed = _pattern(text, form, zone)
    return timed if day is None else F.coalesce(_pattern(text, day, F.lit(day_zone)), timed)


def _pattern(text: Column, pattern: str, zone: Column) -> Column:
    """A time by a pattern; the zone goes into the text, so that the session's does not count.

    A year has four digits, however many letters, and with two letters two or four: Spark ends at
    one that microseconds cannot tell.
    """
    text = F.when(~text.rlike(_LONG_YEAR), text)
    usual = _PARTS.sub(_usual_part, pattern)
    forms = [usual]
    if (long := _PARTS.sub(_long_year, usual)) != usual:
        forms.append(long)
    return F.coalesce(*(part for form in forms for part in _by_zone(text, form, zone)))


def _by_zone(text: Column, pattern: str, zone: Column) -> list[Column]:
    """The times of a pattern, without a zone in the text, and with one."""
    found = []
    local = _OPTIONAL_ZONE.sub("", pattern)
    if not _ZONE_LETTERS & set(_QUOTED.sub("", local)):
        whole = F.concat(text, F.lit(" "), zone)
        found.append(F.try_to_timestamp(whole, F.lit(f"{local} VV")))
    if local != pattern or not found:
        found.append(F.try_to_timestamp(text, F.lit(pattern)))
    return found


def _usual_part(part: re.Match[str]) -> str:
    """Years of four digits, and months by the first three letters of their English names."""
    letters = part[0]
    if letters[0] in "ML":
        return "MMM"
    return "yyyy" if letters in {"y", "yyy"} else letters


def _long_year(part: re.Match[str]) -> str:
    return "yyyy" if part[0] == "yy" else part[0]


def _unix(text: Column, form: str) -> Column:
    """A time by a count; null where it is of another unit, as its size tells."""
    per_second = _PER_SECOND[form]
    count = F.when(text.rlike(FINITE), text.cast("double"))
    is_other = F.lit(False)
    for least in (least for unit, least in _UNITS.items() if least < 1e9 * per_second):
        is_other = is_other | ((count >= least) & (count < 10 * least))
    is_near = (F.abs(count / per_second) < _SECONDS_LIMIT) & ~is_other
    exact = F.when(is_near, text.cast("decimal(38,9)"))
    return F.timestamp_micros((exact * (1_000_000 // per_second)).cast("long"))


def _of_id(text: Column) -> Column:
    """The time at which X made a post, by its id; null for the ids before November 2010."""
    number = F.when(text.rlike(_SNOWFLAKE), text.cast("long"))
    return F.timestamp_millis(F.shiftright(number, 22) + _FIRST_TWEET_MS)


def _misread_unit(text: Column) -> Column:
    """The reason that a text is a count of some unit; null where it is not like one."""
    count = F.when(text.rlike(FINITE), text.cast("double"))
    return F.coalesce(
        *(
            F.when((count >= least) & (count < 10 * least), f"time_in_{unit}")
            for unit, least in _UNITS.items()
        )
    )
