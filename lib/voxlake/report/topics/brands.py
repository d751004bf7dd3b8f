"""Competitors side by side: how much is said of each brand, and how it feels."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.report.pictures import embedded
from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.topics.panels import Line, draw_panels
from voxlake.tables import SHARE_OF_VOICE
from voxlake.tables.columns import ALL_TOPICS
from voxlake.topics.called import Names

_BRANDS = 8
_TOPICS = 3
_ANYTHING = 2.0  # half the width of an interval that holds all between -1 and 1, wherever it lies


@dataclass(frozen=True)
class Estimate:
    """A figure with the ends of its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BrandWeek:
    """A week of a brand.

    Attributes:
        posts: Posts that name it.
        share: Their share of those of all brands; None where no brand was named.
        scored: Posts whose words about it were scored.
        negative: The negative ones among them.
        positive: The positive ones.
        sentiment: Mean of positive - negative; None where none was scored.
        reach: Views of the posts.
    """

    posts: int
    share: Estimate | None
    scored: int
    negative: int
    positive: int
    sentiment: Estimate | None
    reach: int


@dataclass(frozen=True)
class Brand:
    """A brand, its weeks in order, and the topics of the posts that name it, the largest first."""

    name: str
    weeks: list[BrandWeek]
    topics: list[tuple[str, int]]


@dataclass(frozen=True)
class Voices:
    """The brands of which most was said, of how many there are, and the first day of each week."""

    brands: list[Brand]
    of_brands: int
    starts: list[date]


def share_of_voice(
    sources: Sources, names: Names, as_of: date, settings: ReportSettings
) -> Voices | None:
    """The brands by week, those with most posts first; None without any.

    Weeks end on the last day. A week's share and sentiment are the means of its days, by posts;
    their intervals are those of the days put together, as if the days were drawn by themselves.

    Args:
        sources: The tables.
        names: Of topics.
        as_of: Last day.
        settings: How many weeks are shown.
    """
    rows = window(sources[SHARE_OF_VOICE], "post_date", as_of, settings.counted_days)
    whole = rows.where(F.col("topic_id") == ALL_TOPICS).collect()  # brands x days
    if not whole:
        return None
    of_topics = (
        window(rows, "post_date", as_of, settings.days)
        .where(F.col("topic_id") >= 0)
        .groupBy("brand", "topic_id")
        .agg(F.sum("post_count").alias("posts"))
        .collect()  # brands x topics
    )
    weeks = Weeks(as_of, whole)
    brands = weeks.brands
    return Voices(
        [Brand(each, weeks.of(each), _topics(each, of_topics, names)) for each in brands[:_BRANDS]],
        len(brands),
        weeks.starts,
    )


class Weeks:
    """Days of brands, put together to weeks that end on one day.

    A first week that is not whole is left out where there are others.
    """

    def __init__(self, last: date, rows: Sequence[Row]) -> None:
        """Take the days.

        Args:
            last: The last day.
            rows: Rows of `share_of_voice` of all topics together, not later; at least one.
        """
        self._last = last
        self._days = defaultdict[tuple[str, int], list[Row]](list)
        self._totals = dict[date, int]()  # posts that name any brand
        for row in rows:
            self._days[row["brand"], self._ago(row["post_date"])].append(row)
            if row["share"]:
                self._totals[row["post_date"]] = round(row["post_count"] / row["share"])
        first = min(row["post_date"] for row in rows)
        self._count = max(1, ((last - first).days + 1) // WEEK)

    @property
    def starts(self) -> list[date]:
        """The first day of each week."""
        ago = range(self._count, 0, -1)
        return [self._last - timedelta(days=WEEK * weeks - 1) for weeks in ago]

    @property
    def brands(self) -> list[str]:
        """The brands, those with most posts first."""
        posts = Counter[str]()
        for (brand, ago), days in self._days.items():
            posts[brand] += sum(row["post_count"] or 0 for row in days if ago < self._count)
        return sorted(+posts, key=lambda brand: (-posts[brand], brand))

    def of(self, brand: str) -> list[BrandWeek]:
        """The weeks of a brand, in order."""
        return [self._week(self._days[brand, ago]) for ago in range(self._count - 1, -1, -1)]

    def _ago(self, day: date) -> int:
        return (self._last - day).days // WEEK

    def _week(self, days: Sequence[Row]) -> BrandWeek:
        total = [self._totals.get(row["post_date"], 0) for row in days]
        scored = [row["scored_count"] or 0 for row in days]
        return BrandWeek(
            sum(row["post_count"] or 0 for row in days),
            together(days, "share", total, 0.0),
            sum(scored),
            sum(row["negative_count"] or 0 for row in days),
            sum(row["positive_count"] or 0 for row in days),
            together(days, "sentiment", scored, -1.0),
            sum(row["reach"] or 0 for row in days),
        )


def together(
    days: Sequence[Row], name: str, counts: Sequence[int], least: float
) -> Estimate | None:
    """The mean of some days by their counts, with its interval; None where nothing was counted.

    Days are taken as drawn by themselves: the square of half the interval is the sum of those of
    the days, each by the square of its weight. A day without an interval may be anything.

    Args:
        days: With the figure, and the ends of its interval as `..._low` and `..._high`.
        name: Of the figure.
        counts: What each day's figure is of.
        least: The least that the figure can be; the most is 1.
    """
    told = [(row, n) for row, n in zip(days, counts, strict=True) if n and row[name] is not None]
    whole = sum(n for _, n in told)
    if not whole:
        return None
    value = sum(n * row[name] for row, n in told) / whole
    halves = [n * _half(row[f"{name}_low"], row[f"{name}_high"]) for row, n in told]
    half = sqrt(sum(each**2 for each in halves)) / whole
    return Estimate(value, max(least, value - half), min(1.0, value + half))


def _half(low: float | None, high: float | None) -> float:
    return _ANYTHING if low is None or high is None else (high - low) / 2


def _topics(brand: str, rows: Sequence[Row], names: Names) -> list[tuple[str, int]]:
    """The topics that most of the brand's posts are about, with how many."""
    posts = Counter[int]()
    for row in rows:
        shown = names.shown(row["topic_id"])
        if row["brand"] == brand and shown is not None:
            posts[shown] += row["posts"] or 0
    largest = sorted(posts.items(), key=lambda item: (-item[1], item[0]))[:_TOPICS]
    return [(names.of(topic_id), count) for topic_id, count in largest if count]


@embedded
def voices_picture(figure: Picture, voices: Voices) -> None:
    """The share of each brand by week, each in a field of its own, with its interval."""
    lines = [_line(brand) for brand in voices.brands]
    draw_panels(figure, lines, voices.starts, "share of posts", is_one_scale=True)


def _line(brand: Brand) -> Line:
    shares = [week.share for week in brand.weeks]
    return Line(
        brand.name,
        [None if share is None else share.value for share in shares],
        [None if share is None else share.low for share in shares],
        [None if share is None else share.high for share in shares],
    )
