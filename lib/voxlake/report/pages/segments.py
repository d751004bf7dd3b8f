"""The page of segments: each group of users on a card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.core.pictures import Picture
from voxlake.people.segments.naming import busiest_hours, moods_in_words
from voxlake.people.segments.profiles import is_telling
from voxlake.people.segments.traits import topic_of
from voxlake.people.segments.words import words_of
from voxlake.report.fitted import Fits, Fitted
from voxlake.report.pictures import COLOURS, LIGHT, embedded
from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.report.topics.words import latest_topic_model, names_of_topics
from voxlake.tables import (
    MODEL_METRICS,
    POST_TOPICS,
    SEGMENT_MOVES,
    SEGMENT_PROFILES,
    TOPICS,
    VALUE_TOTALS,
)
from voxlake.topics.window import window_of_model

_DIFFERENCES = 6
_CIRCLE = 6000  # area, in square points, of a circle for all users
_EDGE = COLOURS["positive"]


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
    earlier_date: date


@dataclass(frozen=True)
class SegmentsPage:
    """What the segments page shows."""

    cards: list[Card]
    moves: list[Move]
    earlier_date: date | None
    currency: str | None
    fitted: dict[str, Fitted]


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> SegmentsPage | None:
    """The day's segments, the largest first; None without any."""
    rows = sources[SEGMENT_PROFILES].orderBy(F.col("user_count").desc(), "segment_id").collect()
    if not rows:
        return None
    topic_model = latest_topic_model(sources[POST_TOPICS], as_of, settings.counted_days)
    topics = names_of_topics(sources, topic_model).told()
    names = {row["segment_id"]: row["name"] for row in rows}
    moves = _moves(sources[SEGMENT_MOVES], names)
    return SegmentsPage(
        [_card(row, topics) for row in rows],
        moves,
        moves[0].earlier_date if moves else None,
        next((row["currency"] for row in rows if row["currency"]), None),
        _fitted(sources, rows, topic_model, as_of),
    )


def draw(facts: SegmentsPage) -> dict[str, str]:
    """The page's picture."""
    return {"map": segment_map(facts.cards)}


@embedded
def segment_map(figure: Picture, cards: list[Card]) -> None:
    """A circle for each segment that has a place, as large as its share of the users."""
    axes = figure.subplots()
    for card in cards:
        if card.place is None:
            continue
        axes.scatter(*card.place, s=_CIRCLE * card.share, color=LIGHT, edgecolor=_EDGE)
        axes.annotate(str(card.segment_id), card.place, ha="center", va="center", weight="bold")
    axes.set_xticks([])
    axes.set_yticks([])
    axes.margins(0.25)


def _moves(moves: DataFrame, names: Mapping[int, str]) -> list[Move]:
    rows = (
        moves.where(~F.col("is_other_model"))
        .groupBy("from_segment_id", "to_segment_id", "earlier_date")
        .count()
        .orderBy(F.col("count").desc(), "from_segment_id", "to_segment_id")
        .collect()
    )
    return [
        Move(
            names.get(row["from_segment_id"], f"Segment {row['from_segment_id']}"),
            names.get(row["to_segment_id"], f"Segment {row['to_segment_id']}"),
            row["count"],
            row["earlier_date"],
        )
        for row in rows
    ]


def _fitted(
    sources: Sources, rows: Sequence[Row], topic_model: str | None, as_of: date
) -> dict[str, Fitted]:
    """What the models behind the cards were fitted on, by what they are of; those that are known.

    A user's mood names no version of the rule that it comes from, and the latest one is in use.
    """
    fits = Fits(sources[MODEL_METRICS])
    of_value = sources[VALUE_TOTALS].agg(F.collect_set("model_version")).collect()[0][0]
    topics = window_of_model(sources[TOPICS], topic_model)
    found = {
        "Groups": fits.of("segments", (row["model_version"] for row in rows)),
        "Expected spend": fits.of("value", of_value),
        "Moods": fits.latest("mood", as_of),
        "Topics": Fitted("posts", topics.first, topics.last) if topics else None,
    }
    is_shown = {
        "Expected spend": any(row["expected_value"] is not None for row in rows),
        "Moods": any(row["mood"] for row in rows),
        "Topics": any(row["topics"] for row in rows),
    }
    return {of: fit for of, fit in found.items() if fit and is_shown.get(of, True)}


def _card(row: Row, topics: Mapping[int, str]) -> Card:
    hours = row["active_hours"]
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
        _differences(row["differences"] or (), topics)[:_DIFFERENCES],
        None if row["map_x"] is None else (row["map_x"], row["map_y"]),
    )


def _differences(told: Iterable[Row], topics: Mapping[int, str]) -> list[tuple[str, float]]:
    """Differences worth a word, in words; of those that are said alike, the first."""
    said: dict[str, float] = {}
    for each in told:
        topic = topic_of(each["feature"])
        is_shown = topic is None or topic in topics
        if is_shown and is_telling(each["mean"], each["overall"], each["difference"]):
            title = None if topic is None else topics[topic]
            words = words_of(each["feature"], title).bar(each["difference"])
            said.setdefault(words, each["difference"])
    return list(said.items())
