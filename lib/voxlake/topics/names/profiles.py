"""What each topic is like on a day: its size, how it feels, who writes it, and posts to read."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.spark.columns import is_clear
from voxlake.tables import TOPIC_NAMES, TOPIC_PROFILES
from voxlake.tables.columns import EMOTIONS, SENTIMENTS
from voxlake.topics.shown import merged_topics

_EXAMPLES = 3
_TEXT = "_text"
_NEVER = 2**62
"""Stands for when a post was made, of which that is not known: before all others."""

Facts = dict[int, dict[str, Any]]
"""Columns of `topic_profiles` by topic."""


@dataclass(frozen=True)
class Snapshot:
    """A day's topics, to tell of.

    Attributes:
        as_of: The day.
        version: The model in use.
        names: What each topic is called that is shown as itself, by id.
        current: Those of them that the model has.
    """

    as_of: date
    version: str
    names: Mapping[int, str]
    current: Collection[int]

    @classmethod
    def of(cls, as_of: date, version: str, names: Sequence[tuple[Any, ...]]) -> Snapshot:
        """The topics of rows of TOPIC_NAMES."""
        rows = [dict(zip(TOPIC_NAMES.column_names, row, strict=True)) for row in names]
        own = [row for row in rows if row["shown_as"] == row["topic_id"]]
        return cls(
            as_of,
            version,
            {row["topic_id"]: row["name"] for row in own},
            {row["topic_id"] for row in own if row["model_version"] == version},
        )


def shown_posts(
    assigned: DataFrame, posts: DataFrame, copies: DataFrame, names: DataFrame
) -> DataFrame:
    """The posts that belong to a topic, each under the topic that it is shown as.

    Args:
        assigned: Rows of `post_topics`.
        posts: Rows of `posts` of the same days.
        copies: Rows of `near_duplicates` of the same days; texts that are in none are their own.
        names: Rows of `topic_names`; a topic without one is in none but itself.

    Returns:
        topic_id, post_id, post_date, user_id, posted_at, probability, whether it repeats another,
        and a text that is the same for copies.
    """
    clear = assigned.where(is_clear()).select("post_id", "post_date", "topic_id", "probability")
    placed = merged_topics(clear, names)
    facts = posts.select(
        "post_id", "post_date", "user_id", "text_hash", "posted_at", "is_repost"
    ).join(
        copies.select("post_date", "text_hash", "group_hash"), ["post_date", "text_hash"], "left"
    )
    text = F.coalesce("group_hash", "text_hash", "post_id").alias(_TEXT)
    repeats = F.coalesce("is_repost", F.lit(False)).alias("repeats")
    return placed.join(facts, ["post_id", "post_date"], how="inner").select(
        "topic_id", "post_id", "post_date", "user_id", "posted_at", "probability", repeats, text
    )


def sizes(shown: DataFrame) -> Facts:
    """Posts and authors of each topic, and their shares of those of all topics."""
    counts = (F.count("*").alias("post_count"), F.count_distinct("user_id").alias("author_count"))
    (total,) = shown.agg(*counts).collect()
    found = shown.groupBy("topic_id").agg(*counts).collect()
    return {
        row["topic_id"]: {
            "post_count": row["post_count"],
            "post_share": row["post_count"] / total["post_count"],
            "author_count": row["author_count"],
            "author_share": row["author_count"] / (total["author_count"] or 1),
        }
        for row in found
    }


def feelings(shown: DataFrame, sentiment: DataFrame, emotion: DataFrame) -> Facts:
    """Shares of the sentiments and means of the emotions of each topic's posts that have any.

    Args:
        shown: As `shown_posts` gives them.
        sentiment: Rows of `post_sentiment` of the same days.
        emotion: Rows of `post_emotion` of the same days.
    """
    keys = ["post_id", "post_date"]
    scored = shown.join(sentiment.select(*keys, "label"), keys, how="left").join(
        emotion.select(*keys, *EMOTIONS), keys, how="left"
    )
    shares = [
        F.avg((F.col("label") == label).cast("double")).alias(f"{label}_share")
        for label in SENTIMENTS
    ]
    rows = scored.groupBy("topic_id").agg(*shares, *(F.avg(name).alias(name) for name in EMOTIONS))
    facts: Facts = {}
    for row in rows.collect():
        means = {name: row[name] for name in EMOTIONS if row[name] is not None}
        known = {f"{label}_share": row[f"{label}_share"] for label in SENTIMENTS}
        facts[row["topic_id"]] = {**known, "emotions": means or None}
    return facts


def examples(shown: DataFrame) -> Facts:
    """The three most typical posts of each topic and the three latest, copies counted once.

    The more probable the topic, the more typical a post is; of equals an original before a repost,
    then the latest, then the one whose id comes first.
    """
    lateness = F.coalesce(-F.unix_micros("posted_at"), F.lit(_NEVER))
    post = F.col("post_id")
    typical = _first(shown, "typical_post_ids", -F.col("probability"), "repeats", lateness, post)
    recent = _first(shown, "recent_post_ids", lateness, "repeats", post)
    facts: Facts = {}
    for rows in (typical, recent):
        for row in rows.collect():
            facts.setdefault(row["topic_id"], {}).update(row.asDict())
    return facts


def profile_rows(day: Snapshot, facts: Sequence[Facts]) -> list[tuple[object, ...]]:
    """Rows of TOPIC_PROFILES: of each topic of the model, and of earlier ones that have posts.

    Args:
        day: The snapshot.
        facts: What is known, as `sizes`, `feelings` and `examples` find it.
    """
    rows = []
    for topic, name in sorted(day.names.items()):
        if topic not in day.current and not any(topic in found for found in facts):
            continue
        row: dict[str, Any] = {
            "as_of_date": day.as_of,
            "topic_id": topic,
            "name": name,
            "post_count": 0,
            "post_share": 0.0,
            "author_count": 0,
            "author_share": 0.0,
            "typical_post_ids": [],
            "recent_post_ids": [],
            "model_version": day.version,
        }
        for found in facts:
            row |= found.get(topic, {})
        rows.append(tuple(row.get(column) for column in TOPIC_PROFILES.column_names))
    return rows


def _first(shown: DataFrame, name: str, *order: Column | str) -> DataFrame:
    """topic_id and the first posts of each in an order that ends with the post, one of a text."""
    of_text = shown.groupBy("topic_id", _TEXT).agg(F.min(F.struct(*order)).alias("first"))
    place = F.row_number().over(Window.partitionBy("topic_id").orderBy("first"))
    leading = of_text.withColumn("place", place).where(F.col("place") <= _EXAMPLES)
    posts = F.sort_array(F.collect_list(F.struct("place", "first.post_id")))
    return leading.groupBy("topic_id").agg(posts["post_id"].alias(name))
