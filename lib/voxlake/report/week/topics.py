"""What posts are about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voxlake.report.topics.words import TopicWords
from voxlake.report.week.daily import Daily


@dataclass(frozen=True)
class Topic:
    """A topic, its further words, how many posts are about it and how many are negative."""

    name: str
    terms: list[str]
    posts: int
    share: float
    negative_share: float | None


def topics_of_posts(posts: Daily, topics: Iterable[TopicWords]) -> list[Topic]:
    """The topics of a model as they are shown, the most frequent first.

    Args:
        posts: The posts that count, by day, of topics as they are shown.
        topics: The words of the topics.
    """
    total = posts.known("topic").total() or 1
    found = []
    for topic in topics:
        about = posts.of("topic", topic.topic)
        read = about.known("label")
        negative = read.of("label", "negative").total()
        share = negative / read.total() if read.total() else None
        found.append(Topic(topic.name, topic.terms, about.total(), about.total() / total, share))
    return sorted(found, key=lambda topic: -topic.posts)
