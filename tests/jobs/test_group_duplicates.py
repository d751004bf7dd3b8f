from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs import group_duplicates
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import NEAR_DUPLICATES, POSTS
from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.text.wording import text_hash

MONDAY = date(2024, 3, 4)
TEXTS = {
    0: ["join our bank today and get a free travel card with no fees", "what a day " * 5],
    1: ["join our bank today and get a free travel card with few fees", "something else was said"],
    3: [
        "JOIN our bank now and get a free travel card with few fees",  # less like the first
        "a train was late again and nobody of us was told why it came so late",
        "the train was late again and nobody of us was told why it came so late",
    ],
    9: ["join our bank now and get a free travel card with few costs"],
    30: ["join our bank today and get a free travel card with no fees"],
}
SETTINGS = DuplicateSettings(similarity=0.7, bands=4, rows=1)


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """A campaign that changes from day to day, with a pause of three weeks."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    rows = [
        {
            "post_id": f"{back}:{n}",
            "post_date": MONDAY + timedelta(days=back),
            "posted_at": datetime(2024, 3, 4, n) + timedelta(days=back),
            "text": text,
            "is_usable": True,
        }
        for back, texts in TEXTS.items()
        for n, text in enumerate(texts)
    ]
    posts = frame(POSTS, *rows).withColumn("text_hash", text_hash(F.col("text")))
    days = Days.of(MONDAY + timedelta(days=back) for back in TEXTS)
    lake.replace(posts, POSTS, days)
    return Context(spark, lake, None, days, "run")


def groups(ctx):
    """By day and text, the text that stands for its group."""
    text_of = {row.text_hash: row.text for row in ctx.lake.read(POSTS).collect()}
    return {
        ((row.post_date - MONDAY).days, text_of[row.text_hash]): text_of[row.group_hash]
        for row in ctx.lake.read(NEAR_DUPLICATES).collect()
    }


@pytest.mark.whole
def test_a_campaign_keeps_its_group_and_runs_of_some_days_give_what_one_run_gives(ctx):
    group_duplicates.run(ctx, SETTINGS)
    at_once = groups(ctx)
    some = Days.of([ctx.days.first, MONDAY + timedelta(days=9)])
    group_duplicates.run(replace(ctx, days=some), SETTINGS)
    assert groups(ctx) == at_once  # of these days and of those between
    ctx.lake.replace(ctx.lake.read(NEAR_DUPLICATES).limit(0), NEAR_DUPLICATES, Days.every())
    of_lake = [*ctx.days]
    for part in (of_lake[:2], of_lake[2:3], of_lake[3:]):
        group_duplicates.run(replace(ctx, days=Days.of(part)), SETTINGS)

    first, train = TEXTS[0][0], TEXTS[3][1]
    assert at_once == {
        (1, TEXTS[1][0]): first,
        (3, TEXTS[3][0]): first,
        (3, train): train,
        (3, TEXTS[3][2]): train,
        (9, TEXTS[9][0]): first,  # by way of the copy of day 3: the first is too long ago
    }  # on day 30 it begins anew
    assert groups(ctx) == at_once
    assert ctx.notes["groups"] == 1  # of the last two days
