"""How competitors' own accounts post, and what earns them most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.report.sources import Sources
from voxlake.tables import COMPETITOR_POSTING
from voxlake.topics.called import Names

_WHOLE = "all"
_MOST = 3
_FORMS = {
    "text": "of text alone",
    "link": "with a link",
    "hashtags": "with hashtags",
    "media": "with pictures or films",
    "reply": "that answer others",
    "quote": "that quote others",
    "repost": "that repeat others",
}


@dataclass(frozen=True)
class Habit:
    """A way to post, and what it earns against all posts of the brand, as a factor."""

    words: str
    posts: int
    gain: float
    low: float
    high: float


@dataclass(frozen=True)
class Posting:
    """The posts of a brand's own accounts.

    Attributes:
        brand: The brand.
        posts: How many there are.
        per_week: The same by week.
        engagement: Median of likes, replies and reposts; None where unknown.
        usual: When, in which form and about what it posts most often, in words.
        better: What earns more than its posts do by more than chance, the most first.
        worse: What earns less likewise, the least first.
    """

    brand: str
    posts: int
    per_week: float
    engagement: float | None
    usual: list[str]
    better: list[Habit]
    worse: list[Habit]


def posting_of_brands(sources: Sources, names: Names) -> list[Posting]:
    """The brands with an account among the authors, the busiest first."""
    rows = (
        sources[COMPETITOR_POSTING]
        .orderBy("brand", "trait", F.desc("post_count"), "value")
        .collect()  # brands x (hours + weekdays + forms + topics)
    )
    whole = [row for row in rows if row["trait"] == _WHOLE and row["post_count"]]
    ordered = sorted(whole, key=lambda row: (-row["post_count"], row["brand"]))
    return [
        _posting(row, [r for r in rows if r["brand"] == row["brand"]], names) for row in ordered
    ]


def _posting(whole: Row, rows: Sequence[Row], names: Names) -> Posting:
    traits = [row for row in rows if row["trait"] != _WHOLE]
    most = {row["trait"]: row for row in reversed(traits)}  # rows begin with the most frequent
    known = [row for row in traits if None not in (row["gain"], row["gain_low"], row["gain_high"])]
    better = sorted((r for r in known if r["gain_low"] > 1), key=lambda r: -r["gain"])
    worse = sorted((r for r in known if r["gain_high"] < 1), key=lambda r: r["gain"])
    return Posting(
        whole["brand"],
        whole["post_count"],
        whole["posts_per_week"] or 0.0,
        whole["engagement"],
        [in_words(most[trait], names) for trait in ("weekday", "hour", "form", "topic")
         if trait in most],
        [_habit(row, names) for row in better[:_MOST]],
        [_habit(row, names) for row in worse[:_MOST]],
    )  # fmt: skip


def _habit(row: Row, names: Names) -> Habit:
    figures = (row["gain"], row["gain_low"], row["gain_high"])
    return Habit(in_words(row, names), row["post_count"], *figures)


def in_words(row: Row, names: Names) -> str:
    """A trait of posts as people say it, such as `on Monday`, `from 09:00` or `with a link`."""
    trait, value = row["trait"], row["value"]
    if trait == "weekday":
        return f"on {value}"
    if trait == "hour":
        return f"from {value}:00"
    if trait == "topic":
        return f"about “{names.of(int(value)) if value.isdigit() else value}”"
    return _FORMS.get(value, f"of the form {value}")
