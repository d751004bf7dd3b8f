"""Figures of the segments page: each group of users on a card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pyspark.sql import Row
from pyspark.sql import functions as F

from voxlake.people.segments.naming import busiest_hours, moods_in_words
from voxlake.people.segments.profiles import is_telling
from voxlake.people.segments.words import words_of
from voxlake.report.overview import topic_words
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources, latest_topic_model

_DIFFERENCES = 6


@dataclass(frozen=True)
class Card:
    """A segment as its profile has it.

    Attributes:
        segment_id: Its number.
        name: What it is called.
        description: A few sentences.
        users: How many they are.
        share: Their share of all users.
        growth: Their number over that of `earlier_date`, less 1.
        earlier_date: The day that growth is told from.
        expected_value: What its buyers are expected to spend.
        moods: How many sound how, in words.
        topics: Titles with their mean share here and among all users.
        busiest: The four busiest hours: from, to and their share of the posts.
        differences: Features in plain words with their standardised difference, the largest first.
        place: On the map.
    """

    segment_id: int
    name: str
    description: str
    users: int
    share: float
    growth: float | None
    earlier_date: date | None
    expected_value: float | None
    moods: str | None
    topics: list[tuple[str, float, float]]
    busiest: tuple[int, int, float] | None
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
    hours, told = row["active_hours"], (row["differences"] or [])
    moods = [(each["mood"], each["share"]) for each in row["moods"] or []]
    return Card(
        row["segment_id"],
        row["name"],
        row["description"],
        row["user_count"],
        row["user_share"],
        row["growth"],
        row["earlier_date"],
        row["expected_value"],
        moods_in_words(moods) if row["mood"] else None,
        [
            (each["title"] or f"topic {each['topic_id']}", each["share"], each["overall"])
            for each in row["topics"] or []
        ],
        busiest_hours(hours) if hours else None,
        [
            (_in_words(each["feature"], each["difference"], titles), each["difference"])
            for each in told
            if is_telling(each["mean"], each["overall"], each["difference"])
        ][:_DIFFERENCES],
        None if row["map_x"] is None else (row["map_x"], row["map_y"]),
    )


def _in_words(feature: str, difference: float, titles: Mapping[str, str]) -> str:
    return words_of(feature, titles.get(feature.removeprefix("topic_"))).bar(difference)
