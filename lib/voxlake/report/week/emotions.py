"""Emotions of the week's posts, with what is usual of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pyspark.sql import functions as F

from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, window
from voxlake.report.week.comparisons import Comparison, compare_share
from voxlake.report.week.daily import daily
from voxlake.tables import POST_EMOTION

_LAST = ("neutral", "unsure")


@dataclass(frozen=True)
class Emotions:
    """Share of each emotion, the most frequent first, and how many posts they are of."""

    shares: list[Comparison]
    posts: int


def emotions_of_week(sources: Sources, as_of: date, settings: ReportSettings) -> Emotions | None:
    """Emotions of the week's scored posts; None where it has too few to compare.

    Args:
        sources: The tables.
        as_of: Last day of the week.
        settings: How many posts and weeks it takes.
    """
    scored = window(sources[POST_EMOTION], "post_date", as_of, WEEK * settings.weeks)
    counted = scored.groupBy(F.col("post_date").alias("day"), "label").agg(
        F.count("*").alias("posts")
    )
    posts = daily(counted, as_of, settings.weeks)
    wholes = posts.by_week()
    shares = [
        compare_share("emotion", label, posts.of("label", label).by_week(), wholes, settings)
        for label in posts.values("label")
    ]
    known = [share for share in shares if share]
    if not known:
        return None
    known.sort(key=lambda share: (share.subject in _LAST, -share.now, share.subject))
    return Emotions(known, int(wholes[0]))
