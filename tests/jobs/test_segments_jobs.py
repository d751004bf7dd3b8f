from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

import pytest
from pyspark.testing import assertDataFrameEqual

from voxlake.core.days import Days, day_number
from voxlake.core.errors import InputError, NoChampionError, TooLittleDataError
from voxlake.jobs import (
    assign_segments,
    build_purchases,
    build_segment_profiles,
    build_user_features,
    fit_segments,
    learn_segments,
    watch_segments,
)
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.features.settings import FeatureSettings
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.segments.settings import SegmentSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.tables import (
    MODEL_METRICS,
    ORDERS,
    POSTS,
    SEGMENT_CANDIDATES,
    SEGMENT_MOVES,
    SEGMENT_NAMES,
    SEGMENT_PROFILES,
    USER_FEATURES,
    USER_MOOD,
    USER_SEGMENTS,
    USER_VALUE,
)

FIRST, SECOND = date(2024, 1, 10), date(2024, 1, 11)
FEATURES = FeatureSettings()
TABLES = (USER_FEATURES, USER_SEGMENTS, SEGMENT_PROFILES, SEGMENT_MOVES)
SEGMENTS = SegmentSettings(
    min_users=10,
    min_segment_users=2,
    k_min=2,
    k_max=3,
    restarts=1,
    methods=["kmeans"],
    finalists=1,
    bootstraps=1,
)


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
    ctx = Context(spark, lake, new_models(spark, folder, lake), Days.of([FIRST]), "run")
    build_purchases.run(ctx, OrderSettings())
    build_user_features.run(ctx, FEATURES)
    fit_segments.run(ctx, SEGMENTS)
    with_moods_and_value(ctx)
    assign_segments.run(ctx, SEGMENTS)
    build_segment_profiles.run(ctx, SEGMENTS)
    return ctx


def with_moods_and_value(ctx):
    """All authors are cheerful but one; each buyer is worth 10."""
    moods = [
        {"as_of_date": FIRST, "user_id": f"author{i}", "mood": "stressed" if i == 1 else "cheerful"}
        for i in range(10)
    ]
    values = [
        {
            "as_of_date": FIRST,
            "user_id": f"buyer{i}",
            "currency": "EUR",
            "revenue": Decimal(10 + i),
            "expected_value": 10.0,
        }
        for i in range(5)
    ]
    for table, rows in ((USER_MOOD, moods), (USER_VALUE, values)):
        ordered = [tuple(row.get(name) for name in table.column_names) for row in rows]
        days = Days.of([FIRST])
        ctx.lake.replace(ctx.spark.createDataFrame(ordered, table.schema), table, days)


def new_models(spark, folder, lake):
    places = ModelPlaces.of(ModelSettings(), str(folder))
    keep_metrics = partial(lake.merge_values, table=MODEL_METRICS)
    return Models(spark, places, run_id="run", keep_metrics=keep_metrics)


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


@pytest.mark.whole
def test_users_who_come_after_the_fit_are_assigned_without_another(ctx):
    before = tables_of(ctx, FIRST)
    before_of = {row.user_id: row.segment_id for row in before[1]}
    later = replace(ctx, days=Days.of([FIRST, SECOND]))

    build_user_features.run(later, FEATURES)
    assign_segments.run(later, SEGMENTS)

    for table, after, was in zip(TABLES, tables_of(ctx, FIRST), before, strict=True):
        assert_same(ctx, table, after, was)
    build_segment_profiles.run(later, SEGMENTS)
    _, assigned, profiles, moves = tables_of(ctx, SECOND)
    assert {(row.from_segment_id, row.to_segment_id) for row in moves} == {
        (before_of[row.user_id], row.segment_id)
        for row in assigned
        if before_of.get(row.user_id, row.segment_id) != row.segment_id
    }
    assert {row.user_id for row in assigned} - {row.user_id for row in before[1]} == {"newcomer"}
    assert {row.model_version for row in assigned} == {row.model_version for row in before[1]}
    assert (len(before[1]), sum(row.user_count for row in profiles)) == (15, 16)


@pytest.mark.whole
def test_a_second_run_gives_the_same_tables_and_keeps_the_champion(ctx):
    before, champion = tables_of(ctx, FIRST), ctx.models.version("segments")

    build_purchases.run(ctx, OrderSettings())
    build_user_features.run(ctx, FEATURES)
    fit_segments.run(ctx, SEGMENTS)
    assign_segments.run(ctx, SEGMENTS)
    build_segment_profiles.run(ctx, SEGMENTS)

    for table, rows, was in zip(TABLES, tables_of(ctx, FIRST), before, strict=True):
        assert_same(ctx, table, rows, was)
    assert ctx.models.version("segments") == champion
    tried = ctx.lake.read(SEGMENT_CANDIDATES).collect()
    assert {row.model_version for row in tried} > {champion}
    assert sum(row.is_chosen for row in tried if row.model_version == champion) == 1


