"""deliver_warnings tells what is new of the latest days, once, and finds the posts behind it."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from voxlake.core.days import Days
from voxlake.jobs import deliver_warnings
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import (
    POST_ENTITIES,
    POSTS,
    SENTIMENT_ALERTS,
    SHARE_OF_VOICE,
    TOPIC_BURSTS,
    TOPIC_NAMES,
    WARNINGS_SENT,
)
from voxlake.warnings.settings import WarningSettings

TODAY = date(2024, 3, 4)
NOW = datetime(2024, 3, 4, 12, tzinfo=UTC)
LONG_AGO = date(2024, 1, 7)


@pytest.fixture(scope="module")
def context(spark, frame, tmp_path_factory):
    """An alert today and one long ago, a burst, and a drop of Acme, of which nobody speaks."""
    lake = Lake(spark, Root(str(tmp_path_factory.mktemp("lake"))), run_id="run")
    models = SimpleNamespace(version=lambda _: None)
    days = [TODAY - timedelta(days=n) for n in range(21)]
    alert = {"brand": "all", "post_count": 50, "negative_share": 0.5, "usual_share": 0.1}
    alerts = [
        {**alert, "post_date": day, "distance": 4.2, "reach": 10, "post_ids": ["x:1"]}
        for day in (TODAY, LONG_AGO)
    ]
    lake.replace(frame(SENTIMENT_ALERTS, *alerts), SENTIMENT_ALERTS, Days.of([TODAY, LONG_AGO]))
    burst = {"as_of_date": TODAY, "topic_id": 3, "post_count": 40, "usual_count": 4.0}
    bursts = [
        {**burst, "start_date": TODAY, "end_date": None, "distance": 9.0, "post_ids": ["x:1"]},
        {**burst, "start_date": LONG_AGO, "end_date": LONG_AGO, "distance": 9.0, "post_ids": []},
    ]
    lake.replace(frame(TOPIC_BURSTS, *bursts), TOPIC_BURSTS, Days.of([TODAY]))
    names = {"topic_id": 3, "name": "late parcels", "shown_as": 3, "is_hidden": False}
    lake.merge(frame(TOPIC_NAMES, names), TOPIC_NAMES)
    voice = [
        {
            "post_date": day,
            "brand": "acme",
            "topic_id": -2,
            "post_count": count,
            "named_count": 60,
            "share": count / 60,
            "share_low": 0.0,
            "share_high": count / 60 + 0.06,
        }
        for day in days
        for count in [0 if day == TODAY else 30]
    ]
    lake.replace(frame(SHARE_OF_VOICE, *voice), SHARE_OF_VOICE, Days.of(days))
    posts = [
        {"post_id": f"x:{n}", "post_date": TODAY, "posted_at": NOW, "user_id": "u", "source": "x",
         "text": "a secret text", "like_count": n}
        for n in (1, 2)
    ]  # fmt: skip
    lake.replace(frame(POSTS, *posts), POSTS, Days.of([TODAY]))
    named = [
        {"post_id": f"x:{n}", "post_date": TODAY, "kind": "brand", "entity": "bolt", "start": 0,
         "end": 4, "clause_start": 0, "clause_end": 9, "source": "gazetteer"}
        for n in (1, 2)
    ]  # fmt: skip
    lake.replace(frame(POST_ENTITIES, *named), POST_ENTITIES, Days.of([TODAY]))
    return Context(spark, lake, models, Days.every(), "run", now=lambda: NOW)


def messages(folder):
    return [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]


def test_what_is_new_is_told_once_with_the_posts_behind_it_and_nothing_old(context, tmp_path):
    settings = WarningSettings(
        channels={"files": {"kind": "folder", "folder": str(tmp_path)}},
        brands=("acme",),
        excerpts=True,
    )

    deliver_warnings.run(context, settings)
    deliver_warnings.run(replace(context, days=Days.of([LONG_AGO, TODAY])), settings)

    (message,) = messages(tmp_path)
    told = {one["kind"]: one for one in message["warnings"]}
    assert {kind: one["level"] for kind, one in told.items()} == {
        "topic_burst": "urgent",
        "voice_drop": "urgent",
        "sentiment_alert": "warning",
    }
    assert told["topic_burst"]["subject"] == "late parcels"
    assert [post["id"] for post in told["voice_drop"]["posts"]] == ["x:2", "x:1"]
    assert told["sentiment_alert"]["posts"] == [
        {"id": "x:1", "link": None, "excerpt": "a secret text"}
    ]
    rows = context.lake.read(WARNINGS_SENT).collect()
    assert [(row["state"], row["sent_at"]) for row in rows] == [
        ("sent", NOW.replace(tzinfo=None))
    ] * 3
    assert context.notes["channel files"] == "3 sent"


def test_without_channels_nothing_is_looked_for(context):
    ctx = replace(context, notes={})

    deliver_warnings.run(ctx, WarningSettings())

    assert ctx.notes == {"channels": "none: see warnings.channels"}
