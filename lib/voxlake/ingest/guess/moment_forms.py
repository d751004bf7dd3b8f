"""Reads a value as a time, and says the form that it has; imports no pyspark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import NamedTuple

_TIME = (
    r"(?P<between>,? +|T)(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?P<point>[.,]\d+)?)?[ \u00a0\u202f]?(?P<half>[AaPp]\.? ?[Mm]\.?)?"
)
_ZONE = r"(?: ?(?P<zone>Z|z|UTC|GMT|[+-]\d{2}:?(?:\d{2})?))?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?" + _ZONE
)
_COMPACT = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<sign>[./-])(?P<month>\d{{1,2}})(?P=sign)(?P<day>\d{{1,2}})"
    rf"(?:{_TIME})?{_ZONE}"
)
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<sign>[./-])(?P<other>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:{_TIME})?{_ZONE}"
)
_DAY_AND_NAME = re.compile(
    rf"(?P<day>\d{{1,2}})(?P<dot>\.?)(?P<sign>[ -])(?P<name>[^\W\d]{{3,}})(?P<end>\.?)"
    rf"(?P<behind>,? |-)(?P<year>\d{{4}}|\d{{2}})(?:{_TIME})?{_ZONE}"
)
_NAME_AND_DAY = re.compile(
    rf"(?P<name>[^\W\d]{{3,}})(?P<end>\.?)(?P<sign>[ -])(?P<day>\d{{1,2}})(?P<behind>,? |-)"
    rf"(?P<year>\d{{4}}|\d{{2}})"
    rf"(?:{_TIME})?{_ZONE}"
)
_WEEKDAY = re.compile(r"(?P<name>[^\W\d]{2,15})(?P<behind>[.,]* +)(?=\w)")
_SHORT_WEEKDAY = 3
_TWITTER = re.compile(r"[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d [+-]\d{4} \d{4}")
_UNIX = {
    "unix_seconds": (re.compile(r"\d{9,10}(\.\d+)?"), 1),
    "unix_milliseconds": (re.compile(r"\d{12,13}"), 1_000),
    "unix_microseconds": (re.compile(r"\d{15,16}"), 1_000_000),
}
_LIKELY_YEARS = range(1990, 2061)
_SHORT_YEAR = 2
_LAST_HOUR = 23  # what stands for 24:00
_MONTHS = {
    locale: names.split()
    for locale, names in {
        "en": "january february march april may june july august september october november "
        "december",
        "de": "januar februar märz april mai juni juli august september oktober november dezember",
        "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre "
        "décembre",
        "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
        "diciembre",
        "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
        "dezembro",
        "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
        "novembre dicembre",
    }.items()
}


@dataclass(frozen=True)
class Moment:
    """A value as a time."""

    form: str
    """As source files say it."""
    when: datetime
    """About when, in whatever zone."""
    has_zone: bool = False
    is_day: bool = False
    locale: str = ""
    """Language of the name of its month, where that is not English."""


class DayAndMonth(NamedTuple):
    """The numbers before the year of a day such as `1/2/2024`, and the sign between them."""

    sign: str
    first: int
    other: int
    year: int
    has_half: bool
    """Whether hours are of half a day, AM or PM."""


def day_and_month(text: str) -> DayAndMonth | None:
    """The numbers of a value whose day or month may be first; None where it is no such one."""
    if (found := _YEAR_LAST.fullmatch(text)) is None:
        return None
    first, other, year = (int(found[name]) for name in ("first", "other", "year"))
    return DayAndMonth(found["sign"], first, other, year, bool(found["half"]))


def moment(text: str, orders: Mapping[str, str]) -> Moment | None:
    """A value as a time, with its form; None where it is none.

    Args:
        text: The value.
        orders: For each sign between numbers, `dM` or `Md`: which is first.
    """
    for read in (_as_iso, _as_unix, _as_compact, _as_twitter, _with_name):
        if (found := read(text)) is not None:
            return found
    return _of_numbers(text, orders) or _with_weekday(text, orders)


def _with_weekday(text: str, orders: Mapping[str, str]) -> Moment | None:
    """A time behind the name of its day of the week, in whatever language."""
    if (found := _WEEKDAY.match(text)) is None:
        return None
    rest = text[found.end() :]
    if (made := _with_name(rest) or _of_numbers(rest, orders)) is None:
        return None
    letters = "EEE" if len(found["name"]) <= _SHORT_WEEKDAY else "EEEE"
    return replace(made, form=f"{letters}{found['behind']}{made.form}")


def _as_iso(text: str) -> Moment | None:
    return _made(found.groupdict(), "iso") if (found := _ISO.fullmatch(text)) else None


def _as_compact(text: str) -> Moment | None:
    return _made(found.groupdict(), "yyyyMMdd") if (found := _COMPACT.fullmatch(text)) else None


def _as_twitter(text: str) -> Moment | None:
    if not _TWITTER.fullmatch(text):
        return None
    when = datetime.strptime(text, "%a %b %d %H:%M:%S %z %Y").astimezone(UTC)
    return Moment("twitter", when.replace(tzinfo=None), has_zone=True)


def _as_unix(text: str) -> Moment | None:
    for form, (pattern, per_second) in _UNIX.items():
        if pattern.fullmatch(text):
            when = datetime.fromtimestamp(float(text) / per_second, UTC).replace(tzinfo=None)
            return Moment(form, when, has_zone=True) if when.year in _LIKELY_YEARS else None
    return None


def _of_numbers(text: str, orders: Mapping[str, str]) -> Moment | None:
    if found := _YEAR_FIRST.fullmatch(text):
        parts = found.groupdict()
        return _made(parts, f"yyyy{found['sign']}M{found['sign']}d{_hours(parts)}")
    if found := _YEAR_LAST.fullmatch(text):
        parts, sign = found.groupdict(), found["sign"]
        order = orders.get(sign, "dM")
        names = ("day", "month") if order == "dM" else ("month", "day")
        parts |= dict(zip(names, (found["first"], found["other"]), strict=True))
        form = sign.join((*order, "y" * len(found["year"])))
        return _made(parts, f"{form}{_hours(parts)}")
    return None


def _with_name(text: str) -> Moment | None:
    """A time whose month is a name."""
    if found := _DAY_AND_NAME.fullmatch(text):
        before = f"d{_quoted(found['dot'])}{found['sign']}"
    elif found := _NAME_AND_DAY.fullmatch(text):
        before = ""
    else:
        return None
    if (known := _month(found["name"])) is None:
        return None
    month, locale, is_short = known
    name = f"{'MMM' if is_short else 'MMMM'}{_quoted(found['end'])}"
    day = "" if before else f"{found['sign']}d"
    parts = {**found.groupdict(), "month": str(month)}
    years = "y" * len(found["year"])
    made = _made(parts, f"{before}{name}{day}{found['behind']}{years}{_hours(parts)}")
    return made and replace(made, locale=locale)


def _quoted(text: str) -> str:
    return f"'{text}'" if text else ""


def _month(name: str) -> tuple[int, str, bool] | None:
    """The number of a month, its language where that is not English, and whether it is short."""
    small = name.lower()
    for locale, names in _MONTHS.items():
        if small in names:
            return names.index(small) + 1, "" if locale == "en" else locale, False
    for locale, names in _MONTHS.items():
        fits = [number for number, whole in enumerate(names, 1) if whole.startswith(small)]
        if len(fits) == 1:
            return fits[0], "" if locale == "en" else locale, True
    return None


def _made(parts: Mapping[str, str | None], form: str) -> Moment | None:
    """A value with the parts that were found; None where there is no such time."""
    year, month, day, hour, minute = (
        int(parts.get(name) or 0) for name in ("year", "month", "day", "hour", "minute")
    )
    if len(parts["year"] or "") == _SHORT_YEAR:
        year += 2000
    try:
        when = datetime(year, month, day, min(hour, _LAST_HOUR), minute)
    except ValueError:
        return None
    has_hour = parts.get("hour") is not None
    return Moment(form, when, has_zone=bool(parts.get("zone")), is_day=not has_hour)


def _hours(parts: Mapping[str, str | None]) -> str:
    """The rest of a pattern: hours, minutes, seconds, halves of days and the zone."""
    if parts.get("hour") is None:
        return ""
    point = parts["point"] or ""
    half, zone = parts["half"], parts.get("zone")
    letters = (
        "'T'" if parts["between"] == "T" else parts["between"] or "",
        "h" if half else "H",
        ":mm",
        ":ss" if parts["second"] else "",
        f"{point[0]}{'S' * (len(point) - 1)}" if point else "",
        " a" if half else "",
        "" if not zone else " VV" if zone.isalpha() and len(zone) > 1 else "",
        "" if not zone or (zone.isalpha() and len(zone) > 1) else _offset(zone),
    )
    return "".join(letters)


def _offset(zone: str) -> str:
    return " XXX" if ":" in zone or zone.isalpha() else " XX"
