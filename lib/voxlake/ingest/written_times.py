"""Reads the ways in which people and programs write a day or a time, year first or by RFC 1123.

Nothing here raises. A local time that clocks skip is read as if they had not been put forward yet:
02:30 is 03:30. One that they show twice is the first of the two.
"""

from __future__ import annotations

from collections.abc import Callable

from pyspark.sql import Column
from pyspark.sql import functions as F

from voxlake.ingest.zones import zone_id

_ODD = "\u00a0\u2007\u2009\u200a\u202f\u3000\u2212\u2010\u2011"
_USUAL = " " * 6 + "-" * 3

_NOT_ASCII = r"[^\u0000-\u007f]"

_DAY = r"^\d{4}-\d\d-\d\d$"
_LOCAL = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?"
_WITH_ZONE = _LOCAL + r" ?(?:Z|UTC|[+-]\d\d:?\d\d)$"

_ZONE = (
    r"(?:([Zz]|[+-]\d{1,2}(?::?\d\d)?)(?: ?[\[(][^\])]*[\])])?"  # +01:00[Europe/Berlin]
    r"|[\[(]?([A-Za-z][\w/+:-]*)[\])]?(?: \([^)]*\))?)"
)
_DAY_ALONE = rf"^(\d{{4}}-\d{{1,2}}-\d{{1,2}}) ?{_ZONE}?$"
_TIMED = (
    r"^(\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d\d:\d\d(?:\.\d{1,9})?)"
    rf"(?: ?([AaPp])\.? ?[Mm]\.?(?![A-Za-z]))? ?{_ZONE}?$"
)
_RFC = (
    r"(?i)^(?:[a-z]{3,9},? +)?(\d{1,2})[ -](jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
    rf"[ -](\d{{4}}) +(\d{{1,2}}:\d\d(?::\d\d)?) ?{_ZONE}?$"
)
_LAST_SECOND = r" 24:00:00(?:\.0*)?$|:60(?:\.\d*)?$"
"""The end of a day, and a leap second: what is behind the second before."""


def tidy(text: Column) -> Column:
    """The text of a time with plain blanks and minus signs, and no blanks around it."""
    usual = F.when(text.rlike(_NOT_ASCII), F.translate(text, _ODD, _USUAL)).otherwise(text)
    return F.trim(usual)


def iso_time(text: Column, zone: Column, day_zone: str) -> Column:
    """An instant; null of a text that is none.

    Args:
        text: As `tidy` gives it.
        zone: Zone of times that say none, as Java reads it.
        day_zone: Zone of days without an hour.
    """
    midnight = F.lit(f" 00:00:00 {day_zone}")
    return F.coalesce(
        F.when(text.rlike(_WITH_ZONE), F.try_to_timestamp(text)),
        F.when(text.rlike(_LOCAL + "$"), F.try_to_timestamp(_spaced(text, zone))),
        F.when(text.rlike(_DAY), F.try_to_timestamp(F.concat(text, midnight))),
        _bound(
            _with_usual_parts(text),
            lambda usual: F.coalesce(_timed(usual, zone), _day(usual, midnight)),
        ),
        F.when(text.rlike(_RFC), _rfc(text, zone)),
    )


def _with_usual_parts(text: Column) -> Column:
    """`20240131T1805Z` and `2024/1/31, 18:05,5` as `2024-01-31 18:05:00Z` and so on."""
    steps = (
        (r"^(\d{4})(\d\d)(\d\d)(?=$|[Tt ]|\d{4}(?!\d)|\d{6}(?!\d))", "$1-$2-$3 "),
        (r"^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)[Tt_, ]*", "$1-$3-$4 "),
        (r" (\d\d)(\d\d)(\d\d)?(?!\d)(?!:)", " $1:$2:$3"),
        (r"(:\d\d)[.,](\d{1,9})\d*", "$1.$2"),
        (r"^(\S+ \d{1,2}:\d\d):?(?![\d:])", "$1:00"),
    )
    for pattern, usual in steps:
        text = F.regexp_replace(text, pattern, usual)
    return text


def _timed(usual: Column, zone: Column) -> Column:
    local, half, *zones = (F.regexp_extract(usual, _TIMED, group) for group in (1, 2, 3, 4))
    is_behind = local.rlike(_LAST_SECOND)
    clean = F.regexp_replace(F.regexp_replace(local, " 24:00:00", " 23:59:59"), ":60", ":59")
    said = _said_or(zones, zone)
    found = F.try_to_timestamp(_spaced(clean, said))
    by_half = F.try_to_timestamp(
        _spaced(F.regexp_replace(local, r"\..*", ""), F.concat(F.upper(half), F.lit("M")), said),
        F.lit("yyyy-M-d h:mm:ss a VV"),
    )
    whole = F.when(half != "", by_half).when(is_behind, found + F.expr("INTERVAL 1 SECOND"))
    return F.when(usual.rlike(_TIMED), whole.otherwise(found))


def _day(usual: Column, midnight: Column) -> Column:
    """A day without an hour, which is one of its own zone, whatever is written beside it."""
    day = F.regexp_extract(usual, _DAY_ALONE, 1)
    return F.when(usual.rlike(_DAY_ALONE), F.try_to_timestamp(F.concat(day, midnight)))


def _rfc(text: Column, zone: Column) -> Column:
    """A time such as `Wed, 31 Jan 2024 18:05:00 GMT`."""
    *parts, first, second = (F.regexp_extract(text, _RFC, group) for group in range(1, 7))
    said = _spaced(*parts, _said_or([first, second], zone))
    return F.try_to_timestamp(said, F.lit("d MMM yyyy H:mm[:ss] VV"))


def _said_or(zones: list[Column], zone: Column) -> Column:
    """The zone that a text names, or else another."""
    said = F.concat(*zones)
    return F.when(said == "", zone).otherwise(zone_id(said))


def _spaced(*parts: Column) -> Column:
    """Texts with a blank between them; null where one is, as `concat_ws` is not."""
    spaced = [part for text in parts for part in (F.lit(" "), text)]
    return F.concat(*spaced[1:])


def _bound(value: Column, made: Callable[[Column], Column]) -> Column:
    """What is made of a value that is worked out once, however often it is named there."""
    return F.transform(F.array(value), made)[0]
