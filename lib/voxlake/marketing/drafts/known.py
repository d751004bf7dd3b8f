"""Reads from tables what the lake knows of briefs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F

from voxlake.core.errors import InputError
from voxlake.marketing.drafts.grounds import Grounds, Winner
from voxlake.marketing.drafts.settings import Brief, DraftSettings
from voxlake.tables.columns import ALL_USERS

_MOST_POSTS = "most"
"""Kind of `top_posts` that stand out by engagement."""


@dataclass(frozen=True)
class KnownTables:
    """Rows up to the day of a run: snapshots of the last days, posts of `posts_days`."""

    topic_names: DataFrame
    topic_terms: DataFrame
    top_posts: DataFrame
    segment_profiles: DataFrame
    posts: DataFrame
    post_sentiment: DataFrame


def grounds_of(
    briefs: Sequence[Brief], tables: KnownTables, settings: DraftSettings
) -> dict[str, Grounds]:
    """What is known of each item: five small queries for all of them together.

    A brief without topic_id is of the topic that is called as its topic is, if there is one. Best
    posts are those of the segment in the topic; where it has none, those of everyone.

    Raises:
        InputError: a reply answers a post that is not there.
    """
    names = _names(briefs, tables.topic_names)
    ids = {brief.item: _topic_id(brief, names) for brief in briefs}
    wanted = sorted({one for one in ids.values() if one is not None})
    terms = _terms(wanted, tables, settings.terms) if wanted else {}
    winners = _winners(wanted, tables, settings.winners) if wanted else {}
    segments = _segments(briefs, tables)
    answered = _answered(briefs, tables, settings)
    found = {}
    for brief in briefs:
        topic = ids[brief.item]
        best = {} if topic is None else winners.get(topic, {})
        of_segment = best.get(brief.segment_id if brief.segment_id is not None else ALL_USERS)
        text, is_complaint = answered.get(brief.reply_to_post_id or "", (None, False))
        found[brief.item] = Grounds(
            topic_id=topic,
            topic_name="" if topic is None else str(names.get(topic, "")),
            terms=() if topic is None else tuple(terms.get(topic, ())),
            winners=tuple(of_segment or best.get(ALL_USERS) or ()),
            segment=segments.get(brief.segment_id, ""),
            answered=text,
            is_complaint=is_complaint,
        )
    return found


def _names(briefs: Sequence[Brief], topic_names: DataFrame) -> dict[int, str]:
    ids = sorted({brief.topic_id for brief in briefs if brief.topic_id is not None})
    called = sorted({brief.topic.strip().lower() for brief in briefs if brief.topic.strip()})
    is_asked = F.col("topic_id").isin(*ids) | F.lower("name").isin(*called)
    asked = topic_names.where(is_asked & F.col("name").isNotNull())
    return {row.topic_id: row["name"] for row in asked.select("topic_id", "name").collect()}


def _topic_id(brief: Brief, names: dict[int, str]) -> int | None:
    if brief.topic_id is not None:
        return brief.topic_id
    called = brief.topic.strip().lower()
    return min((one for one, name in names.items() if name.lower() == called), default=None)


def _terms(topics: list[int], tables: KnownTables, most: int) -> dict[int, list[str]]:
    """Leading terms by topic, of the latest model that has it."""
    latest = tables.topic_names.select("topic_id", "model_version")
    asked = tables.topic_terms.where(F.col("topic_id").isin(*topics) & (F.col("rank") <= most))
    rows = asked.join(latest, on=["topic_id", "model_version"], how="left_semi").collect()
    found: dict[int, list[str]] = {}
    for row in sorted(rows, key=lambda row: (row.topic_id, row["rank"])):
        found.setdefault(row.topic_id, []).append(row.term)
    return found


def _winners(
    topics: list[int], tables: KnownTables, most: int
) -> dict[int, dict[int, list[Winner]]]:
    """Best posts by topic and segment, of the last snapshot."""
    top = tables.top_posts
    last = top.select(F.max("as_of_date").alias("as_of_date"))
    is_asked = (
        (F.col("kind") == _MOST_POSTS) & F.col("topic_id").isin(*topics) & (F.col("rank") <= most)
    )
    asked = top.where(is_asked).join(F.broadcast(last), on="as_of_date", how="left_semi")
    texts = tables.posts.where(F.col("text").isNotNull()).select("post_id", "text", "hashtags")
    rows = asked.select("topic_id", "segment_id", "rank", "post_id").join(texts, on="post_id")
    found: dict[int, dict[int, list[Winner]]] = {}
    for row in sorted(rows.collect(), key=lambda row: (row.topic_id, row.segment_id, row["rank"])):
        winner = Winner(row.text, tuple(row.hashtags or ()))
        found.setdefault(row.topic_id, {}).setdefault(row.segment_id, []).append(winner)
    return found


def _segments(briefs: Sequence[Brief], tables: KnownTables) -> dict[int | None, str]:
    """What each segment is called and what sets it apart, by the last snapshot."""
    ids = sorted({brief.segment_id for brief in briefs if brief.segment_id is not None})
    if not ids:
        return {}
    profiles = tables.segment_profiles
    last = profiles.select(F.max("as_of_date").alias("as_of_date"))
    asked = profiles.where(F.col("segment_id").isin(*ids))
    rows = asked.join(F.broadcast(last), on="as_of_date", how="left_semi").collect()
    return {row.segment_id: _told(row) for row in rows}


def _told(row: Row) -> str:
    mood = f"Their mood is mostly {row.mood}." if row.mood else ""
    topics = ", ".join(topic["title"] for topic in row.topics or () if topic["title"])
    liked = f"They write about {topics}." if topics else ""
    return " ".join(filter(None, (f"{row['name']}.", row.description, mood, liked)))


def _answered(
    briefs: Sequence[Brief], tables: KnownTables, settings: DraftSettings
) -> dict[str, tuple[str, bool]]:
    """Text of the posts that replies answer, and whether they are negative."""
    ids = sorted({b.reply_to_post_id for b in briefs if b.reply_to_post_id is not None})
    if not ids:
        return {}
    is_asked = F.col("post_id").isin(*ids)
    labels = tables.post_sentiment.where(is_asked).select("post_id", "label")
    asked = tables.posts.where(is_asked & F.col("text").isNotNull()).select("post_id", "text")
    rows = asked.join(labels, on="post_id", how="left").collect()
    found = {row.post_id: (row.text, row.label == "negative") for row in rows}
    if missing := [one for one in ids if one not in found]:
        raise InputError(
            f"{len(missing)} of the posts that drafts.briefs answer have no text in the last "
            f"{settings.posts_days} days of posts: raise drafts.posts_days, or see "
            f"reply_to_post_id {missing[0]}.",
            kept=f"{len(missing)} of the posts that drafts.briefs answer are not there.",
        )
    return found
