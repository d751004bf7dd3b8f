"""What usually follows a post like this one: answers, engagement, and where its topic is going."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from voxlake.run.understanding_settings import UnderstandingSettings
from voxlake.serve.reading.lake import Lake
from voxlake.serve.understanding.similar import Similar
from voxlake.tables import TOPIC_TRENDS
from voxlake.tables.columns import ALL, ALL_USERS

_WEEK = 7
_LAST = "SELECT max(post_date) AS last FROM topic_trends"
_OF_TOPIC = """
SELECT post_date, post_count, is_burst FROM topic_trends
WHERE topic_id = ? AND segment_id = ? AND language = ? AND post_date >= ?
"""
_STEADY = 0.2
"""Change of a week's posts below which a topic is said to be steady."""


@dataclass(frozen=True)
class Usual:
    """What came of similar posts.

    Attributes:
        posts: How many similar posts it is told from.
        first_day: The first day among them.
        last_day: The last one.
        answered: Of them, those that another post of the lake answers; None where no post of the
            lake says what it answers.
        answered_share: answered / posts; None with it.
        median_hours: To the first answer, of those answered; None without any.
        scored_answers: Answers to them that have a sentiment.
        negative_answers: Share of these that are negative; None without any.
        positive_answers: Likewise, that are positive.
        median_likes: Of the posts whose source counts them; None without any.
        median_reposts: Likewise.
        median_replies: Likewise, as the source counts them.
    """

    posts: int
    first_day: date
    last_day: date
    answered: int | None
    answered_share: float | None
    median_hours: float | None
    scored_answers: int
    negative_answers: float | None
    positive_answers: float | None
    median_likes: float | None
    median_reposts: float | None
    median_replies: float | None


@dataclass(frozen=True)
class Trend:
    """Where a topic is going, by the last week of `topic_trends` and the week before it.

    Attributes:
        direction: rising, falling or steady, by a fifth.
        posts: Posts of the last week.
        posts_before: Of the week before.
        last_day: Last day of the week.
        is_burst: Whether a day of the last week was unusually loud.
    """

    direction: str
    posts: int
    posts_before: int
    last_day: date
    is_burst: bool


def usual_of(
    similar: Sequence[Similar], settings: UnderstandingSettings, *, tells_replies: bool
) -> Usual | None:
    """What came of similar posts; None of fewer than the settings say.

    Args:
        similar: The posts.
        settings: How many are needed, and how similar.
        tells_replies: Whether posts of the lake say what they answer.
    """
    told = [one for one in similar if one.similarity >= settings.least_similarity]
    told = told[: settings.similar_posts]
    if len(told) < settings.fewest_similar:
        return None
    answered = [one for one in told if one.replies]
    scored = sum(one.scored_replies for one in answered)
    waits = [one.first_reply_hours for one in answered if one.first_reply_hours is not None]
    return Usual(
        posts=len(told),
        first_day=min(one.post_date for one in told),
        last_day=max(one.post_date for one in told),
        answered=len(answered) if tells_replies else None,
        answered_share=len(answered) / len(told) if tells_replies else None,
        median_hours=_median(waits),
        scored_answers=scored,
        negative_answers=_share(sum(one.negative_replies for one in answered), scored),
        positive_answers=_share(sum(one.positive_replies for one in answered), scored),
        median_likes=_median([one.like_count for one in told]),
        median_reposts=_median([one.repost_count for one in told]),
        median_replies=_median([one.reply_count for one in told]),
    )


def trend_of(lake: Lake, topic_id: int, settings: UnderstandingSettings) -> Trend | None:
    """Where a topic is going; None where `topic_trends` has nothing of it.

    Raises:
        RefusedError: the lake cannot be read, or takes too long.
    """
    ends = lake.sql(_LAST, [], (TOPIC_TRENDS,), 1, settings.timeout_s).to_pylist()
    last = ends[0]["last"] if ends else None
    if last is None:
        return None
    rows = lake.sql(
        _OF_TOPIC,
        [topic_id, ALL_USERS, ALL, last - timedelta(days=2 * _WEEK - 1)],
        (TOPIC_TRENDS,),
        2 * _WEEK,
        settings.timeout_s,
    ).to_pylist()
    if not rows:
        return None
    begins = last - timedelta(days=_WEEK - 1)
    week = [row for row in rows if row["post_date"] >= begins]
    posts = sum(row["post_count"] or 0 for row in week)
    before = sum(row["post_count"] or 0 for row in rows) - posts
    return Trend(
        _direction(posts, before), posts, before, last, any(row["is_burst"] for row in week)
    )


def _direction(posts: int, before: int) -> str:
    if abs(posts - before) <= _STEADY * before:
        return "steady"
    return "rising" if posts > before else "falling"


def _median(values: Sequence[float | int | None]) -> float | None:
    known = [float(value) for value in values if value is not None]
    return statistics.median(known) if known else None


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
