"""count_activity and build_demand, end to end on a lake of a folder."""

from datetime import date, datetime, timedelta

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days
from voxlake.jobs import build_demand, count_activity
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.demand.settings import DemandSettings
from voxlake.run.context import Context
from voxlake.tables import ACTIVITY_HOURS, DEMAND, POSTS

MONDAY = date(2024, 3, 4)
DAYS = [MONDAY + timedelta(days=n) for n in range(3)]
SETTINGS = DemandSettings(window_days=7)


@pytest.fixture
def context(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    return lambda *days: Context(spark, lake, models=None, days=Days.of(days), run_id="run")


def posts_of(day, count):
    at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9)
    return [
        {"post_id": f"{day}:{n}", "post_date": day, "posted_at": at, "user_id": f"u{n}"}
        for n in range(count)
    ]


def test_late_posts_correct_their_day_alone(frame, context):
    everyday, late = context(*DAYS), context(DAYS[0])
    lake = everyday.lake
    lake.replace(frame(POSTS, *(p for day in DAYS for p in posts_of(day, 2))), POSTS, Days.every())
    count_activity.run(everyday, SETTINGS)
    build_demand.run(everyday, SETTINGS)
    before = lake.read(DEMAND)

    lake.replace(frame(POSTS, *posts_of(DAYS[0], 5)), POSTS, late.days)
    count_activity.run(late, SETTINGS)
    build_demand.run(context(DAYS[1]), SETTINGS)

    posts = lake.read(ACTIVITY_HOURS).where("measure = 'posts'").collect()
    assert {row.activity_date: row.activity_count for row in posts} == dict(
        zip(DAYS, (5, 2, 2), strict=True)
    )
    found = lake.read(DEMAND)
    assertDataFrameEqual(found.where(f"as_of_date = '{DAYS[2]}'"), before)
    nine = found.where(
        f"as_of_date = '{DAYS[1]}' AND measure = 'posts' AND hour = 9 AND weekday = 1"
    ).collect()
    assert {(row.segment_id, row.activity_count, row.hours) for row in nine} == {
        (-1, 5, 1.0),
        (-2, 5, 1.0),
    }


def test_a_lake_where_nothing_happened_has_no_demand(context):
    today = context(MONDAY)

    count_activity.run(today, SETTINGS)
    build_demand.run(today, SETTINGS)

    assert today.lake.read(DEMAND).count() == 0
