"""The jobs on brands, from tables to tables, and the SQL that their page shows."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from voxlake.core.days import Days
from voxlake.jobs import build_competitor_posting, build_share_of_voice
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.lake.sql import attach
from voxlake.run.context import Context
from voxlake.tables import (
    COMPETITOR_POSTING,
    POST_ENTITIES,
    POST_TOPICS,
    POSTS,
    SHARE_OF_VOICE,
    TOPIC_NAMES,
    USERS,
)
from voxlake.voice.settings import VoiceSettings

PAGE = Path(__file__).resolve().parents[2] / "docs" / "share_of_voice.md"
QUERIES = re.findall(r"^```sql\n(.+?)^```", PAGE.read_text(), re.M | re.S)
MONDAY = date(2024, 3, 4)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]
SETTINGS = VoiceSettings(
    brands={"Acme": ("acme",), "Bolt": ("bolt",)}, accounts={"Acme": ("@acme",)}, min_posts=2
)


@pytest.fixture
def ctx(spark, frame, tmp_path):
    """Of three days: on each Acme posts once and is named by two others, Bolt by one of them."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    posts, entities, topics = [], [], []
    for n, day in enumerate(DAYS):
        key = {"post_date": day, "posted_at": datetime(2024, 3, 4 + n, 9), "source": "x"}
        for who in ("own", "ann", "ben"):
            posts.append({**key, "post_id": f"{who}{n}", "user_id": who, "like_count": n})
            named = {"post_id": f"{who}{n}", "post_date": day, "kind": "brand"}
            told = {"label": "positive", "positive": 0.9, "negative": 0.1, "start": 0, "end": 4}
            entities.append({**named, **told, "entity": "acme", "source": "gazetteer"})
            if who == "ben":
                told = {
                    "label": "negative",
                    "positive": 0.1,
                    "negative": 0.8,
                    "start": 9,
                    "end": 13,
                }
                entities.append({**named, **told, "entity": "bolt", "source": "gazetteer"})
            topics.append({"post_id": f"{who}{n}", "post_date": day, "topic_id": n})
    every = Days.of(DAYS)
    lake.replace(frame(POSTS, *posts), POSTS, every)
    lake.replace(frame(POST_ENTITIES, *entities), POST_ENTITIES, every)
    lake.replace(frame(POST_TOPICS, *topics), POST_TOPICS, every)
    lake.merge(frame(USERS, {"user_id": "own", "handle": "Acme"}), USERS)
    names = [{"topic_id": n, "shown_as": min(n, 1), "is_hidden": n == 0} for n in range(3)]
    lake.merge(frame(TOPIC_NAMES, *({**one, "name": "fees"} for one in names)), TOPIC_NAMES)
    return Context(spark, lake, None, every, "run")


def test_brands_are_told_of_by_the_topics_that_people_see_and_weeks_side_by_side(ctx):
    build_share_of_voice.run(ctx, SETTINGS)
    build_competitor_posting.run(ctx, SETTINGS)

    rows = ctx.lake.read(SHARE_OF_VOICE).collect()
    counts = {(r["post_date"], r["brand"], r["topic_id"]): r["post_count"] for r in rows}
    # The topic of the first day is hidden, that of the last is merged into that of the second.
    of_all = {(day, brand, -2): n for day in DAYS for brand, n in (("Acme", 2), ("Bolt", 1))}
    of_topics = {(day, brand, 1): n for day in DAYS[1:] for brand, n in (("Acme", 2), ("Bolt", 1))}
    assert counts == of_all | of_topics
    posting = {(r["trait"], r["value"]): r for r in ctx.lake.read(COMPETITOR_POSTING).collect()}
    assert posting["all", "all"]["post_count"] == 3
    assert posting["all", "all"]["engagement"] == 1.0
    assert posting["topic", "1"]["post_count"] == 2
    assert posting["topic", "1"]["gain"] > 1
    attach(ctx.spark, ctx.lake, (SHARE_OF_VOICE, COMPETITOR_POSTING, TOPIC_NAMES))
    weeks, topics, habits = ([tuple(row) for row in ctx.spark.sql(q).collect()] for q in QUERIES)
    assert weeks == [
        (MONDAY, "Acme", 6, 1.0, 0.8, 0.0),
        (MONDAY, "Bolt", 3, 0.5, -0.7, 1.0),
    ]
    assert topics == [("Acme", "fees", 4, 0.8), ("Bolt", "fees", 2, -0.7)]
    assert habits[0][:4] == ("Acme", "topic", "1", 2)
