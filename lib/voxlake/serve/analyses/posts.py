"""The posts by and about one user, read from the lake and scored where no job has yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from voxlake.people.mood.rule import Weighed
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Order, Question
from voxlake.serve.scoring.texts import MOST_CHARACTERS, MOST_TEXTS, TextScores
from voxlake.tables import POST_EMOTION, POST_LANGUAGE, POSTS, USERS
from voxlake.tables.columns import EMOTIONS

Score = Callable[[Sequence[str]], list[TextScores]]
MOST_POSTS = 2_000
"""That are read of a user, the latest first."""
_TIMEOUT_S = 60.0
_EMOTIONS = ", ".join(f"e.{name}" for name in EMOTIONS)
_STATEMENT = f"""
WITH usable AS (
  SELECT *, coalesce(view_count, coalesce(like_count, 0) + coalesce(reply_count, 0)
    + coalesce(repost_count, 0)) AS activity
  FROM posts WHERE is_usable AND post_date BETWEEN $first AND $last
), by_user AS (
  SELECT *, CASE WHEN is_repost THEN 'repost' WHEN quote_of_post_id IS NOT NULL THEN 'quote'
    ELSE 'own' END AS ownership
  FROM usable WHERE user_id = $user
), handles AS (
  SELECT lower(handle) AS handle, split_part(user_id, ':', 1) AS network
  FROM users WHERE user_id = $user AND handle IS NOT NULL
), about AS (
  SELECT *, 'mention' AS ownership FROM usable AS p
  WHERE NOT is_repost AND user_id IS DISTINCT FROM $user AND (
    EXISTS (SELECT 1 FROM handles AS h WHERE list_contains(p.mentions, h.handle)
      AND split_part(p.post_id, ':', 1) = h.network)
    OR reply_to_post_id IN (SELECT post_id FROM by_user))
), told AS (SELECT * FROM by_user UNION ALL SELECT * FROM about)
SELECT t.post_id, t.post_date, t.ownership, t.activity, t.text, {_EMOTIONS},
  e.model_version, l.language, l.is_read
FROM told AS t
LEFT JOIN post_emotion AS e ON e.post_id = t.post_id AND e.post_date = t.post_date
LEFT JOIN post_language AS l ON l.post_id = t.post_id AND l.post_date = t.post_date
ORDER BY t.post_date DESC, t.post_id, t.ownership
"""


@dataclass(frozen=True)
class Told:
    """What the posts of a user say.

    Attributes:
        weighed: Those that have emotions.
        languages: Language of each post in the user's own words; None where it is not told.
        read_count: Posts that were read.
        scored_count: Those of them that were scored now.
        is_cut: Whether there are more posts than were read.
    """

    weighed: list[Weighed]
    languages: list[str | None]
    read_count: int
    scored_count: int
    is_cut: bool


def last_day(lake: Lake) -> date | None:
    """The last day that has posts; None where there are none."""
    order = (Order("post_date", descending=True),)
    rows = lake.read(Question(POSTS, columns=("post_date",), order=order, limit=1)).rows
    return rows["post_date"][0].as_py() if rows.num_rows else None


def posts_of(lake: Lake, user_id: str, first: date, last: date) -> list[dict[str, Any]]:
    """Posts by and about a user, as `mood.posts_of_users` has them, with what jobs said of them.

    Raises:
        RefusedError: the lake cannot be read.
    """
    found = lake.sql(
        _STATEMENT,
        {"user": user_id, "first": first, "last": last},
        (POSTS, USERS, POST_EMOTION, POST_LANGUAGE),
        limit=MOST_POSTS + 1,
        timeout_s=_TIMEOUT_S,
    )
    rows: list[dict[str, Any]] = found.to_pylist()
    return rows


def told_by(rows: Sequence[dict[str, Any]], score: Score) -> Told:
    """What posts say; texts that no job has scored are scored now.

    Args:
        rows: As `posts_of` gives them.
        score: Scores texts as the jobs do.
    """
    read = rows[:MOST_POSTS]
    waiting = [
        row
        for row in read
        if row["text"] and row["neutral"] is None and row["is_read"] is not False
    ]
    scored: dict[str, TextScores] = {}
    for start in range(0, len(waiting), MOST_TEXTS):
        some = waiting[start : start + MOST_TEXTS]
        found = score([row["text"][:MOST_CHARACTERS] for row in some])
        scored |= {row["post_id"]: one for row, one in zip(some, found, strict=True)}
    weighed, languages = [], []
    for row in read:
        one = scored.get(row["post_id"])
        emotions = {name: row[name] for name in EMOTIONS}
        version = row["model_version"]
        if one and one.emotion:
            emotions, version = dict(one.emotion), one.emotion_model
        if None not in emotions.values():
            weighed.append(_weighed(row, emotions, version))
        if row["ownership"] in ("own", "quote"):
            languages.append(one.language if one else row["language"])
    return Told(weighed, languages, len(read), len(scored), len(rows) > MOST_POSTS)


def _weighed(row: dict[str, Any], emotions: dict[str, float], version: str | None) -> Weighed:
    return Weighed(
        row["post_id"], row["post_date"], row["ownership"], row["activity"], emotions, version
    )
