"""Figures of the first page: what changed this week, and how posts, users and buyers are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.topic_window import Coverage, cover, window_of_model
from voxlake.report import overview
from voxlake.report.changes import Week, changes_of_week
from voxlake.report.comparisons import WEEK
from voxlake.report.overview import Day, Quality, Segment, Topic, Value
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, latest_topic_model, purchases, scored_posts


@dataclass(frozen=True)
class Facts:
    """All that the page says, as small figures."""

    as_of: date
    week: Week
    days: list[Day]
    topics: list[Topic]
    coverage: Coverage | None
    segments: list[Segment]
    value: Value | None
    quality: list[Quality]

    @property
    def week_first(self) -> date:
        """First day of the week that is looked at."""
        return self.as_of - timedelta(days=WEEK - 1)


def facts_of_week(sources: Sources, as_of: date, settings: ReportSettings) -> Facts:
    """Add up all that the page needs; nothing here grows with posts or users.

    Args:
        sources: The tables, of the days up to `as_of`.
        as_of: Last day of the report.
        settings: What to compare and to show.
    """
    topic_model = latest_topic_model(sources.post_topics, as_of)
    titles = overview.topic_titles(sources, topic_model)
    posts = scored_posts(sources, topic_model).persist()
    facts = Facts(
        as_of=as_of,
        week=changes_of_week(posts, purchases(sources.purchase_lines), titles, as_of, settings),
        days=overview.sentiment_by_day(posts, as_of, settings.days),
        topics=overview.topics_of_posts(posts, sources, topic_model),
        coverage=_coverage(posts, sources, topic_model),
        segments=overview.segments_of_users(sources),
        value=overview.value_of_buyers(sources.user_value),
        quality=overview.quality_of_records(sources.data_quality),
    )
    posts.unpersist()
    return facts


def _coverage(posts: DataFrame, sources: Sources, topic_model: str | None) -> Coverage | None:
    """The days that the topics were found in, and how many of the posts lie outside of them."""
    window = window_of_model(sources.topics, topic_model)
    return cover(posts.where(F.col("topic").isNotNull()), window) if window else None
