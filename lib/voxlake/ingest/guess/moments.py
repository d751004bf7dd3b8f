"""Guesses the forms of times, and proves them on all values that are looked at.

Imports no pyspark.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from voxlake.ingest.guess.moment_forms import DayAndMonth, day_and_month, moment

_FORMS = 3
"""How many forms a column may have."""
_ENOUGH = 6
"""How many days in order say more than chance."""
_MONTHS = 12
_PLACEHOLDERS = 1970
"""Years up to it stand for no time, as 0001-01-01, 1900-01-01 and 1970-01-01 do."""


@dataclass(frozen=True)
class Moments:
    """Which forms times have, and how sure that is."""

    forms: tuple[str, ...]
    read: int
    """How many of the values the forms read."""
    count: int
    first_year: int = 0
    """The first year of theirs that is likely; 0 for none."""
    has_zone: bool = False
    """Whether the values say their zone, or need none."""
    is_day: bool = False
    """Whether they are days without an hour."""
    doubt: str = ""
    """What speaks against the forms, for people."""
    locale: str = ""
    """Language of the names of months, where it is not English."""
    unread: str = ""
    """A value that the forms do not read."""

    @property
    def share(self) -> float:
        """Share of the values that the forms read."""
        return self.read / self.count


def moments_of(values: Sequence[str], *, is_comma_land: bool = False) -> Moments | None:
    """The forms of values that are times; None where fewer than half of them are.

    Args:
        values: Those of a column that has some.
        is_comma_land: Whether the file has a comma before decimals, so that days come first.
    """
    texts = [value.strip() for value in values]
    orders, doubt = _orders(texts, is_comma_land=is_comma_land)
    found = [(text, moment(text, orders)) for text in texts]
    counts = Counter(one.form for _, one in found if one is not None)
    if counts.total() * 2 < len(texts) or not counts:
        return None
    forms = tuple(form for form, _ in counts.most_common(_FORMS))
    kept = [one for _, one in found if one is not None and one.form in forms]
    return Moments(
        forms,
        len(kept),
        len(texts),
        min((one.when.year for one in kept if one.when.year > _PLACEHOLDERS), default=0),
        has_zone=all(one.has_zone or one.is_day for one in kept),
        is_day=all(one.is_day for one in kept),
        doubt=doubt if any(form[0] in "dM" for form in forms) else "",
        locale=next((one.locale for one in kept if one.locale), ""),
        unread=next((text for text, one in found if one is None or one.form not in forms), ""),
    )


def _orders(texts: Sequence[str], *, is_comma_land: bool) -> tuple[dict[str, str], str]:
    """For each sign between numbers whether the day or the month is first, and how sure that is."""
    parts: dict[str, list[DayAndMonth]] = {}
    for text in texts:
        if found := day_and_month(text):
            parts.setdefault(found.sign, []).append(found)
    orders, doubt = {}, ""
    for sign, all_of in parts.items():
        day_first = sum(one.first > _MONTHS for one in all_of)
        month_first = sum(one.other > _MONTHS for one in all_of)
        if day_first or month_first:
            is_half = any(one.has_half for one in all_of)
            orders[sign] = "dM" if day_first + (not is_half) > month_first else "Md"
            if day_first and month_first:
                doubt = f"the day comes first in {day_first} values, the month in {month_first}"
        elif sign == ".":
            orders[sign] = "dM"
        else:
            orders[sign], doubt = _doubtful(sign, all_of, is_comma_land=is_comma_land)
    return orders, doubt


def _doubtful(sign: str, parts: Sequence[DayAndMonth], *, is_comma_land: bool) -> tuple[str, str]:
    """The likelier order of days and months none of which says it, and the doubt about it."""
    has_half = any(one.has_half for one in parts)
    in_order = None if has_half else _by_order(parts)
    order = in_order or ("dM" if is_comma_land and not has_half else "Md")
    why = ", but by the other the rows would not be in order" if in_order else ""
    place = "first" if order == "dM" else "second"
    return order, (
        f"no day is above 12, so that d{sign}M or M{sign}d cannot be told{why}: if months come "
        f"{place}, change it"
    )


def _by_order(parts: Sequence[DayAndMonth]) -> str | None:
    """Which order leaves the rows in order of time; None where both or neither does."""
    if len(set(parts)) < _ENOUGH:
        return None
    tried = {
        "dM": [(one.year, one.other, one.first) for one in parts],
        "Md": [(one.year, one.first, one.other) for one in parts],
    }
    in_order = [
        order for order, days in tried.items() if days in (sorted(days), sorted(days, reverse=True))
    ]
    return in_order[0] if len(in_order) == 1 else None
