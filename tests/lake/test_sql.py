"""The views that SQL users read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession

from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.lake.sql import attach, session_sql, views_sql
from voxlake.tables import JOB_RUNS, POST_SENTIMENT, TABLES, TOPICS, USER_SEGMENTS

JAN_1, JAN_2 = date(2024, 1, 1), date(2024, 1, 2)
SOME = (POST_SENTIMENT, TOPICS, USER_SEGMENTS)


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lake:
    return Lake(spark, Root(str(tmp_path / "a `lake`")), run_id="run-1")


def test_views_lose_the_version_and_snapshots_have_a_latest_day(
    spark: SparkSession, lake: Lake, frame: Callable[..., DataFrame]
):
    snapshots = [{"user_id": "a", "as_of_date": day} for day in (JAN_1, JAN_2)]
    lake.replace(frame(USER_SEGMENTS, *snapshots), USER_SEGMENTS, Days.every())

    assert attach(spark, lake, SOME) == [
        "post_sentiment",
        "topics",
        "user_segments",
        "user_segments_latest",
    ]

    assert spark.sql("SELECT * FROM user_segments").count() == 2
    latest = spark.sql("SELECT as_of_date FROM user_segments_latest").collect()
    assert [row["as_of_date"] for row in latest] == [JAN_2]


def test_a_view_of_a_table_without_data_has_its_columns_and_no_rows(
    spark: SparkSession, lake: Lake
):
    attach(spark, lake, SOME)

    for table in SOME:
        assert spark.table(table.view).columns == list(table.column_names)
        assert spark.table(table.view).isEmpty()
    assert spark.table("user_segments_latest").isEmpty()
    assert not lake.exists(TOPICS)


def test_a_view_shows_what_is_written_after_it_was_made(
    spark: SparkSession, lake: Lake, frame: Callable[..., DataFrame]
):
    lake.merge(frame(TOPICS, {"topic_id": 0}), TOPICS)
    attach(spark, lake, [TOPICS])

    lake.merge(frame(TOPICS, {"topic_id": 1}), TOPICS)

    assert spark.sql("SELECT * FROM topics").count() == 2


def test_a_view_of_a_table_that_is_only_added_to_shows_the_last_row_of_each_key(
    spark: SparkSession, lake: Lake, frame: Callable[..., DataFrame]
):
    def said(status: str, hour: int) -> dict:
        heard = datetime(2024, 1, 1, hour)
        return {"run_id": "r", "job": "j", "status": status, "heartbeat_at": heard}

    for row in (said("running", 1), said("done", 3), said("running", 2)):
        lake.append(frame(JOB_RUNS, row), JOB_RUNS)
    attach(spark, lake, [JOB_RUNS])

    assert [row["status"] for row in spark.sql("SELECT * FROM job_runs").collect()] == ["done"]
    assert spark.table("job_runs").columns == list(JOB_RUNS.column_names)


def test_the_statements_make_a_view_for_each_table_and_snapshot():
    text = views_sql(TABLES)

    snapshots = sum(table.is_snapshot for table in TABLES)
    assert text.count("CREATE OR REPLACE VIEW") == len(TABLES) + snapshots
    assert (
        "CREATE OR REPLACE VIEW {schema}.`topics`\n"
        "COMMENT 'One row per topic of each fitted topic model.'\n"
        "AS SELECT * FROM {schema}.`topics_v1`;"
    ) in text


def test_a_shell_is_given_the_view_of_each_table_and_snapshot_written_or_not():
    place = Root("/lake")

    text = session_sql(place, [TOPICS])

    views = [view for t in TABLES for view in (t.view, *[f"{t.view}_latest"] * t.is_snapshot)]
    statements = text.split(";\n")[:-1]
    assert [line.split("`")[1] for line in statements] == views
    read = [line.split("`")[1] for line in statements if "/lake" in line]
    assert read == ["topics"]
