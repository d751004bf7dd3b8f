"""What is unusual about the week, and the posts that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame

from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.week import missing, sentences
from voxlake.report.week.comparisons import (
    Comparison,
    clear_changes,
    compare_money,
    compare_posts,
)
from voxlake.report.week.daily import Counts, Daily
from voxlake.report.week.evidence import Post, people_behind, posts_behind
from voxlake.report.week.sentences import UNKNOWN, Words

_MONEY = ("purchases", "revenue")


@dataclass(frozen=True)
class Change:
    """A change in words, with its evidence."""

    sentence: str
    usual: str
    evidence: str
    posts: list[Post]


@dataclass(frozen=True)
class Figure:
    """A figure of both weeks and what is usual, in words; whether it is more than chance."""

    name: str
    now: str
    before: str
    usual: str
    is_clear: bool


@dataclass(frozen=True)
class Counted:
    """The posts that count, and the purchases, by day."""

    posts: Daily
    purchases: Daily


@dataclass(frozen=True)
class Week:
    """What the report says of the week.

    Attributes:
        changes: What is more than chance, the clearest first.
        unnamed: How many further changes there are no room for.
        figures: The main figures of both weeks.
        compared: How many figures were held against the weeks before.
        missing: Plain sentences on days that are missing and on what could not be compared.
    """

    changes: list[Change]
    unnamed: int
    figures: list[Figure]
    compared: int
    missing: list[str]


@dataclass(frozen=True)
class _Found:
    """Comparisons of one kind of rows, and what to say of their days."""

    comparisons: list[Comparison]
    missing: list[str]


def changes_of_week(
    posts: DataFrame,
    counted: Counted,
    topics: Mapping[str, str],
    as_of: date,
    settings: ReportSettings,
) -> Week:
    """Hold the week up to a day against the weeks before it.

    Args:
        posts: Posts of the week and of the one before, with `is_now`, to show.
        counted: The posts that count and the purchases of all the weeks, by day.
        topics: What each topic is called, by its number as text.
        as_of: Last day of the week.
        settings: What counts as a change, and how much to show.
    """
    found = [
        _of_posts(counted.posts, as_of, settings),
        _of_money(counted.purchases, as_of, settings),
    ]
    compared = [c for each in found for c in each.comparisons]
    clear = clear_changes(compared, settings.false_alarms)
    shown = clear[: settings.max_changes]
    words = Words(topics, next(iter(counted.purchases.values("currency")), None))
    people = people_behind([c for c in shown if c.kind not in _MONEY], posts)
    return Week(
        changes=[_change(c, people.get(c), posts, words, settings) for c in shown],
        unnamed=len(clear) - len(shown),
        figures=[
            Figure(
                sentences.name(c, words),
                sentences.figure(c, c.now, words),
                UNKNOWN if c.before is None else sentences.figure(c, c.before, words),
                sentences.range_of(c, words),
                c in clear,
            )
            for c in compared
            if c.kind in ("posts", *_MONEY, "label")
        ],
        compared=sum(c.usual is not None for c in compared),
        missing=[sentence for each in found for sentence in each.missing],
    )


def _of_posts(counted: Daily, as_of: date, settings: ReportSettings) -> _Found:
    by_week = counted.by_week()
    if not by_week.any():
        return _Found([], [])
    if not by_week[0]:
        return _Found([], ["There are no posts in this week."])
    thin = missing.thin_days(counted.by_day(), as_of, WEEK * settings.weeks)
    is_whole = _whole(counted, by_week, thin, as_of)
    told = missing.said(thin, "posts", as_of) + _too_few(is_whole, "posts", settings)
    return _Found(compare_posts(counted, is_whole, settings), told)


def _of_money(bought: Daily, as_of: date, settings: ReportSettings) -> _Found:
    by_week = bought.by_week("purchases")
    if not by_week.any():
        return _Found([], [])
    thin = missing.thin_days(bought.by_day("purchases"), as_of, WEEK * settings.weeks)
    is_whole = _whole(bought, by_week, thin, as_of)
    told = missing.said(thin, "purchases", as_of) + _too_few(is_whole, "purchases", settings)
    return _Found(compare_money(bought, is_whole, settings), told)


def _whole(
    rows: Daily, by_week: Counts, thin: Sequence[missing.ThinDay], as_of: date
) -> list[bool]:
    """Whether each week has rows on all of its days: none is thin or before the first row."""
    odd = missing.weeks_of(thin, as_of)
    first = rows.rows["age"].max()
    return [
        bool(count) and week not in odd and WEEK * (week + 1) <= first + 1
        for week, count in enumerate(by_week)
    ]


def _too_few(is_whole: Sequence[bool], what: str, settings: ReportSettings) -> list[str]:
    known = sum(is_whole[1:])
    if known >= settings.min_weeks:
        return []
    weeks = "1 whole week" if known == 1 else f"{known or 'no'} whole weeks"
    return [
        f"Before this week there {'is' if known == 1 else 'are'} {weeks} of {what}; it takes "
        f"{settings.min_weeks} to know what is usual. So the figures stand below, and nothing "
        "is said of them."
    ]


def _change(
    comparison: Comparison,
    people: int | None,
    posts: DataFrame,
    words: Words,
    settings: ReportSettings,
) -> Change:
    sentence, usual = sentences.sentence(comparison, words), sentences.usual(comparison, words)
    if people is None:
        return Change(sentence, usual, "This is counted from purchases, not from posts.", [])
    shown = posts_behind(comparison, posts, settings)
    week = "this week" if comparison.is_rise else "the week before"
    evidence = f"The most liked of these posts, from {week}:"
    if not shown:
        evidence = "None of these posts has a text of its own to show."
    return Change(sentence, usual, f"{sentences.authors(people)} {evidence}", shown)
