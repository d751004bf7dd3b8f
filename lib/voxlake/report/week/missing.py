"""Days with nothing, or next to nothing, where there is usually much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from voxlake.report.settings import WEEK

_LEAST_USUAL = 5  # a day of fewer is empty by chance
_THIN = 0.1


@dataclass(frozen=True)
class ThinDay:
    """A day with less than a tenth of what is usual for its weekday."""

    day: date
    count: int
    usual: int


def thin_days(counts: Mapping[date, float], as_of: date, days: int) -> list[ThinDay]:
    """Days that are missing or not whole, from the first with a count on, in order.

    Args:
        counts: Posts, or purchases, of each day that has any.
        as_of: Last day.
        days: How many days to look at.
    """
    first = max(min(counts, default=as_of), as_of - timedelta(days=days - 1))
    held = {
        first + timedelta(days=i): counts.get(first + timedelta(days=i), 0)
        for i in range((as_of - first).days + 1)
    }
    of_weekday = [[n for day, n in held.items() if day.weekday() == i] for i in range(WEEK)]
    usual = [median(of_day) if of_day else 0 for of_day in of_weekday]
    return [
        ThinDay(day, int(count), round(usual[day.weekday()]))
        for day, count in held.items()
        if usual[day.weekday()] >= _LEAST_USUAL and count < _THIN * usual[day.weekday()]
    ]


def weeks_of(thin: Iterable[ThinDay], as_of: date) -> set[int]:
    """Numbers of the weeks of the days, 0 for the one that ends on `as_of`."""
    return {(as_of - each.day).days // WEEK for each in thin}


def said(thin: Iterable[ThinDay], what: str, as_of: date) -> list[str]:
    """A sentence for each of the two last weeks that has such days."""
    sentences = []
    for number, week in enumerate(("This week", "The week before")):
        days = [
            f"{each.day:%-d %B} ({each.count:,} {what}, usually about {each.usual:,})"
            for each in thin
            if weeks_of([each], as_of) == {number}
        ]
        if days:
            sentences.append(
                f"{week} is not whole: {', '.join(days)}. Its counts are too low and are not "
                "compared; its shares rest on the other days."
            )
    return sentences
