"""Tables get columns, and nothing else, while they keep their name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from earlier import JAN_1, JAN_2, NOON, OF_THEN, ROWS, table_of_then
from pyspark.sql import DataFrame
from pyspark.sql import types as T

from voxlake.core.days import Days
from voxlake.core.errors import SchemaError
from voxlake.lake import schema
from voxlake.lake.lake import Lake
from voxlake.lake.sql import attach
from voxlake.tables import (
    DEMAND,
    JOB_RUNS,
    POST_EVIDENCE,
    POST_LABELS,
    POSTS,
    TABLES,
    TOPICS,
    USER_MOOD,
    USER_SEGMENTS,
    Table,
    column,
)

Frame = Callable[..., DataFrame]
HOUR = {"segment_id": 0, "weekday": 1, "hour": 3}
DECLARED = {table.name: table for table in TABLES}


def other(table: Table, **types: str) -> Table:
    """The table with columns of other types, or more columns."""
    given = {c.name: c for c in table.columns} | {
        name: column(name, of, "New.", is_personal=False) for name, of in types.items()
    }
    return replace(table, columns=tuple(given.values()))


def test_no_table_of_then_has_changed_but_by_new_columns_or_a_version_with_a_way_over():
    faults = {}
    for name in OF_THEN:
        if name in DECLARED:
            found = schema.compare(table_of_then(name).schema, DECLARED[name])
            faults[name] = [*found.wrong, *found.unknown]
        elif not any(name == one.name for table in TABLES for one in table.earlier):
            faults[name] = ["is gone, and no table names it as an earlier one"]

    assert not {name: said for name, said in faults.items() if said}


def test_new_columns_say_what_null_means_as_old_rows_have_it():
    new = [
        f"{name}.{one.path[0]}"
        for name in OF_THEN
        if name in DECLARED
        for one in schema.compare(table_of_then(name).schema, DECLARED[name]).added
        if "null" not in one.comment
    ]

    assert not new


def test_columns_are_compared_down_to_the_fields_within_them():
    stored = other(
        TOPICS,
        title="array<struct<a:string,gone:long>>",
        weight="map<string,struct<a:long>>",
        coherence="double",
    )
    declared = other(
        TOPICS,
        title="array<struct<a:string,b:double>>",
        weight="map<string,struct<a:double,c:long>>",
        coherence="string",
    )

    found = schema.compare(stored.schema, declared)

    assert [(one.path, one.after) for one in found.added] == [
        (("title", "element", "b"), "a"),
        (("weight", "value", "c"), "a"),
    ]
    assert found.unknown == ("title.element.gone bigint",)
    assert found.wrong == (
        "weight.value.a is bigint there, double here",
        "coherence is double there, string here",
    )


def test_a_key_cannot_be_added():
    stored = T.StructType([f for f in TOPICS.schema if f.name not in ("model_version", "title")])

    found = schema.compare(stored, TOPICS)

    assert found.wrong == ("it lacks model_version, which every row needs",)
    assert [one.path for one in found.added] == [("title",)]


@pytest.fixture
def lake(old_lake: Lake) -> Lake:
    return old_lake


def told(lake: Lake, table: Table, *columns: str) -> list[tuple]:
    return sorted(tuple(row) for row in lake.read(table).select(*columns).collect())


def commits(lake: Lake, table: Table) -> list[str]:
    """What was done to a table since it was made and filled, first things first."""
    history = lake.spark.sql(f"DESCRIBE HISTORY {lake.name_of(table)}").collect()
    return [row["operation"] for row in reversed(history)][2:]


def test_old_rows_have_nulls_for_new_columns_wherever_they_are_read(lake: Lake):
    for name in ROWS:
        if table := DECLARED.get(name):
            assert lake.read(table).columns == list(table.column_names)
            assert lake.read(table).count() == len(ROWS[name])
    attach(lake.spark, lake, [DEMAND, JOB_RUNS])

    assert told(lake, POSTS, "post_id", "score") == [("a", None), ("b", None)]
    assert lake.read(DEMAND, Days.of([JAN_2])).select("expected", "time_zones").collect() == [
        (2.0, None)
    ]
    shown = lake.spark.sql("SELECT expected, time_zones FROM demand_latest").collect()
    assert shown == [(2.0, None)]
    assert lake.spark.sql("SELECT job, settings_id FROM job_runs").collect() == [("ingest", None)]
    assert lake.latest_day(DEMAND) == JAN_2


def test_a_day_is_replaced_after_one_commit_that_adds_what_is_new(lake: Lake, frame: Frame):
    row = {**HOUR, "as_of_date": JAN_2, "expected": 3.0, "time_zones": ["Asia/Tokyo"]}
    attach(lake.spark, lake, [DEMAND])

    for _ in range(2):
        lake.replace(frame(DEMAND, row), DEMAND, Days.of([JAN_2]))

    assert told(lake, DEMAND, "expected", "time_zones") == [(1.0, None), (3.0, ["Asia/Tokyo"])]
    assert commits(lake, DEMAND) == ["ADD COLUMNS", "WRITE", "WRITE"]
    assert lake.spark.table(lake.name_of(DEMAND)).columns == list(DEMAND.column_names)
    shown = lake.spark.sql("SELECT time_zones FROM demand ORDER BY as_of_date").collect()
    assert shown == [(None,), (["Asia/Tokyo"],)]


def test_a_merge_adds_what_is_new_and_changes_what_differs(lake: Lake, frame: Frame):
    post = {"post_id": "a", "post_date": JAN_1, "updated_at": NOON.replace(hour=13)}
    lake.merge(frame(POSTS, {**post, "score": 7}), POSTS)
    lake.merge(frame(POST_LABELS, {"post_id": "new", "why": "random"}), POST_LABELS)
    lake.merge(frame(TOPICS, {"topic_id": 0, "title": "old"}), TOPICS)

    assert told(lake, POSTS, "post_id", "score") == [("a", 7), ("b", None)]
    assert commits(lake, POSTS) == ["ADD COLUMNS", "MERGE"]
    assert told(lake, POST_LABELS, "post_id", "why") == [("a", None), ("new", "random")]
    assert commits(lake, POST_LABELS) == ["ADD COLUMNS", "WRITE"]
    assert commits(lake, TOPICS) == []  # a merge that changes nothing


def test_a_row_is_appended_and_hides_the_earlier_one_of_its_key(lake: Lake, frame: Frame):
    run = {"run_id": "then", "job": "ingest", "heartbeat_at": datetime(2024, 1, 2)}
    lake.append(frame(JOB_RUNS, {**run, "settings_id": "s"}), JOB_RUNS)

    assert told(lake, JOB_RUNS, "run_id", "settings_id") == [("then", "s")]
    assert commits(lake, JOB_RUNS) == ["ADD COLUMNS", "WRITE"]


def test_a_table_that_is_written_anew_keeps_old_rows_and_gets_what_is_new(lake: Lake):
    lake.lay_out(DEMAND, daily=False)

    assert told(lake, DEMAND, "expected", "time_zones") == [(1.0, None), (2.0, None)]
    assert lake.spark.table(lake.name_of(DEMAND)).columns == list(DEMAND.column_names)


def test_two_that_add_the_same_columns_add_them_once(lake: Lake):
    for _ in range(2):
        schema.add_columns(lake.spark, TOPICS, lake.name_of(TOPICS))

    assert commits(lake, TOPICS) == ["ADD COLUMNS"]


def test_an_unchanged_table_is_left_as_it_is(lake: Lake, frame: Frame):
    lake.replace(frame(USER_SEGMENTS, {"as_of_date": JAN_1}), USER_SEGMENTS, Days.of([JAN_1]))

    assert commits(lake, USER_SEGMENTS) == ["WRITE"]


def test_a_field_within_a_list_is_added_and_null_in_what_is_there(lake: Lake, frame: Frame):
    old = {"post_id": "a", "post_date": JAN_1, "phrases": [("bad", 0.5), None]}
    lake.replace(frame(POST_EVIDENCE, old), POST_EVIDENCE, Days.of([JAN_1]))
    grown = other(POST_EVIDENCE, phrases="array<struct<phrase:string,place:long,weight:double>>")
    later = Lake(lake.spark, lake.place, run_id="later")
    before = later.read(grown).select("phrases").collect()
    later.replace(
        frame(grown, {"post_id": "b", "post_date": JAN_2, "phrases": [("good", 3, 0.1)]}),
        grown,
        Days.of([JAN_2]),
    )

    assert before == [([("bad", None, 0.5), None],)]
    assert told(later, grown, "post_id", "phrases") == [
        ("a", [("bad", None, 0.5), None]),
        ("b", [("good", 3, 0.1)]),
    ]


def test_a_table_with_columns_of_a_newer_voxlake_is_read_and_not_written(lake: Lake, frame: Frame):
    newer = other(DEMAND, mean_wait="double")
    for job, version, wrote in (("j", "9.1", {"demand": 1}), ("k", "9.2", {"posts": 1})):
        at = NOON.replace(hour=13 if job == "j" else 14)
        run = {"run_id": "n", "job": job, "started_at": at, "heartbeat_at": at}
        run |= {"code_version": version, "output_versions": wrote}
        lake.append(frame(JOB_RUNS, run), JOB_RUNS)
    waits = frame(newer, {**HOUR, "as_of_date": JAN_2, "mean_wait": 2.0})
    lake.replace(waits, newer, Days.of([JAN_2]))
    older = Lake(lake.spark, lake.place, run_id="older")
    rows = frame(DEMAND, {**HOUR, "as_of_date": JAN_2})

    assert older.read(DEMAND).columns == list(DEMAND.column_names)
    for write in (
        lambda: older.replace(rows, DEMAND, Days.of([JAN_2])),
        lambda: older.merge(rows, DEMAND),
        lambda: older.remove(rows.select(*DEMAND.keys), DEMAND),
        lambda: older.lay_out(DEMAND, daily=True),
        lambda: older.standing.require_writable(USER_SEGMENTS, DEMAND),
    ):
        with pytest.raises(SchemaError) as error:
            write()
        assert str(error.value) == (
            f"The table demand_v1 of the lake {lake.place} has columns that this voxlake does not "
            "know: mean_wait double. The last to write it was voxlake 9.1: install that version, "
            "or a later one."
        )
    assert lake.read(newer).where("mean_wait = 2").count() == 1


def test_a_table_that_a_newer_voxlake_keeps_up_elsewhere_is_not_read(lake: Lake, frame: Frame):
    assert lake.read(USER_MOOD).isEmpty()
    newer = replace(USER_MOOD, name="user_mood_v10", earlier=())
    lake.replace(frame(newer, {"as_of_date": JAN_1}), newer, Days.of([JAN_1]))
    older = Lake(lake.spark, lake.place, run_id="older")
    says = "has the table user_mood_v10; this voxlake knows user_mood_v2, which is no longer kept"

    for use in (
        lambda: older.read(USER_MOOD),
        lambda: older.merge(frame(USER_MOOD, {}), USER_MOOD),
        lambda: attach(lake.spark, older, [USER_MOOD]),
    ):
        with pytest.raises(SchemaError, match=says):
            use()
    assert older.read(USER_SEGMENTS).count() == 1


def test_a_column_of_another_type_is_told_with_both(lake: Lake, frame: Frame):
    changed = other(DEMAND, expected="string")
    rows = frame(changed, {**HOUR, "as_of_date": JAN_1})
    says = "demand_v1 of the lake is not as .*: expected is double there, string here. `voxlake mig"

    for use in (
        lambda: lake.read(changed),
        lambda: lake.replace(rows, changed, Days.of([JAN_1])),
    ):
        with pytest.raises(SchemaError, match=says):
            use()
