"""All of the history: its weeks or months, and the days that lie furthest from what was usual."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.core.usual import usual_count
from voxlake.report.pictures import COLOURS, LIGHT, embedded, name_days
from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import BRAND_SENTIMENT, POSTS, SENTIMENT_ALERTS
from voxlake.tables.columns import ALL

_MOST_WEEKS = 120
_SHOWN = 5
_WEEKS_BEFORE = 8
_LEAST_WEEKS = 4
_ODD = 0.005  # share of ordinary days that pass for odd ones


@dataclass(frozen=True)
class Period:
    """A week or month from its first day: posts that were read, and the negative ones."""

    first: date
    posts: int
    negative: int


@dataclass(frozen=True)
class NegativeDay:
    """A day with more negative posts than was usual then."""

    day: date
    posts: int
    share: float
    usual: float


@dataclass(frozen=True)
class BusyDay:
    """A day with more posts than was usual for its weekday then."""

    day: date
    posts: int
    usual: float


@dataclass(frozen=True)
class History:
    """What stood out in all of the history.

    Attributes:
        first: The first day with a post that was read.
        posts: Posts that were read.
        of_posts: All posts up to the day.
        unit: week or month.
        periods: In order.
        negative_days: Those furthest from the usual share, the furthest first.
        busy_days: Those furthest from the usual count, the furthest first.
    """

    first: date
    posts: int
    of_posts: int
    unit: str
    periods: list[Period]
    negative_days: list[NegativeDay]
    busy_days: list[BusyDay]


@dataclass(frozen=True)
class _Day:
    day: date
    posts: int
    negative: int


def history_of_posts(sources: Sources, as_of: date, settings: ReportSettings) -> History | None:
    """The history up to a day; None where it is no longer than the report's days.

    Counts of a day are those of `brand_sentiment`, negative days those of `sentiment_alerts`.

    Args:
        sources: The tables.
        as_of: Last day.
        settings: How many days the report's pictures show.
    """
    of_all = F.col("brand") == ALL
    rows = (
        sources[BRAND_SENTIMENT]
        .where(of_all & (F.col("post_date") <= F.lit(as_of)))
        .select("post_date", "post_count", "negative_count")
        .orderBy("post_date")
        .collect()  # a row a day
    )
    days = [_Day(*row) for row in rows]
    if not days or (as_of - days[0].day).days < settings.days:
        return None
    unit, periods = _periods(days, as_of)
    return History(
        days[0].day,
        sum(day.posts for day in days),
        sources[POSTS].where(F.col("post_date") <= F.lit(as_of)).count(),
        unit,
        periods,
        _negative_days(sources, as_of),
        busy_days({day.day: day.posts for day in days}),
    )


def _periods(days: list[_Day], as_of: date) -> tuple[str, list[Period]]:
    """Weeks that end on the weekday of the last day or, where they are many, months; all of them.

    Args:
        days: Days with posts, in order.
        as_of: Last day.
    """
    is_long = (as_of - days[0].day).days > WEEK * _MOST_WEEKS

    def first_of(day: date) -> date:
        if is_long:
            return day.replace(day=1)
        return day - timedelta(days=WEEK - 1 - (as_of - day).days % WEEK)

    span = (as_of - days[0].day).days
    every = (first_of(days[0].day + timedelta(days=i)) for i in range(span + 1))
    posts, negative = dict.fromkeys(every, 0), Counter[date]()
    for day in days:
        posts[first_of(day.day)] += day.posts
        negative[first_of(day.day)] += day.negative
    periods = [Period(first, count, negative[first]) for first, count in posts.items()]
    return "month" if is_long else "week", periods


def _negative_days(sources: Sources, as_of: date) -> list[NegativeDay]:
    rows = (
        sources[SENTIMENT_ALERTS]
        .where(F.col("brand") == ALL)
        .where(F.col("post_date") <= F.lit(as_of))
        .orderBy(F.col("distance").desc_nulls_last(), F.desc("negative_count"), "post_date")
        .limit(_SHOWN)
        .collect()
    )
    return [
        NegativeDay(row["post_date"], row["post_count"], row["negative_share"], row["usual_share"])
        for row in rows
    ]


def busy_days(posts: dict[date, int]) -> list[BusyDay]:
    """Days with more posts than the same weekday of the eight weeks before, the furthest first.

    Days without posts count as 0 from the first day on. Four such weekdays say what is usual.

    Args:
        posts: Posts of each day that has any.
    """
    first = min(posts)
    found = []
    for day, count in posts.items():
        back = [day - timedelta(days=WEEK * i) for i in range(1, _WEEKS_BEFORE + 1)]
        before = [float(posts.get(each, 0)) for each in back if each >= first]
        if len(before) < _LEAST_WEEKS:
            continue
        usual = usual_count(count, before)
        if usual.distance > 0 and usual.p_value < 2 * _ODD:
            found.append((usual.distance, BusyDay(day, count, usual.level)))
    found.sort(key=lambda each: (-each[0], each[1].day))
    return [day for _, day in found[:_SHOWN]]


@embedded
def history_picture(figure: Picture, history: History) -> None:
    """Posts that were read in each week or month, and below them the share of negative ones."""
    above, below = figure.subplots(2, 1, sharex=True)
    places = range(len(history.periods))
    above.bar(places, [p.posts for p in history.periods], 0.9, color=LIGHT)
    above.set_ylabel(f"posts a {history.unit}")
    shares = [100 * p.negative / p.posts if p.posts else np.nan for p in history.periods]
    below.plot(places, shares, color=COLOURS["negative"], marker=".", markersize=4)
    below.set_ylabel("% negative")
    below.set_ylim(bottom=0)
    form = "%-d %b %Y" if history.unit == "week" else "%b %Y"
    name_days(below, [period.first for period in history.periods], form)
