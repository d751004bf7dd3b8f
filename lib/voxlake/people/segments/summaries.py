"""Rows of `segment_profiles`: what is known of each segment on a day, in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.sql import DataFrame, Row, Window
from pyspark.sql import functions as F

from voxlake.people.mood.settings import UNKNOWN
from voxlake.people.segments.maps import main_axes
from voxlake.people.segments.model import SegmentModel
from voxlake.people.segments.naming import describe, title_of
from voxlake.people.segments.profiles import Difference, Profile
from voxlake.people.segments.traits import topic_of
from voxlake.people.times import with_known_times
from voxlake.spark.local_time import local_hour

_HOURS = 24
_TOPICS = 3

Facts = dict[int, dict[str, Any]]
"""Columns of `segment_profiles` by segment."""


@dataclass(frozen=True)
class Day:
    """A day's segments, to tell of.

    Attributes:
        as_of: The day.
        assigned: Its rows of `user_segments`.
        model: The model that assigned them.
        version: Its version.
        names: What the segments are called, by id.
        topic_titles: Titles of the topics, by id.
        zone: The lake's, whose hours are told.
    """

    as_of: date
    assigned: DataFrame
    model: SegmentModel
    version: str
    names: Mapping[int, str]
    topic_titles: Mapping[int, str]
    zone: str


def profile_rows(
    day: Day, profiles: Sequence[Profile], facts: Sequence[Facts]
) -> list[dict[str, Any]]:
    """Rows of `segment_profiles`, one per segment, also of those without users.

    Args:
        day: The day's segments.
        profiles: Their sizes and differences.
        facts: What else is known of them, as `values`, `moods`, ... find it.
    """
    total = sum(profile.user_count for profile in profiles)
    places = main_axes(day.model)
    rows = []
    for profile in profiles:
        i = profile.segment_id
        row: dict[str, Any] = {
            "as_of_date": day.as_of,
            "segment_id": i,
            "name": day.names[i],
            "user_count": profile.user_count,
            "buyer_count": 0,
            "examples": [],
            "user_share": profile.user_count / total if total else 0.0,
            "topics": largest_topics(profile.differences, day.topic_titles),
            "map_x": places[i][0],
            "map_y": places[i][1],
            "differences": [
                (d.trait.name, d.mean, d.overall, d.difference) for d in profile.differences
            ],
            "model_version": day.version,
        }
        for found in facts:
            row |= found.get(i, {})
        before = row.get("earlier_user_count")
        row["growth"] = profile.user_count / before - 1 if before else None
        if (expected := row.get("expected_value")) is not None and profile.user_count:
            row["mean_expected_value"] = expected / profile.user_count
        row["description"] = describe(profile, total, day.topic_titles, row, day.zone)
        rows.append(row)
    return rows


def largest_topics(
    differences: Sequence[Difference], titles: Mapping[int, str]
) -> list[tuple[int, str, float, float]]:
    """The topics with the largest mean shares: id, title, share in the segment, and overall.

    Topics of one title, which people merged, stand together, under the id of the largest.

    Args:
        differences: Of the segment.
        titles: What topics are called, by id; others are not told of.
    """
    found: dict[str, tuple[int, str, float, float]] = {}
    for d in sorted(differences, key=lambda d: -d.mean):
        topic, title = topic_of(d.trait.name), title_of(d.trait, titles)
        if topic is None or title is None or d.mean <= 0:
            continue
        largest, _, mean, overall = found.get(title, (topic, title, 0.0, 0.0))
        found[title] = (largest, title, mean + d.mean, overall + d.overall)
    return sorted(found.values(), key=lambda told: (-told[2], told[0]))[:_TOPICS]


def values(assigned: DataFrame, user_value: DataFrame) -> Facts:
    """Buyers of each segment, what they paid and what is expected of them."""
    buyers = user_value.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    rows = buyers.groupBy("segment_id").agg(
        F.count("*").alias("buyer_count"),
        F.max("currency").alias("currency"),
        F.sum("revenue").cast("double").alias("revenue"),
        F.sum("expected_value").alias("expected_value"),
    )
    return _by_segment(rows.collect())


def moods(assigned: DataFrame, user_mood: DataFrame) -> Facts:
    """Share of each mood, and the most frequent one that is known."""
    heard = user_mood.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    counted: dict[int, dict[str, int]] = {}
    for row in heard.groupBy("segment_id", "mood").count().collect():  # segments by moods
        counted.setdefault(row["segment_id"], {})[row["mood"]] = row["count"]
    facts: Facts = {}
    for segment, counts in counted.items():
        ranked = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
        known = [mood for mood, _ in ranked if mood != UNKNOWN]
        total = sum(counts.values())
        facts[segment] = {
            "mood": known[0] if known else None,
            "moods": [(mood, count / total) for mood, count in ranked],
        }
    return facts


def active_hours(assigned: DataFrame, posts: DataFrame, zone: str) -> Facts:
    """Shares of the posts of each segment by hour of the day in a zone, where it is known."""
    timed = with_known_times(posts, "post_date", "posted_at", zone)
    usable = timed.where(F.coalesce("is_usable", F.lit(True)) & F.col("posted_at").isNotNull())
    written = usable.select("user_id", local_hour("posted_at", zone).cast("int").alias("hour"))
    of_segment = written.join(assigned.select("user_id", "segment_id"), "user_id", how="inner")
    counted: dict[int, list[int]] = {}
    for row in of_segment.groupBy("segment_id", "hour").count().collect():  # segments by hours
        counted.setdefault(row["segment_id"], [0] * _HOURS)[row["hour"]] = row["count"]
    return {
        segment: {"active_hours": [count / sum(counts) for count in counts]}
        for segment, counts in counted.items()
    }


def earlier_sizes(profiles: DataFrame, latest: date) -> Facts:
    """Users of each segment in the last snapshot up to a day.

    Args:
        profiles: Rows of `segment_profiles`.
        latest: The day.
    """
    old = profiles.where(F.col("as_of_date") <= F.lit(latest))
    last_day = old.agg(F.max("as_of_date").alias("as_of_date"))
    rows = old.join(F.broadcast(last_day), "as_of_date", how="inner").select(
        "segment_id",
        F.col("as_of_date").alias("earlier_date"),
        F.col("user_count").alias("earlier_user_count"),
    )
    return _by_segment(rows.collect())


def examples(assigned: DataFrame, count: int) -> Facts:
    """Ids of the users nearest the centre of their segment, the nearest first."""
    nearest = Window.partitionBy("segment_id").orderBy("distance", "user_id")
    ranked = assigned.withColumn("rank", F.row_number().over(nearest))
    found: Facts = {}
    for row in ranked.where(F.col("rank") <= count).orderBy("segment_id", "rank").collect():
        listed = found.setdefault(row["segment_id"], {"examples": []})["examples"]
        listed.append(row["user_id"])
    return found


def _by_segment(rows: Sequence[Row]) -> Facts:
    facts = {row["segment_id"]: row.asDict() for row in rows}
    return {i: {k: v for k, v in row.items() if k != "segment_id"} for i, row in facts.items()}