@pytest.mark.whole
def test_a_profile_tells_value_mood_hours_and_examples(ctx):
    rows = ctx.lake.read(SEGMENT_PROFILES, Days.of([FIRST])).collect()
    segment_of = {
        row.user_id: row.segment_id
        for row in ctx.lake.read(USER_SEGMENTS, Days.of([FIRST])).collect()
    }
    profiles = {row.segment_id: row for row in rows}
    buyers, authors = profiles[segment_of["buyer0"]], profiles[segment_of["author0"]]

    assert (buyers.buyer_count, buyers.currency) == (5, "EUR")
    assert (buyers.revenue, buyers.expected_value) == (60.0, 50.0)
    assert buyers.mean_expected_value == 50.0 / buyers.user_count
    assert authors.mood == "cheerful"
    assert len(authors.active_hours) == 24
    assert sum(authors.active_hours) == pytest.approx(1.0)
    assert {i for i, share in enumerate(authors.active_hours) if share} <= {9, 20}
    assert set(authors.examples) <= {u for u, s in segment_of.items() if s == authors.segment_id}
    assert 0 < len(authors.examples) <= SEGMENTS.examples
    assert sum(row.user_count for row in rows) == 15


@pytest.mark.whole
def test_likes_of_a_dump_count_and_of_a_feed_told_late_do_not_and_the_job_says_what_to_set(
    ctx, spark, tmp_path
):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run")
    long_after, third = datetime(2024, 3, 1), SECOND + timedelta(days=1)
    told = {
        "dump": [(FIRST, long_after), (SECOND, long_after)],
        "feed": [
            (FIRST, long_after),
            (SECOND, datetime(2024, 1, 11)),
            (third, datetime(2024, 1, 12)),
        ],
    }
    posts = [
        {**post(source, day, 9), "source": source, "like_count": 7, "updated_at": at}
        for source, days in told.items()
        for day, at in days
    ]
    ordered = [tuple(row.get(name) for name in POSTS.column_names) for row in posts]
    lake.replace(spark.createDataFrame(ordered, POSTS.schema), POSTS, Days.every())
    first = Context(spark, lake, ctx.models, Days.of([FIRST]), "run")

    build_user_features.run(first, FEATURES)

    rows = {row.user_id: row for row in lake.read(USER_FEATURES).collect()}
    assert (rows["dump"].likes_per_post, rows["dump"].reach) == (7.0, 7)
    assert (rows["feed"].likes_per_post, rows["feed"].reach) == (None, None)
    assert first.notes == {
        "counts_taken_as_final": "of dump: dumps, told after their posts",
        "not_known_by_the_day_after": "likes and reach of 1 posts of feed; to take them as they "
        "are now, set features.late=as_is",
    }


@pytest.mark.whole
def test_names_of_people_survive_a_refit(ctx, tmp_path):
    names = tmp_path / "names.csv"
    names.write_text("segment_id,name\n0,Our regulars\n")
    settings = SEGMENTS.model_copy(update={"names_file": str(names), "replace_champion": "always"})

    before = ctx.models.version("segments")
    fit_segments.run(ctx, settings)
    assign_segments.run(ctx, settings)
    build_segment_profiles.run(ctx, settings)

    assert ctx.models.version("segments") != before
    assert ctx.notes["fitted_on"] == f"the users of {FIRST}"
    named = {row.segment_id: row for row in ctx.lake.read(SEGMENT_NAMES).collect()}
    profiles = ctx.lake.read(SEGMENT_PROFILES, Days.of([FIRST])).collect()
    assert (named[0].name, named[0].is_edited) == ("Our regulars", True)
    assert named[0].suggested_name != "Our regulars"
    assert "Our regulars" in {row.name for row in profiles}
    build_segment_profiles.run(ctx, SEGMENTS)


@pytest.mark.whole
def test_the_days_that_a_fit_looked_at_are_kept(ctx):
    days = ctx.lake.read(MODEL_METRICS).where("split = 'users' AND model_version = '1'").collect()

    assert {(row.model, row.metric, row.value) for row in days} == {
        ("segments", "first_day", day_number(FIRST)),
        ("segments", "last_day", day_number(FIRST)),
    }


@pytest.mark.whole
def test_a_missing_file_of_names_is_bad_input_that_is_named(tmp_path):
    with pytest.raises(
        InputError, match=r"no file .*names\.csv: set segments\.names_file"
    ) as error:
        build_segment_profiles._edited(str(tmp_path / "names.csv"))

    assert error.value.exit_code == 3


@pytest.mark.whole
def test_drift_is_measured_for_the_day_and_no_refit_asked_for(ctx):
    for _ in range(2):
        watch_segments.run(ctx, SEGMENTS.model_copy(update={"max_share": 1.0}))

    rows = ctx.lake.read(MODEL_METRICS).where(f"split = 'day {FIRST}'").collect()
    found = {row.metric: row.value for row in rows}
    assert len(found) == len(rows)
    assert (found["users"], found["asks_for_refit"]) == (15, 0)
    assert found["size_psi"] == pytest.approx(0, abs=1e-9)


@pytest.mark.whole
def test_centres_that_have_nothing_to_learn_do_not_take_the_place(ctx):
    before = ctx.models.version("segments")

    learn_segments.run(ctx, SEGMENTS)

    assert ctx.models.version("segments") == before
    assert ctx.notes["promoted"] is False


def assert_same(ctx, table, rows, others):
    """The rows are equal but for the version of the model."""
    frames = [
        ctx.spark.createDataFrame(r, table.schema).drop("model_version") for r in (rows, others)
    ]
    assertDataFrameEqual(*frames)


@pytest.mark.whole
def test_with_too_few_users_nothing_is_fitted_and_nobody_assigned(ctx, spark, tmp_path):
    ctx = replace(ctx, models=new_models(spark, tmp_path, ctx.lake))
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
