"""The planted groups of people: their habits overlap, so no single feature tells them apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from pyspark.sql import DataFrame, Row, SparkSession

TOPICS = ("football", "music", "food", "travel", "phones", "money", "fashion", "delivery")
_BLOCKS = (6, 3, 8, 1, 6)  # hours of: night, early morning, working day, late afternoon, evening


@dataclass(frozen=True)
class Segment:
    """Habits of a group; a member's own habits are drawn around them."""

    name: str
    share: float
    posts: float
    """Posts of a typical member, relative to the typical user."""
    reply: float
    """Share of later posts that answer others."""
    repost: float
    """Share of later posts that repeat others."""
    hours: tuple[float, ...]
    """Weights of night, early morning, working day, late afternoon and evening, UTC."""
    weekend: float
    """Weight of a Saturday or Sunday against a working day."""
    topics: tuple[float, ...]
    """Weights of the topics, in the order of `TOPICS`."""
    mood: float
    """Mean of the mood, in standard deviations of a post's mood."""
    likes: float
    """Likes of a typical post."""
    buyer: float
    """How much likelier a buyer is to be a member (log odds)."""
    rate: float
    """How much likelier a frequent buyer is to be a member (log odds)."""
    spend: float
    """How much likelier a big spender is to be a member (log odds)."""


SEGMENTS = (
    Segment(
        "fans", 0.24, 1.2, 0.10, 0.34, (0.06, 0.04, 0.12, 0.08, 0.70), 2.6,
        (0.52, 0.28, 0.04, 0.04, 0.04, 0.02, 0.03, 0.03), 0.25, 9.0, -0.6, 0.0, -0.4,
    ),
    Segment(
        "professionals", 0.20, 0.9, 0.12, 0.10, (0.03, 0.14, 0.70, 0.06, 0.07), 0.2,
        (0.03, 0.03, 0.03, 0.10, 0.28, 0.48, 0.02, 0.03), 0.0, 16.0, 0.2, -0.4, 0.9,
    ),
    Segment(
        "night owls", 0.18, 1.3, 0.42, 0.08, (0.66, 0.02, 0.08, 0.04, 0.20), 1.2,
        (0.06, 0.36, 0.05, 0.03, 0.42, 0.03, 0.02, 0.03), -0.65, 4.0, -0.8, -0.3, -0.5,
    ),
    Segment(
        "shoppers", 0.20, 0.9, 0.16, 0.06, (0.04, 0.10, 0.42, 0.14, 0.30), 1.0,
        (0.02, 0.04, 0.05, 0.05, 0.05, 0.04, 0.42, 0.33), -0.05, 7.0, 1.8, 1.4, 0.4,
    ),
    Segment(
        "families", 0.18, 0.7, 0.38, 0.05, (0.03, 0.42, 0.26, 0.10, 0.19), 1.9,
        (0.04, 0.04, 0.48, 0.30, 0.02, 0.03, 0.04, 0.05), 0.65, 22.0, 0.3, 0.1, 0.0,
    ),
)  # fmt: skip


def segment_frame(spark: SparkSession) -> DataFrame:
    """One row per segment with its position, its habits, and cumulative weights to draw from."""
    return spark.createDataFrame([_row(i, s) for i, s in enumerate(SEGMENTS)])


def _row(position: int, segment: Segment) -> Row:
    hourly = [w / n for w, n in zip(segment.hours, _BLOCKS, strict=True) for _ in range(n)]
    weekly = [1.0] * 5 + [segment.weekend] * 2
    habits = {
        **asdict(segment),
        "segment": position,
        "hours": _cumulative(hourly),
        "weekdays": _cumulative(weekly),
        "topics": _cumulative(segment.topics),
    }
    return Row(**habits)


def _cumulative(weights: list[float] | tuple[float, ...]) -> list[float]:
    total = sum(weights)
    return [sum(weights[: i + 1]) / total for i in range(len(weights) - 1)] + [1.0]
