"""Figures of the report's pictures: a few rows each, added up in Spark."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.value.buyers import quantiles
from voxlake.report.daily import Daily
from voxlake.report.sources import Sources
from voxlake.spark.bounded import first_at_most

LABELS = ("negative", "neutral", "positive", "unsure")

_TERMS = 8
_REASONS = 6
_STEPS = 1_000
"""Of all tables together, the most frequent first; our own code names some fifty."""
_TENTHS = [share / 10 for share in range(1, 10)]


@dataclass(frozen=True)
class Day:
    """How many scored posts of a day have each label."""

    day: date
    counts: dict[str, int]


@dataclass(frozen=True)
class TopicWords:
    """A topic's number as text, its title, and the leading terms that the title leaves out."""

    topic: str
    title: str
    terms: list[str]


@dataclass(frozen=True)
class Topic:
    """A topic, its further words, how many posts are about it and how many are negative."""

    title: str
    terms: list[str]
    posts: int
    share: float
    negative_share: float | None


@dataclass(frozen=True)
class Segment:
    """A group of users, in words, and what its buyers are expected to spend (null unfitted)."""

    name: str
    description: str
    users: int
    share: float
    expected_value: float | None


@dataclass(frozen=True)
class Value:
    """What buyers are expected to spend.

    Attributes:
        buyers: How many there are.
        currency: Of all amounts.
        horizon_days: How far ahead.
        total: All buyers' expected value.
        deciles: The nine limits between tenths of the buyers.
        top_buyers: Buyers above the last limit.
        top_total: Their expected value.
    """

    buyers: int
    currency: str | None
    horizon_days: int
    total: float
    deciles: list[float]
    top_buyers: int
    top_total: float


@dataclass(frozen=True)
class Quality:
    """What became of the records meant for a table.

    `read` is the sum of accepted, duplicate and rejected; unusable rows are accepted ones.
    """

    table: str
    read: int
    accepted: int
    duplicate: int
    rejected: int
    unusable: int
    reasons: list[tuple[str, int]]

    @property
    def usable(self) -> int:
        """Accepted and not marked as unusable."""
        return self.accepted - self.unusable


def sentiment_by_day(posts: Daily) -> list[Day]:
    """Each day from the first with a scored post on, also those without; none without any.

    Args:
        posts: The posts that count, by day.
    """
    counts = {label: posts.of("label", label).by_day() for label in LABELS}
    scored = posts.known("label")
    if not scored.total():
        return []
    start, count = min(scored.by_day()), int(scored.rows["age"].max()) + 1
    days = (start + timedelta(days=i) for i in range(count))
    return [
        Day(day, {label: int(of_day.get(day, 0)) for label, of_day in counts.items()})
        for day in days
    ]


def topics_of_posts(posts: Daily, topics: Iterable[TopicWords]) -> list[Topic]:
    """The topics of a model, the most frequent first.

    Args:
        posts: The posts that count, by day.
        topics: The words of the topics.
    """
    total = posts.known("topic").total() or 1
    found = []
    for topic in topics:
        about = posts.of("topic", topic.topic)
        read = about.known("label")
        negative = read.of("label", "negative").total()
        share = negative / read.total() if read.total() else None
        found.append(Topic(topic.title, topic.terms, about.total(), about.total() / total, share))
    return sorted(found, key=lambda topic: -topic.posts)


def topic_words(sources: Sources, topic_model: str | None) -> list[TopicWords]:
    """The words of the model's topics, in their order; none without a model."""
    of_model = F.col("model_version") == F.lit(topic_model)
    terms = (
        sources.topic_terms.where(of_model & (F.col("rank") <= _TERMS))
        .groupBy("topic_id")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "term"))).alias("terms"))
    )
    rows = (
        sources.topics.where(of_model)
        .join(terms, "topic_id", how="left")
        .orderBy("topic_id")
        .collect()
    )
    return [
        TopicWords(
            str(row["topic_id"]),
            row["title"],
            [t["term"] for t in row["terms"] or [] if t["term"] not in row["title"].split(", ")],
        )
        for row in rows
    ]


def segments_of_users(sources: Sources) -> list[Segment]:
    """The segments, the largest first."""
    values = sources.segment_value.groupBy("segment_id").agg(
        F.sum("expected_value").alias("expected_value")
    )
    rows = (
        sources.segment_profiles.join(values, "segment_id", how="left")
        .orderBy(F.col("user_count").desc(), "segment_id")
        .collect()
    )
    return [
        Segment(
            row["name"],
            row["description"],
            row["user_count"],
            row["user_share"],
            row["expected_value"],
        )
        for row in rows
    ]


def value_of_buyers(user_value: DataFrame) -> Value | None:
    """What the buyers of one day are expected to spend; None without buyers or a model."""
    fitted = user_value.where(F.col("expected_value").isNotNull())
    all_buyers = fitted.agg(
        F.count("*").alias("buyers"),
        F.max("currency").alias("currency"),
        F.max("horizon_days").alias("horizon_days"),
        F.sum("expected_value").alias("total"),
        quantiles(F.col("expected_value"), _TENTHS).alias("deciles"),
    ).first()
    if all_buyers is None or not all_buyers["buyers"]:
        return None
    above = F.col("expected_value") > all_buyers["deciles"][-1]
    top = fitted.where(above).agg(F.count("*"), F.coalesce(F.sum("expected_value"), F.lit(0.0)))
    top_buyers, top_total = top.collect()[0]
    return Value(**all_buyers.asDict(), top_buyers=top_buyers, top_total=top_total)


def quality_of_records(data_quality: DataFrame) -> list[Quality]:
    """What became of the records of each table, the one with most records first."""
    counted = data_quality.groupBy("table_name", "step").agg(F.sum("row_count").alias("n"))
    ordered = counted.orderBy(F.col("n").desc(), "table_name", "step")
    rows = first_at_most(ordered, _STEPS, "steps and reasons of records")
    steps: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in rows:
        steps[row["table_name"]][row["step"]] = row["n"]
    found = [_quality(table, counts) for table, counts in steps.items()]
    return sorted(found, key=lambda q: (-q.read, q.table))


def _quality(table: str, counts: dict[str, int]) -> Quality:
    reasons = {step: n for step, n in counts.items() if ":" in step and n}
    return Quality(
        table=table,
        **{step: counts.get(step, 0) for step in ("read", "accepted", "duplicate", "rejected")},
        unusable=sum(n for step, n in counts.items() if step.startswith("unusable:")),
        reasons=sorted(reasons.items(), key=lambda r: (-r[1], r[0]))[:_REASONS],
    )
