"""Figures of the segments page: each group of users on a card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.people.mood.settings import UNKNOWN
from voxlake.people.segments.words import words_of
from voxlake.report.overview import topic_words
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, latest_topic_model

_DIFFERENCES = 6


@dataclass(frozen=True)
class Card:
    """A segment as its profile has it.

    `differences` are features in plain words with their standardised difference, the largest first.
    `mood_share` is the share of the mood, and `mood_unknown` that of people of unknown mood, among
    those with a post that was read.
    """

    segment_id: int
    name: str
    description: str
    users: int
    share: float
    growth: float | None
    expected_value: float | None
    mood: str | None
    mood_share: float
    mood_unknown: float
    topics: list[str]
    busiest_hour: int | None
    differences: list[tuple[str, float]]
    place: tuple[float, float] | None


@dataclass(frozen=True)
class Move:
    """How many users moved from one segment to another since the snapshot before."""

    from_name: str
    to_name: str
    users: int


@dataclass(frozen=True)
class SegmentsPage:
    """What the segments page shows."""

    cards: list[Card]
    moves: list[Move]
    earlier_date: date | None
    currency: str | None


def segments_on_cards(
    sources: Sources, as_of: date, settings: ReportSettings
) -> SegmentsPage | None:
    """The day's segments, the largest first; None without any."""
    rows = sources.segment_profiles.orderBy(F.col("user_count").desc(), "segment_id").collect()
    if not rows:
        return None
    topic_model = latest_topic_model(sources.post_topics, as_of, settings.days)
    titles = {topic.topic: topic.title for topic in topic_words(sources, topic_model)}
    names = {row["segment_id"]: row["name"] for row in rows}
    moves = (
        sources.segment_moves.where(~F.col("is_other_model"))
        .groupBy("from_segment_id", "to_segment_id", "earlier_date")
        .count()
        .orderBy(F.col("count").desc(), "from_segment_id", "to_segment_id")
        .collect()
    )
    return SegmentsPage(
        [_card(row, titles) for row in rows],
        [
            Move(
                names.get(row["from_segment_id"], f"Segment {row['from_segment_id']}"),
                names.get(row["to_segment_id"], f"Segment {row['to_segment_id']}"),
                row["count"],
            )
            for row in moves
        ],
        moves[0]["earlier_date"] if moves else None,
        next((row["currency"] for row in rows if row["currency"]), None),
    )


def _card(row: Row, titles: Mapping[str, str]) -> Card:
    hours = row["active_hours"]
    moods = {each["mood"]: each["share"] for each in row["moods"] or []}
    return Card(
        row["segment_id"],
        row["name"],
        row["description"],
        row["user_count"],
        row["user_share"],
        row["growth"],
        row["expected_value"],
        row["mood"],
        moods.get(row["mood"], 0.0),
        moods.get(UNKNOWN, 0.0),
        [topic["title"] for topic in row["topics"] or []],
        max(range(len(hours)), key=lambda hour: hours[hour]) if hours else None,
        [
            (_in_words(each["feature"], each["difference"], titles), each["difference"])
            for each in (row["differences"] or [])[:_DIFFERENCES]
        ],
        None if row["map_x"] is None else (row["map_x"], row["map_y"]),
    )


def _in_words(feature: str, difference: float, titles: Mapping[str, str]) -> str:
    return words_of(feature, titles.get(feature.removeprefix("topic_"))).bar(difference)
