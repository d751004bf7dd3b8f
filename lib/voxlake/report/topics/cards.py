"""Each topic on a card: how large it is, how it feels, its words and its posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pyspark.sql import Row

from voxlake.report.settings import ReportSettings
from voxlake.report.topics.behind import shown_posts
from voxlake.report.topics.known import Topics
from voxlake.report.topics.relevance import Word
from voxlake.report.week.evidence import Post
from voxlake.tables.columns import SENTIMENTS

CARDS = 24
"""Topics that get a card: the largest."""
_NO_EMOTION = "neutral"


@dataclass(frozen=True)
class Profile:
    """How a topic was in the days of its profile.

    Attributes:
        posts: Its clear posts.
        authors: Different authors of them.
        feelings: Share of the scored ones that are negative, neutral and positive; empty where
            none was scored.
        emotion: The most probable emotion but `neutral`, with its mean probability; None likewise.
        typical: Posts that are most like it.
        recent: The latest ones.
    """

    posts: int
    authors: int
    feelings: dict[str, float]
    emotion: tuple[str, float] | None
    typical: list[Post]
    recent: list[Post]


@dataclass(frozen=True)
class Card:
    """A topic with its words, the most relevant first; without a profile where none was made."""

    topic_id: int
    name: str
    share: float
    is_guided: bool
    words: Sequence[Word]
    profile: Profile | None


def cards_of_topics(
    topics: Topics, profiles: Sequence[Row], posts: Mapping[str, Row], settings: ReportSettings
) -> list[Card]:
    """The largest topics, at most `CARDS`.

    Args:
        topics: Those of the model in use.
        profiles: Rows of `topic_profiles` of the day.
        posts: Posts that profiles name, by id.
        settings: How much to show of posts.
    """
    told = {row["topic_id"]: row for row in profiles}
    return [
        Card(
            topic_id,
            topics.names.of(topic_id),
            share,
            topic_id in topics.guided,
            topics.words.get(topic_id, []),
            _profile(told[topic_id], posts, settings) if topic_id in told else None,
        )
        for topic_id, share in list(topics.shares.items())[:CARDS]
    ]


def _profile(row: Row, posts: Mapping[str, Row], settings: ReportSettings) -> Profile:
    typical = shown_posts(row["typical_post_ids"], posts, settings)
    recent = shown_posts(row["recent_post_ids"], posts, settings)
    feelings = {name: row[f"{name}_share"] for name in SENTIMENTS}
    emotions = {name: p for name, p in (row["emotions"] or {}).items() if name != _NO_EMOTION}
    strongest = max(emotions, key=lambda name: (emotions[name], name), default=None)
    return Profile(
        row["post_count"] or 0,
        row["author_count"] or 0,
        {} if None in feelings.values() else feelings,
        (strongest, emotions[strongest]) if strongest else None,
        typical,
        [post for post in recent if post not in typical],
    )
