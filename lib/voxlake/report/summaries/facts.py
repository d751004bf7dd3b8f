"""What all summaries of a period are written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.language.coverage import Coverage
from voxlake.report.marketing import sentences as say
from voxlake.report.marketing.bandits import bandits_of_day
from voxlake.report.marketing.campaigns import results
from voxlake.report.marketing.experiments import experiments_of_day
from voxlake.report.marketing.mix import mixes
from voxlake.report.marketing.replies import Replies, replies_of_day
from voxlake.report.marketing.times import calendars
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, described_posts, window
from voxlake.report.summaries.figures import by_period, not_whole, whole_periods
from voxlake.report.summaries.periods import Period
from voxlake.report.topics.brands import Estimate, together
from voxlake.report.topics.words import latest_topic_model, names_of_topics, topic_words
from voxlake.report.week.comparisons import (
    Comparison,
    clear_changes,
    compare_money,
    compare_posts,
)
from voxlake.report.week.daily import Daily, daily_posts, daily_purchases
from voxlake.report.week.quality import Quality, quality_of_records
from voxlake.report.week.sentences import Words
from voxlake.report.week.sentiment import Day, sentiment_by_day
from voxlake.report.week.spend import Value, value_of_buyers
from voxlake.report.week.topics import Topic, topics_of_posts
from voxlake.tables import (
    DATA_QUALITY,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    TOPIC_BURSTS,
    USER_VALUE,
)
from voxlake.tables.columns import ALL_TOPICS

_MOST = 8


@dataclass(frozen=True)
class Voice:
    """A brand in the period: posts that name it, and their share of those that name any."""

    brand: str
    posts: int
    share: Estimate | None


@dataclass(frozen=True)
class Burst:
    """A topic with more posts than usual on some days that the period had the most of."""

    name: str
    row: Row


@dataclass(frozen=True)
class Facts:
    """All that the roles choose from.

    Attributes:
        period: Which week or month.
        as_of: Day of what is told as it is now, such as the queue of answers.
        comparisons: Figures held against the periods before.
        clear: What of it chance does not explain, the clearest first.
        words: What topics are called, and the currency.
        missing: Sentences on days that lack rows.
        coverage: How many of the period's posts were read.
        days: How posts sound, day by day.
        topics: What posts are about.
        alerts: Rows of `sentiment_alerts` of the period, the latest first; at most eight.
        bursts: At most eight.
        voices: The brands of which most was said; at most eight.
        value: What buyers are expected to spend; None without a model.
        replies: Posts that wait for an answer, without their texts.
        marketing: Sentences of the report's brief, by title.
        quality: What became of records.
    """

    period: Period
    as_of: date
    comparisons: list[Comparison]
    clear: list[Comparison]
    words: Words
    missing: list[str]
    coverage: Coverage
    days: list[Day]
    topics: list[Topic]
    alerts: list[Row]
    bursts: list[Burst]
    voices: list[Voice]
    value: Value | None
    replies: Replies
    marketing: Mapping[str, list[str]]
    quality: list[Quality]


def gather(
    sources: Sources, periods: Sequence[Period], as_of: date, settings: ReportSettings
) -> Facts:
    """Add up a period; nothing here grows with posts or users.

    Args:
        sources: The tables, as `summaries.reads` names them.
        periods: The period and those before it, the latest first.
        as_of: Day of the snapshots, not before the period's end.
        settings: What counts as a change.
    """
    period = periods[0]
    length = (period.last - periods[-1].first).days + 1
    model = latest_topic_model(sources[POST_TOPICS], period.last, length)
    names = names_of_topics(sources, model)
    words = topic_words(sources, model, names)
    described = described_posts(sources, model, period.last, length)
    posts = by_period(daily_posts(described, period.last, len(periods)), periods)
    lines = window(sources[PURCHASE_LINES], "order_date", period.last, length)
    bought = by_period(daily_purchases(lines, period.last, len(periods)), periods)
    compared, missing = _compared(posts.usable, bought, periods, settings)
    shown = _of_first(posts)
    return Facts(
        period=period,
        as_of=as_of,
        comparisons=compared,
        clear=clear_changes(compared, settings.false_alarms),
        words=Words(
            {topic.topic: topic.name for topic in words},
            next(iter(bought.values("currency")), None),
        ),
        missing=missing,
        coverage=shown.coverage(),
        days=sentiment_by_day(shown.usable),
        topics=topics_of_posts(shown.usable, words),
        alerts=_alerts(sources, period),
        bursts=_bursts(sources, period, names.told()),
        voices=_voices(sources, period),
        value=value_of_buyers(sources[USER_VALUE]),
        replies=_replies(sources, as_of, settings),
        marketing=_marketing(sources, as_of, settings),
        quality=quality_of_records(sources[DATA_QUALITY]),
    )


def _compared(
    posts: Daily, bought: Daily, periods: Sequence[Period], settings: ReportSettings
) -> tuple[list[Comparison], list[str]]:
    """Comparisons of posts and purchases, where there are any, and what they leave out."""
    compared: list[Comparison] = []
    told: list[str] = []
    if posts.by_week()[0]:
        whole, thin = whole_periods(posts, "posts", periods)
        compared += compare_posts(posts, whole, settings)
        told += not_whole(thin, "posts", settings)
    else:
        told.append(f"There are no posts in this {periods[0].unit}.")
    if bought.by_week("purchases").any():
        whole, thin = whole_periods(bought, "purchases", periods)
        compared += compare_money(bought, whole, settings)
        told += not_whole(thin, "purchases", settings)
    return compared, told


def _of_first(rows: Daily) -> Daily:
    return rows.where(rows.rows["week"] == 0)


def _alerts(sources: Sources, period: Period) -> list[Row]:
    rows = window(sources[SENTIMENT_ALERTS], "post_date", period.last, period.days)
    order = (F.desc("post_date"), F.desc("negative_count"), "brand")
    return rows.orderBy(*order).limit(_MOST).collect()


def _bursts(sources: Sources, period: Period, names: Mapping[int, str]) -> list[Burst]:
    """Bursts with their peak in the period, each as the last day that shows it has it."""
    in_period = window(sources[TOPIC_BURSTS], "peak_date", period.last, period.days)
    of_last = F.max_by(F.struct(*in_period.columns), "as_of_date").alias("row")
    last = in_period.groupBy("topic_id", "start_date").agg(of_last).select("row.*")
    shown = last.where(F.col("topic_id").isin(list(names)))
    order = (F.desc("distance"), "topic_id", "start_date")
    rows = shown.orderBy(*order).limit(_MOST).collect()
    return [Burst(names[row["topic_id"]], row) for row in rows]


def _voices(sources: Sources, period: Period) -> list[Voice]:
    """The brands in the period; days are put together as `report.topics.brands` does."""
    rows = window(sources[SHARE_OF_VOICE], "post_date", period.last, period.days)
    days = rows.where(F.col("topic_id") == ALL_TOPICS).collect()  # brands x days
    named = {row["post_date"]: row["named_count"] for row in days}
    by_brand: dict[str, list[Row]] = {}
    for row in days:
        by_brand.setdefault(row["brand"], []).append(row)
    found = [
        Voice(brand, sum(row["post_count"] for row in of_brand), _share(of_brand, named))
        for brand, of_brand in by_brand.items()
    ]
    return sorted(found, key=lambda one: (-one.posts, one.brand))[:_MOST]


def _share(rows: Sequence[Row], named: Mapping[date, int]) -> Estimate | None:
    """The share of a brand; None where some day that names brands has no row of it.

    Where the config names no brands, one that nobody names on a day has no row of that day.
    """
    if {row["post_date"] for row in rows} != set(named):
        return None
    return together(rows, "share", [row["named_count"] for row in rows], 0.0)


def _replies(sources: Sources, as_of: date, settings: ReportSettings) -> Replies:
    """The queue without texts of people, which do not belong into mail."""
    replies = replies_of_day({**sources, POSTS: sources[POSTS].limit(0)}, as_of, settings)
    kept = [replace(one, text=None) for one in replies.first]
    return replace(replies, first=kept)


def _marketing(sources: Sources, as_of: date, settings: ReportSettings) -> Mapping[str, list[str]]:
    experiments, bandits = experiments_of_day(sources), bandits_of_day(sources, as_of, settings)
    return {
        "When to post": say.times_to_post(calendars(sources)),
        "What works": say.what_works(experiments, bandits),
        "What campaigns returned": say.what_returned(results(sources, "campaign")),
        "Where to move money": say.where_money_goes(mixes(sources, as_of)),
    }
