"""What one user is like: languages, mood, happiest and saddest posts, recommendations."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from voxlake.people.mood.rule import mood_of
from voxlake.people.mood.settings import MoodSettings
from voxlake.serve.analyses.posts import Score, last_day, posts_of, told_by
from voxlake.serve.api.written import as_json, listed
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Question
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    OPTED_OUT,
    POST_EMOTION,
    POST_LANGUAGE,
    POSTS,
    USER_LIMITS,
    USER_RECOMMENDATIONS,
    USERS,
    Table,
)

STEPS = ("read posts", "score texts", "tell mood", "read recommendations")
"""What an analysis does, one after another."""
READ = (
    POSTS,
    USERS,
    USER_LIMITS,
    POST_EMOTION,
    POST_LANGUAGE,
    USER_RECOMMENDATIONS,
    CONTENT_RECOMMENDATIONS,
)
"""The tables that it reads."""
_MOST_RECOMMENDED = 50
_MOST_LIMITS = 1_000


@dataclass(frozen=True)
class Analyst:
    """Analyses users of one lake.

    Attributes:
        lake: Where it reads.
        mood: Window and rule of moods.
        score: Scores texts as the jobs do.
        today: The day by which limits of users hold.
    """

    lake: Lake
    mood: MoodSettings
    score: Score
    today: Callable[[], date] = lambda: datetime.now(UTC).date()

    def versions(self) -> str:
        """Of the tables and the rule that an analysis rests on: the same, the same result."""
        of_tables = {table.view: str(self.lake.edition(table)) for table in READ}
        told = json.dumps([of_tables, self.mood.model_dump(mode="json")])
        return hashlib.sha256(told.encode()).hexdigest()

    def require_may(self, user_id: str) -> None:
        """See that a user is known, and did not opt out.

        Raises:
            RefusedError: no table knows the user (404), or the user opted out (403).
        """
        of_user = (Condition("user_id", "eq", user_id),)
        opted = Question(
            USER_LIMITS,
            where=(*of_user, Condition("limit", "eq", OPTED_OUT)),
            limit=_MOST_LIMITS,
        )
        if any(map(self._holds, self.lake.read(opted).rows.to_pylist())):
            raise RefusedError(403, "opted_out", "This user takes no part: see user_limits.")
        for table in (USERS, POSTS):
            question = Question(table, columns=("user_id",), where=of_user, limit=1)
            if self.lake.read(question).rows.num_rows:
                return
        raise RefusedError(404, "unknown_user", "No table knows this user: check user_id.")

    def analyse(self, user_id: str, step: Callable[[int], None]) -> dict[str, Any]:
        """What the user is like, as JSON.

        Args:
            user_id: Who.
            step: Told how many of `STEPS` are done.

        Raises:
            RefusedError: the user opted out meanwhile, or the lake cannot be read.
        """
        self.require_may(user_id)
        last = last_day(self.lake) or self.today()
        rows = posts_of(self.lake, user_id, last - timedelta(self.mood.window_days - 1), last)
        step(1)
        told = told_by(rows, self.score)
        step(2)
        mood = mood_of(user_id, told.weighed, last, self.mood)
        step(3)
        result = {
            "user_id": user_id,
            "as_of_date": last,
            "window_days": self.mood.window_days,
            "read_post_count": told.read_count,
            "scored_post_count": told.scored_count,
            "is_cut": told.is_cut,
            "languages": _shares(told.languages),
            "mood": mood,
            "recommendations": self._of(user_id, USER_RECOMMENDATIONS),
            "content_recommendations": self._of(user_id, CONTENT_RECOMMENDATIONS),
        }
        plain: dict[str, Any] = json.loads(as_json(result))
        return plain

    def _of(self, user_id: str, table: Table) -> list[dict[str, Any]]:
        condition = Condition("user_id", "eq", user_id)
        question = Question(table, where=(condition,), is_latest=True, limit=_MOST_RECOMMENDED)
        return listed(self.lake.read(question).rows)

    def _holds(self, limit: dict[str, Any]) -> bool:
        begins, ends, today = limit["since"], limit["until"], self.today()
        return (begins is None or begins <= today) and (ends is None or ends > today)


def _shares(languages: list[str | None]) -> list[dict[str, Any]]:
    """How many posts are in which language, the most first; null: too few words to tell."""
    counted = Counter(languages).most_common()
    return [
        {"language": language, "post_count": count, "share": count / len(languages)}
        for language, count in counted
    ]
