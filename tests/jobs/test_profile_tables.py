"""profile_tables tells the months of its days anew, and leaves the others as they are."""

from dataclasses import replace
from datetime import date

import pytest

from voxlake.core.days import Days
from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.jobs import profile_tables
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.run.context import Context
from voxlake.tables import COLUMN_PROFILES, POSTS, USERS

SETTINGS = ProfileSettings(min_rows=1)
JANUARY, FEBRUARY, MARCH, APRIL = (date(2024, month, 1) for month in (1, 2, 3, 4))


def post(day, **of):
    return {"post_id": f"{day}:{of}", "post_date": day, "source": "shop", **of}


@pytest.fixture
def ctx(spark, tmp_path, frame):
    """A user and a post in each of three months, of which January and March are asked for."""
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    posts = [
        post(month.replace(day=9), like_count=month.month) for month in (JANUARY, FEBRUARY, MARCH)
    ]
    lake.replace(frame(POSTS, *posts), POSTS, Days.every())
    lake.merge(frame(USERS, {"user_id": "u", "source": "shop"}), USERS)
    return Context(spark, lake, None, Days.of([date(2024, 1, 31), date(2024, 3, 2)]), "run")


def rows_of(ctx, column):
    kept = ctx.lake.read(COLUMN_PROFILES).where(f"column_name = '{column}'").orderBy("month")
    return [(row.month, row.row_count, row.max_value) for row in kept.collect()]


def test_whole_months_are_told_and_the_next_run_leaves_other_months_as_they_are(ctx, frame):
    profile_tables.run(ctx, SETTINGS)
    first = rows_of(ctx, "like_count"), rows_of(ctx, "bio")
    day = date(2024, 4, 4)
    late = [post(date(2024, 1, 2), like_count=90), post(day, like_count=4)]
    ctx.lake.merge(frame(POSTS, *late), POSTS)
    ctx.lake.merge(frame(USERS, {"user_id": "v", "source": "shop"}), USERS)

    profile_tables.run(replace(ctx, days=Days.of([MARCH, day])), SETTINGS)

    assert first == ([(JANUARY, 1, 1.0), (MARCH, 1, 3.0)], [(MARCH, 1, None)])
    assert ctx.notes["months"] == "2024-03 to 2024-04"
    assert rows_of(ctx, "like_count") == [  # January has 90 too, and was not asked for
        (JANUARY, 1, 1.0),
        (MARCH, 1, 3.0),
        (APRIL, 1, 4.0),
    ]
    assert rows_of(ctx, "bio") == [(MARCH, 1, None), (APRIL, 2, None)]


def test_a_lake_without_any_of_the_tables_has_no_profiles(spark, tmp_path):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")

    profile_tables.run(Context(spark, lake, None, Days.of([JANUARY]), "run"), SETTINGS)

    assert lake.read(COLUMN_PROFILES).count() == 0
