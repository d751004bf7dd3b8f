"""An analysis tells the mood that the job tells."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from analysed import DAY, analyst
from arrow_lakes import write

from voxlake.people.mood.mood import user_mood
from voxlake.people.mood.settings import MoodRule, MoodSettings
from voxlake.serve.analyses.analysis import Analyst
from voxlake.tables import POST_EMOTION, POSTS, USERS
from voxlake.tables.columns import EMOTIONS

MOOD = MoodSettings(window_days=20, resampled_posts=12, extreme_posts=4,
                    rule=MoodRule(half_life_days=5, margin=0.02))  # fmt: skip
HANDLES = ("ann", "bob", "cy")


def rows(drawn: random.Random):
    """Posts of all kinds by three users, and their emotions."""
    posts, emotions = [], []
    for number in range(90):
        post = {
            "post_id": f"{drawn.choice('nnnm')}:{number}",
            "post_date": DAY - timedelta(drawn.randrange(25)),
            "user_id": drawn.choice(["n:ann", "n:bob", "n:cy", None]),
            "is_usable": drawn.random() < 0.9,
            "is_repost": drawn.random() < 0.2,
            "quote_of_post_id": drawn.choice([None, None, "q"]),
            "reply_to_post_id": drawn.choice([None, f"n:{drawn.randrange(90)}"]),
            "mentions": drawn.sample(HANDLES, drawn.randrange(3)),
            "like_count": drawn.choice([None, 3, 70]),
            "view_count": drawn.choice([None, 900]),
        }
        posts.append(post)
        if drawn.random() < 0.9:
            sizes = [drawn.random() ** 3 for _ in EMOTIONS]
            chances = {e: size / sum(sizes) for e, size in zip(EMOTIONS, sizes, strict=True)}
            key = {name: post[name] for name in ("post_id", "post_date", "user_id")}
            emotions.append({**key, **chances, "model_version": drawn.choice("12")})
    return posts, emotions


@pytest.mark.whole
def test_the_mood_is_the_jobs(frame, tmp_path: Path):
    posts, emotions = rows(random.Random(7))
    posts[0]["post_date"] = DAY
    users = [{"user_id": f"n:{name}", "handle": name.capitalize()} for name in HANDLES]
    for table, some in ((POSTS, posts), (POST_EMOTION, emotions), (USERS, users)):
        write(tmp_path, table, *some)
    of_job = user_mood(
        frame(POSTS, *posts), frame(POST_EMOTION, *emotions), frame(USERS, *users), DAY, MOOD
    ).collect()
    assert len(of_job) == 3

    asking = Analyst(analyst(tmp_path).lake, MOOD, lambda _: [])
    for row in of_job:
        known = row.asDict(recursive=True)
        found = asking.analyse(known["user_id"], lambda _: None)["mood"]
        assert found.pop("as_of_date") == known.pop("as_of_date").isoformat()
        for kind in ("happiest_posts", "saddest_posts"):
            same = [(one["post_id"], pytest.approx(one["score"])) for one in known.pop(kind)]
            assert [(one["post_id"], one["score"]) for one in found.pop(kind)] == same
        for name, value in known.items():
            same = pytest.approx(value) if isinstance(value, float) else value
            assert found[name] == same, name
