"""Figures of the report's pictures: a few rows each, added up in Spark."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.value.buyers import quantiles
from voxlake.report.sources import Sources

LABELS = ("negative", "neutral", "positive", "unsure")

_TERMS = 8
_REASONS = 6
_TENTHS = [share / 10 for share in range(1, 10)]


@dataclass(frozen=True)
class Day:
    """How many scored posts of a day have each label."""

    day: date
    counts: dict[str, int]


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


def sentiment_by_day(posts: DataFrame, as_of: date, days: int) -> list[Day]:
    """Each day from the first with a scored post on, also those without; none without any.

    Args:
        posts: Rows of `scored_posts`.
        as_of: Last day.
        days: How many days to look back.
    """
    first = as_of - timedelta(days=days - 1)
    rows = (
        posts.where(F.col("post_date").between(F.lit(first), F.lit(as_of)))
        .where(F.col("label").isNotNull())
        .groupBy("post_date", "label")
        .count()
        .collect()
    )
    counts: defaultdict[date, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counts[row["post_date"]][row["label"]] = row["count"]
    if not counts:
        return []
    start = min(counts)
    return [
        Day(day, {label: counts.get(day, {}).get(label, 0) for label in LABELS})
        for day in (start + timedelta(days=i) for i in range((as_of - start).days + 1))
    ]


def topics_of_posts(posts: DataFrame, sources: Sources, topic_model: str | None) -> list[Topic]:
    """The topics of the model, the most frequent first; none without one."""
    counts = (
        posts.where(F.col("topic").isNotNull())
        .groupBy("topic")
        .agg(
            F.count("*").alias("posts"),
            F.avg((F.col("label") == "negative").cast("double")).alias("negative_share"),
        )
    )
    of_model = F.col("model_version") == F.lit(topic_model)
    terms = (
        sources.topic_terms.where(of_model & (F.col("rank") <= _TERMS))
        .groupBy("topic_id")
        .agg(F.sort_array(F.collect_list(F.struct("rank", "term"))).alias("terms"))
    )
    rows = (
        sources.topics.where(of_model)
        .join(terms, "topic_id", how="left")
        .join(counts, F.col("topic_id").cast("string") == F.col("topic"), how="left")
        .orderBy(F.col("posts").desc_nulls_last(), "topic_id")
        .collect()
    )
    total = sum(row["posts"] or 0 for row in rows) or 1
    return [
        Topic(
            row["title"],
            [t["term"] for t in row["terms"] or [] if t["term"] not in row["title"].split(", ")],
            row["posts"] or 0,
            (row["posts"] or 0) / total,
            row["negative_share"],
        )
        for row in rows
    ]


def topic_titles(sources: Sources, topic_model: str | None) -> dict[str, str]:
    """The title of each topic of the model, by its number as text."""
    rows = sources.topics.where(F.col("model_version") == F.lit(topic_model)).collect()
    return {str(row["topic_id"]): row["title"] for row in rows}


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
    rows = data_quality.groupBy("table_name", "step").agg(F.sum("row_count").alias("n")).collect()
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
