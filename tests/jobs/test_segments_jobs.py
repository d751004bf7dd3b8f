from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.config import ModelSettings
from voxlake.days import Days
from voxlake.errors import NoChampionError, TooLittleDataError
from voxlake.job import Context
from voxlake.jobs import assign_segments, build_user_features, fit_segments
from voxlake.lake import Lake
from voxlake.models import ModelPlaces, Models
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.segments.settings import SegmentSettings
from voxlake.place import Root
from voxlake.tables import ORDERS, POSTS, SEGMENT_PROFILES, USER_FEATURES, USER_SEGMENTS

FIRST, SECOND = date(2024, 1, 10), date(2024, 1, 11)
FEATURES = FeatureSettings()
TABLES = (USER_FEATURES, USER_SEGMENTS, SEGMENT_PROFILES)
SEGMENTS = SegmentSettings(min_users=10, k_min=2, k_max=3, restarts=1)


@pytest.fixture(scope="module")
def ctx(spark, tmp_path_factory):
    """Ten authors, of the morning and of the evening, five buyers, and a newcomer the next day.

    The first day is described, fitted and assigned.
    """
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(spark, Root(str(folder)), run_id="run")
    posts = [
        post(f"author{user}", FIRST - timedelta(days=day), 9 if user % 2 else 20)
        for user in range(10)
        for day in range(1 + user % 3)
    ]
    orders = [order(f"buyer{user}", FIRST - timedelta(days=user), 10 + user) for user in range(5)]
    for table, rows in ((POSTS, [*posts, post("newcomer", SECOND, 20)]), (ORDERS, orders)):
        ordered = [tuple(row.get(name) for name in table.column_names) for row in rows]
        lake.replace(spark.createDataFrame(ordered, table.schema), table, Days.every())
    ctx = Context(spark, lake, new_models(spark, folder), Days.of([FIRST]), "run")
    build_user_features.run(ctx, FEATURES)
    fit_segments.run(ctx, SEGMENTS)
    assign_segments.run(ctx, SEGMENTS)
    return ctx


def new_models(spark, folder):
    places = ModelPlaces.of(ModelSettings(), str(folder))
    return Models(spark, places, run_id="run", keep_metrics=lambda _: None)


def post(user_id, day, hour):
    return {
        "post_id": f"{user_id} {day}",
        "post_date": day,
        "posted_at": datetime(day.year, day.month, day.day, hour),
        "user_id": user_id,
        "is_usable": True,
    }


def order(user_id, day, amount):
    return {
        "order_line_id": f"{user_id} {day}",
        "order_date": day,
        "ordered_at": datetime(day.year, day.month, day.day),
        "user_id": user_id,
        "amount": Decimal(amount),
        "currency": "EUR",
    }


def tables_of(ctx, day):
    return [ctx.lake.read(table, Days.of([day])).collect() for table in TABLES]


def test_users_who_come_after_the_fit_are_assigned_without_another(ctx):
    before = tables_of(ctx, FIRST)
    later = replace(ctx, days=Days.of([FIRST, SECOND]))

    build_user_features.run(later, FEATURES)
    assign_segments.run(later, SEGMENTS)

    for table, after, was in zip(TABLES, tables_of(ctx, FIRST), before, strict=True):
        assert_same(ctx, table, after, was)
    _, assigned, profiles = tables_of(ctx, SECOND)
    assert {row.user_id for row in assigned} - {row.user_id for row in before[1]} == {"newcomer"}
    assert {row.model_version for row in assigned} == {row.model_version for row in before[1]}
    assert (len(before[1]), sum(row.user_count for row in profiles)) == (15, 16)


def test_a_second_run_gives_the_same_tables(ctx):
    before = tables_of(ctx, FIRST)

    build_user_features.run(ctx, FEATURES)
    fit_segments.run(ctx, SEGMENTS)
    assign_segments.run(ctx, SEGMENTS)

    after = tables_of(ctx, FIRST)
    for table, rows, was in zip(TABLES, after, before, strict=True):
        assert_same(ctx, table, rows, was)
    assert {row.model_version for row in after[1]} != {row.model_version for row in before[1]}


def assert_same(ctx, table, rows, others):
    """The rows are equal but for the version of the model."""
    frames = [
        ctx.spark.createDataFrame(r, table.schema).drop("model_version") for r in (rows, others)
    ]
    assertDataFrameEqual(*frames)


def test_with_too_few_users_nothing_is_fitted_and_nobody_assigned(ctx, spark, tmp_path):
    ctx = replace(ctx, models=new_models(spark, tmp_path))
    settings = SegmentSettings(min_users=16)
    before = tables_of(ctx, FIRST)

    with pytest.raises(
        TooLittleDataError, match="needs 16 users who post or buy, and there are 15"
    ):
        fit_segments.run(ctx, settings)
    with pytest.raises(NoChampionError, match="run the job fit_segments first"):
        assign_segments.run(ctx, settings)

    assert not ctx.models.has_champion("segments")
    assert tables_of(ctx, FIRST) == before
