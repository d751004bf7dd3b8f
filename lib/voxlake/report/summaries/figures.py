"""The key figures of a period, held against the periods before it as the report does with weeks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pandas as pd

from voxlake.report.settings import ReportSettings
from voxlake.report.summaries.periods import Period
from voxlake.report.summaries.summary import Figure
from voxlake.report.week import missing, sentences
from voxlake.report.week.comparisons import Comparison
from voxlake.report.week.daily import Daily
from voxlake.report.week.sentences import UNKNOWN, Words

_SHARES = ("label", "topic", "mood_of_topic")


def by_period(rows: Daily, periods: Sequence[Period]) -> Daily:
    """Rows whose `week` numbers the periods, 0 for the first that is given; others left out."""
    number = {
        day.date(): i
        for i, period in enumerate(periods)
        for day in pd.date_range(period.first, period.last)
    }
    is_known = pd.Series([day in number for day in rows.rows["day"]], rows.rows.index, dtype=bool)
    known = rows.rows[is_known]
    week = [number[day] for day in known["day"]]
    return Daily(known.assign(week=pd.Series(week, index=known.index, dtype=int)), len(periods))


def whole_periods(
    rows: Daily, value: str, periods: Sequence[Period]
) -> tuple[list[bool], list[date]]:
    """Whether each period has rows on all of its days, and the days of the first that lack them.

    A day lacks rows as `report.week.missing` says. The rows begin with the first day that has any.

    Args:
        rows: Of the periods, as `by_period` gives them.
        value: What is counted.
        periods: The latest first.
    """
    by_day = rows.by_day(value)
    last = periods[0].last
    span = (last - periods[-1].first).days + 1
    thin = [each.day for each in missing.thin_days(by_day, last, span)]
    first = min(by_day, default=last)
    whole = [
        bool(count) and first <= period.first and not any(_has(period, day) for day in thin)
        for period, count in zip(periods, rows.by_week(value), strict=True)
    ]
    return whole, [day for day in thin if _has(periods[0], day)]


def key_figures(
    comparisons: Sequence[Comparison], clear: Sequence[Comparison], words: Words, unit: str
) -> list[Figure]:
    """The figures of posts, negative ones, purchases and revenue, as far as there are any.

    Args:
        comparisons: What was compared.
        clear: What of it chance does not explain.
        words: What topics are called, and the currency.
        unit: week or month.
    """
    return [
        Figure(
            sentences.name(one, words),
            sentences.figure(one, one.now, words),
            UNKNOWN if one.before is None else sentences.figure(one, one.before, words),
            change_of(one),
            verdict(one, is_clear=one in clear, words=words, unit=unit),
        )
        for one in comparisons
        if one.kind in ("posts", "purchases", "revenue")
        or (one.kind, one.subject) == ("label", "negative")
    ]


def change_of(one: Comparison) -> str:
    """How a figure differs from that of the period before."""
    if one.before is None:
        return UNKNOWN
    if one.kind in _SHARES:
        return f"{100 * (one.now - one.before):+z.1f} points"
    return f"{one.now / one.before - 1:+.0%}" if one.before > 0 else UNKNOWN


def verdict(one: Comparison, *, is_clear: bool, words: Words, unit: str) -> str:
    """What to make of a figure, in a sentence that is true whatever it is."""
    if one.usual is None:
        return f"There are too few whole {unit}s before to say what is usual."
    if is_clear:
        return sentences.sentence(one, words)
    if not one.usual.low <= one.now <= one.usual.high:
        side = "above" if one.is_rise else "below"
        return (
            f"It lies {side} what 95 of 100 ordinary {unit}s have "
            f"({sentences.range_of(one, words)}); of so many figures that are compared, chance "
            "alone puts some there."
        )
    return f"As usual: of 100 ordinary {unit}s, 95 have {sentences.range_of(one, words)}."


def not_whole(days: Sequence[date], what: str, settings: ReportSettings) -> list[str]:
    """A sentence on days of the period that lack rows; none without any."""
    if not days:
        return []
    shown = ", ".join(f"{day:%-d %B}" for day in days[: settings.max_changes])
    more = (
        f" and {len(days) - settings.max_changes} more" if len(days) > settings.max_changes else ""
    )
    return [f"Days with hardly any {what}: {shown}{more}. Their counts are not compared."]


def _has(period: Period, day: date) -> bool:
    return period.first <= day <= period.last
