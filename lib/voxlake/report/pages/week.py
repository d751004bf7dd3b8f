"""The first page: what is unusual this week, and how posts, users and buyers are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.language.coverage import UNUSABLE, Coverage
from voxlake.report.fitted import Fits, Fitted
from voxlake.report.settings import WEEK, ReportSettings
from voxlake.report.sources import Sources, described_posts, window
from voxlake.report.topics.words import latest_topic_model, names_of_topics, topic_words
from voxlake.report.week.alerts import Alert, alerts_of_days
from voxlake.report.week.changes import Counted, Week, changes_of_week
from voxlake.report.week.daily import Daily, daily_posts, daily_purchases
from voxlake.report.week.emotions import Emotions, emotions_of_week
from voxlake.report.week.engagement import Engagement, engagement_of_week
from voxlake.report.week.groups import Segment, segments_of_users
from voxlake.report.week.hashtags import Hashtag, hashtags_of_week
from voxlake.report.week.history import History, history_of_posts, history_picture
from voxlake.report.week.quality import Quality, quality_of_records
from voxlake.report.week.sentiment import Day, sentiment_by_day, sentiment_picture
from voxlake.report.week.spend import Value, value_of_buyers, value_picture
from voxlake.report.week.splits import Split, splits_of_week
from voxlake.report.week.topics import Topic, topics_of_posts
from voxlake.spark.persisted import persisted
from voxlake.tables import (
    DATA_QUALITY,
    MODEL_METRICS,
    POST_TOPICS,
    PURCHASE_LINES,
    TOPICS,
    USER_VALUE,
)
from voxlake.topics.window import TopicCoverage, window_of_model

_OF_A_POST = (
    "post_id", "post_date", "user_id", "text", "like_count", "is_repost", "hashtags", "attributes",
    "reading", "label", "sure", "topic", "probability",
)  # fmt: skip


@dataclass(frozen=True)
class Facts:
    """All that the page says, as small figures.

    `coverage` is of the week, `coverage_of_days` of the days of the pictures; `with_topic` is how
    many posts of those days have a topic; `segments_fitted` and `value_fitted` are what the models
    behind them were fitted on.
    """

    as_of: date
    week: Week
    coverage: Coverage
    alerts: list[Alert]
    history: History | None
    engagement: list[Engagement]
    splits: list[Split]
    hashtags: list[Hashtag]
    emotions: Emotions | None
    coverage_of_days: Coverage
    days: list[Day]
    with_topic: int
    topics: list[Topic]
    topic_coverage: TopicCoverage | None
    segments: list[Segment]
    segments_fitted: Fitted | None
    value: Value | None
    value_fitted: Fitted | None
    quality: list[Quality]

    @property
    def week_first(self) -> date:
        """First day of the week that is looked at."""
        return self.as_of - timedelta(days=WEEK - 1)


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> Facts:
    """Add up all that the page needs; nothing here grows with posts or users.

    Args:
        sources: The tables.
        as_of: Last day of the report.
        settings: What to compare and to show.
    """
    length = settings.counted_days
    topic_model = latest_topic_model(sources[POST_TOPICS], as_of, length)
    fits = Fits(sources[MODEL_METRICS])
    segments = segments_of_users(sources)
    value = value_of_buyers(sources[USER_VALUE])
    words = topic_words(sources, topic_model, names_of_topics(sources, topic_model))
    names = {topic.topic: topic.name for topic in words}
    described = described_posts(sources, topic_model, as_of, length)
    posts = daily_posts(described, as_of, settings.weeks)
    lines = window(sources[PURCHASE_LINES], "order_date", as_of, length)
    counted = Counted(posts.usable, daily_purchases(lines, as_of, settings.weeks))
    shown = posts.usable.within(settings.days)
    with persisted(_two_weeks(described, as_of)) as two_weeks:
        return Facts(
            as_of=as_of,
            week=changes_of_week(two_weeks, counted, names, as_of, settings),
            coverage=posts.within(WEEK).coverage(),
            alerts=alerts_of_days(sources, as_of, settings),
            history=history_of_posts(sources, as_of, settings),
            engagement=engagement_of_week(posts.usable),
            splits=splits_of_week(two_weeks, settings),
            hashtags=hashtags_of_week(two_weeks),
            emotions=emotions_of_week(sources, as_of, settings),
            coverage_of_days=posts.within(settings.days).coverage(),
            days=sentiment_by_day(shown),
            with_topic=shown.known("topic").total(),
            topics=topics_of_posts(shown, words),
            topic_coverage=_topic_coverage(shown.known("topic"), sources, topic_model),
            segments=segments,
            segments_fitted=fits.of("segments", (segment.version for segment in segments)),
            value=value,
            value_fitted=fits.of("value", [value.version] if value else []),
            quality=quality_of_records(sources[DATA_QUALITY]),
        )


def draw(facts: Facts) -> dict[str, str]:
    """The page's pictures."""
    return {
        "sentiment": sentiment_picture(facts.days) if facts.days else "",
        "value": value_picture(facts.value) if facts.value else "",
        "history": history_picture(facts.history) if facts.history else "",
    }


def _two_weeks(described: DataFrame, as_of: date) -> DataFrame:
    """Posts of the week and of the one before that count, with `is_now`."""
    return (
        window(described, "post_date", as_of, 2 * WEEK)
        .where(F.col("reading") != UNUSABLE)
        .select(*_OF_A_POST, (F.datediff(F.lit(as_of), "post_date") < WEEK).alias("is_now"))
    )


def _topic_coverage(
    posts: Daily, sources: Sources, topic_model: str | None
) -> TopicCoverage | None:
    """The days that the topics were found in, and how many of the posts lie outside of them."""
    if (found := window_of_model(sources[TOPICS], topic_model)) is None:
        return None
    by_day = posts.by_day()
    older = sum(count for day, count in by_day.items() if day < found.first)
    newer = sum(count for day, count in by_day.items() if day > found.last)
    return TopicCoverage(found, posts.total(), int(older), int(newer))
