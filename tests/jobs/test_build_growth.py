"""build_growth end to end: by day, late, moved and killed, the tables are those of a rebuild."""

import random
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.jobs import build_growth
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.growth.settings import GrowthSettings
from voxlake.run.context import Context
from voxlake.tables import (
    EVENTS,
    GROWTH,
    ORDERS,
    POSTS,
    RETENTION,
    USER_DAYS,
    USER_FIRST_DAYS,
    USER_SEGMENTS,
)

FIRST = date(2024, 1, 24)  # so that weeks and months end within the days
SETTINGS = GrowthSettings(month_days=8)  # whose two months end within them too
GOLD = (USER_DAYS, USER_FIRST_DAYS, GROWTH, RETENTION)
SEED = 11


def nth(n):
    return FIRST + timedelta(days=n)


@pytest.fixture
def new_context(spark, tmp_path):
    def new_context(name):
        lake = Lake(spark, Root(str(tmp_path / name)), run_id="run")
        return Context(spark, lake, None, Days.of([FIRST]), "run")

    return new_context


def put(ctx, table, rows):
    """Make these rows all that a table of silver holds."""
    ordered = [tuple(row.get(name) for name in table.column_names) for row in rows]
    ctx.lake.replace(ctx.spark.createDataFrame(ordered, table.schema), table, Days.every())


def run(ctx, *days):
    ctx = replace(ctx, days=Days.of(days))
    build_growth.run(ctx, SETTINGS)
    return ctx.notes


def post(number, user_id, day, **columns):
    return {"post_id": f"p{number}", "post_date": day, "user_id": user_id, **columns}


class KilledError(Exception):
    """Stands for a kill."""


def die(*_):
    raise KilledError


@pytest.mark.whole
def test_days_in_any_order_late_moved_and_killed_end_as_a_rebuild_from_silver(
    new_context, monkeypatch, measured
):
    # Twelve users post on random days of a month; some posts come late, some are moved to another
    # day or marked, so that some users' first days move, come and go.
    draw = random.Random(SEED)
    posts = [
        post(n, f"u{draw.randrange(12)}", nth(draw.choice((0, 1, 4, 9, 10, 11, 29))))
        for n in range(24)
    ]
    daily, rebuilt = new_context("daily"), new_context("rebuilt")
    for ctx in (daily, rebuilt):
        put(ctx, USER_SEGMENTS, [{"as_of_date": nth(9), "user_id": "u1", "segment_id": 3}])
    late = draw.sample(posts, 6)
    put(daily, POSTS, [p for p in posts if p not in late])

    run(daily, nth(9), nth(10), nth(11))
    run(daily, nth(0), nth(1), nth(4))
    put(daily, POSTS, posts)
    with monkeypatch.context() as patch, pytest.raises(KilledError):
        patch.setattr(build_growth, "count_retention", die)
        run(daily, *{p["post_date"] for p in late})
    run(daily, *{p["post_date"] for p in late})
    moved = [
        {**p, "post_date": nth(10), "is_usable": n != 4} if n in (1, 2, 3, 4) else p
        for n, p in enumerate(posts)
    ]
    put(daily, POSTS, moved)
    run(daily, nth(10), *{posts[n]["post_date"] for n in (1, 2, 3, 4)})

    put(rebuilt, POSTS, moved)
    run(rebuilt, *(nth(n) for n in range(30)))
    for table in GOLD:
        assertDataFrameEqual(daily.lake.read(table), rebuilt.lake.read(table))
    counts = {table.view: rebuilt.lake.read(table).count() for table in GOLD}
    assert all(counts.values())
    measured(f"build_growth late, moved and killed is as rebuilt: {counts}, seed {SEED}")


@pytest.mark.whole
def test_the_kinds_of_activity_are_counted_and_rows_without_a_user_are_told(new_context):
    ctx = new_context("kinds")
    day, next_day = nth(0), nth(1)
    refund = {"order_line_id": "o3", "order_date": day, "amount": Decimal(-5)}
    put(
        ctx,
        POSTS,
        [
            post(1, "ann", day),
            post(2, "ann", day, is_repost=True),
            post(3, "ben", day, is_usable=False),
            post(4, None, day),
            post(5, "ann", next_day),
        ],
    )
    put(
        ctx,
        ORDERS,
        [
            {**refund, "order_line_id": "o1", "user_id": "cat", "amount": Decimal(0)},
            {**refund, "order_line_id": "o2", "amount": Decimal(5)},
            {**refund, "user_id": "dan"},
        ],
    )
    at = {"event_date": day, "occurred_at": datetime(2024, 1, 24)}
    put(
        ctx,
        EVENTS,
        [
            {**at, "event_id": "e1", "user_id": "ann", "event_type": "login"},
            {**at, "event_id": "e2", "user_id": "eve", "event_type": "view", "value": float("nan")},
        ],
    )

    notes = run(ctx, day)
    first = ctx.lake.read(USER_DAYS)
    run(ctx, next_day)

    assert sorted(tuple(row)[1:] for row in first.collect()) == [
        ("ann", 1, 1, 0, 1),
        ("cat", 0, 0, 1, 0),
        ("eve", 0, 0, 0, 1),
    ]
    assert notes == {"without_a_user": "1 posts, 1 orders"}
    assertDataFrameEqual(ctx.lake.read(USER_DAYS, Days.of([day])), first)
    counted = {row.activity_date: row.dau for row in ctx.lake.read(GROWTH).collect()}
    assert counted == {day: 3, next_day: 1}
