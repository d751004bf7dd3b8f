"""A lake of one talkative user, and texts scored without a model."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from arrow_lakes import write

from voxlake.people.mood.settings import MoodSettings
from voxlake.serve.analyses.analysis import STEPS, Analyst
from voxlake.serve.analyses.queue import Queue
from voxlake.serve.analyses.worker import Worker
from voxlake.serve.reading.lake import Lake
from voxlake.serve.scoring.texts import TextScores
from voxlake.tables import (
    POST_EMOTION,
    POST_LANGUAGE,
    POSTS,
    USER_LIMITS,
    USER_RECOMMENDATIONS,
    USERS,
)
from voxlake.tables.columns import EMOTIONS

DAY = date(2024, 1, 10)
MOOD = MoodSettings(min_posts=2)


def feeling(**chances: float) -> dict[str, float]:
    return {**dict.fromkeys(EMOTIONS, 0.0), **chances}


def scored(texts: Sequence[str]) -> list[TextScores]:
    """Joy of texts that are glad, sadness of others."""
    return [
        TextScores("en", 0.9, is_read=True,
                   emotion=feeling(joy=0.8) if "glad" in text else feeling(sadness=0.7),
                   emotion_label="joy", emotion_model="2")
        for text in texts
    ]  # fmt: skip


def written(folder: Path) -> Path:
    """The lake: a post of ann that is scored, two that are not, one that names her, and others'."""

    def post(number: int, user: str | None, text: str, **more: object) -> dict[str, object]:
        return {"post_id": f"x:p{number}", "user_id": user, "text": text, "is_usable": True,
                "post_date": DAY, "is_repost": False, "mentions": [], **more}  # fmt: skip

    write(
        folder,
        POSTS,
        post(1, "x:ann", "fine", post_date=date(2024, 1, 9)),
        post(2, "x:ann", "so glad", view_count=100),
        post(3, "x:ann", "alas"),
        post(4, "x:bob", "glad to meet @ann", mentions=["ann"]),
        post(5, "x:bob", "glad of nobody"),
        post(6, "x:ann", "old", post_date=date(2023, 1, 1)),
        post(7, "x:ann", "spam", is_usable=False),
        post(8, "x:bob", "an answer, glad", reply_to_post_id="x:p3"),
        post(9, "y:bob", "glad of another network", mentions=["ann"], post_id="y:p9"),
    )
    write(folder, USERS, {"user_id": "x:ann", "handle": "Ann"}, {"user_id": "x:out"})
    write(folder, POST_EMOTION, {"post_id": "x:p1", "post_date": date(2024, 1, 9),
                                 "model_version": "1", **feeling(optimism=0.9)})  # fmt: skip
    write(folder, POST_LANGUAGE, {"post_id": "x:p1", "post_date": date(2024, 1, 9),
                                  "language": "de"})  # fmt: skip
    write(folder, USER_LIMITS, {"limit_id": "1", "user_id": "x:out", "limit": "opted_out"})
    write(folder, USER_RECOMMENDATIONS, {"as_of_date": DAY, "user_id": "x:ann", "kind": "friend",
                                         "rank": 1, "item": "x:cy"})  # fmt: skip
    return folder


def analyst(folder: Path, **more: object) -> Analyst:
    return Analyst(Lake(str(folder), refresh_s=0), MOOD, **{"score": scored, **more})


def queue(file: Path, **more: object) -> Queue:
    return Queue(file, **{"most_waiting": 9, "lease_s": 1.0, "keep_s": 60.0, **more})


def say(*words: object) -> None:
    """Tell the test."""
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: str, file: str, *, holds_up: str) -> None:
    """A process with a worker; where it is to hold up, it says so and never gets on."""

    def score(texts: Sequence[str]) -> list[TextScores]:
        if holds_up == "yes":
            say("held")
            time.sleep(600)
        return scored(texts)

    one = queue(Path(file))
    asked = one.ask("x:ann", analyst(Path(folder)).versions())
    say(asked.id)
    Worker(one, analyst(Path(folder), score=score).analyse, len(STEPS)).start()
    while one.of(asked.id).state in ("waiting", "running"):
        time.sleep(0.02)
    say(one.of(asked.id).state, os.getpid())


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], holds_up=sys.argv[3])
