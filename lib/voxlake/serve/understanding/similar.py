"""The posts that are most like another one, and what came of them, as the lake tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from voxlake.run.understanding_settings import UnderstandingSettings
from voxlake.serve.reading.lake import Lake
from voxlake.serve.understanding.nearest import Found
from voxlake.tables import POST_SENTIMENT, POSTS

_POSTS = """
SELECT p.post_id, p.text_hash, p.post_date, p.posted_at, p.text, p.like_count, p.reply_count,
       p.repost_count, s.label AS sentiment
FROM posts p LEFT JOIN post_sentiment s ON s.post_id = p.post_id AND s.post_date = p.post_date
WHERE p.post_date BETWEEN ? AND ?
      AND list_contains(?, p.text_hash)
      AND coalesce(p.is_usable, true) AND NOT coalesce(p.is_repost, false)
ORDER BY p.posted_at DESC, p.post_id
"""
_REPLIES = """
SELECT r.reply_to_post_id AS post_id, min(r.posted_at) AS first_at, count(*) AS replies,
       count(*) FILTER (WHERE s.label = 'negative') AS negative,
       count(*) FILTER (WHERE s.label = 'positive') AS positive,
       count(s.label) AS scored
FROM posts r LEFT JOIN post_sentiment s ON s.post_id = r.post_id AND s.post_date = r.post_date
WHERE r.post_date >= ? AND list_contains(?, r.reply_to_post_id)
GROUP BY r.reply_to_post_id
"""
_ANY_REPLY = """
SELECT count(*) AS replies FROM posts
WHERE reply_to_post_id IS NOT NULL AND post_date BETWEEN ? AND ?
"""
_MOST_COPIES = 20
"""Posts of one text that are looked at, about."""


@dataclass(frozen=True)
class Similar:
    """A post whose text is near that of another; counts are null where the source tells none.

    Attributes:
        similarity: Cosine of the meanings, -1 to 1.
        sentiment: Its label; None where it has none.
        replies: Posts of the lake that answer it.
        first_reply_hours: Hours until the first of them; None without any.
    """

    post_id: str
    text: str
    post_date: date
    posted_at: datetime
    similarity: float
    sentiment: str | None
    like_count: int | None
    reply_count: int | None
    repost_count: int | None
    replies: int
    negative_replies: int
    positive_replies: int
    scored_replies: int
    first_reply_hours: float | None


def similar_posts(lake: Lake, found: Found, settings: UnderstandingSettings) -> list[Similar]:
    """The latest post of each text that was found, the nearest first.

    Raises:
        RefusedError: the lake cannot be read, or takes too long.
    """
    near = {one.text_hash: one.similarity for one in found.near}
    if not near:
        return []
    days = [found.first, found.last]
    rows = lake.sql(
        _POSTS,
        [*days, list(near)],
        (POSTS, POST_SENTIMENT),
        len(near) * _MOST_COPIES,
        settings.timeout_s,
    ).to_pylist()
    latest: dict[str, dict[str, Any]] = {}
    for row in rows:
        latest.setdefault(row["text_hash"], row)
    ids = [str(row["post_id"]) for row in latest.values()]
    replies = _replies(lake, ids, found.first, settings)
    made = (_similar(row, near[key], replies) for key, row in latest.items())
    return sorted(made, key=lambda post: (-post.similarity, post.post_id))


def tells_replies(lake: Lake, found: Found, settings: UnderstandingSettings) -> bool:
    """Whether posts of the days say what they answer: some sources do not.

    Raises:
        RefusedError: the lake cannot be read, or takes too long.
    """
    days = [found.first, found.last]
    rows = lake.sql(_ANY_REPLY, days, (POSTS,), 1, settings.timeout_s).to_pylist()
    return bool(rows and rows[0]["replies"])


def _replies(
    lake: Lake, ids: Sequence[str], first: date, settings: UnderstandingSettings
) -> dict[str, dict[str, Any]]:
    rows = lake.sql(
        _REPLIES, [first, list(ids)], (POSTS, POST_SENTIMENT), len(ids) + 1, settings.timeout_s
    )
    return {row["post_id"]: row for row in rows.to_pylist()}


def _similar(row: dict[str, Any], similarity: float, replies: dict[str, dict[str, Any]]) -> Similar:
    answer = replies.get(str(row["post_id"]), {})
    first, at = answer.get("first_at"), row["posted_at"]
    waited = None
    if isinstance(first, datetime) and isinstance(at, datetime) and first >= at:
        waited = (first - at).total_seconds() / 3600
    told = {name: row[name] for name in _KEPT}
    told |= {name: int(answer.get(key, 0)) for name, key in _COUNTED.items()}
    return Similar(
        **told,
        similarity=similarity,
        first_reply_hours=waited,
    )


_KEPT = (
    "post_id",
    "text",
    "post_date",
    "posted_at",
    "sentiment",
    "like_count",
    "reply_count",
    "repost_count",
)
_COUNTED = {
    "replies": "replies",
    "negative_replies": "negative",
    "positive_replies": "positive",
    "scored_replies": "scored",
}
