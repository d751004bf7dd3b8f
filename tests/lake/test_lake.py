"""Reading, replacing and merging tables of a lake in a folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import QualityError
from voxlake.lake.lake import Lake, commits
from voxlake.lake.place import Root
from voxlake.tables import DATA_QUALITY, ORDERS, POST_SENTIMENT, POSTS, TOPICS, USER_SEGMENTS, USERS

Frame = Callable[..., DataFrame]
JAN_1, JAN_2, JAN_3 = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
FIRST_TWO = Days.of([JAN_1, JAN_2])


@pytest.fixture
def lake(spark: SparkSession, tmp_path: Path) -> Lake:
    return Lake(spark, Root(str(tmp_path / "a lake {x}")), run_id="run-1")


def rows_of(frame: DataFrame, *columns: str) -> list[tuple]:
    return sorted(tuple(row) for row in frame.select(*columns).collect())


def test_a_table_that_was_never_written_is_empty(lake: Lake):
    assert not lake.exists(POSTS)
    assert lake.version(POSTS) is None
    assert lake.latest_day(POSTS) is None
    assert lake.read(POSTS, FIRST_TWO).columns == list(POSTS.column_names)
    assert lake.read(POSTS).isEmpty()


def test_replace_writes_its_days_and_leaves_the_others(lake: Lake, frame: Frame):
    old = [{"post_id": f"{day}", "post_date": day, "score": 0.0} for day in (JAN_1, JAN_2, JAN_3)]
    lake.replace(frame(POST_SENTIMENT, *old), POST_SENTIMENT, Days.of([JAN_1, JAN_2, JAN_3]))
    new = frame(POST_SENTIMENT, {"post_id": "n", "post_date": JAN_1, "score": 1.0})

    for _ in range(2):
        lake.replace(new, POST_SENTIMENT, FIRST_TWO)

    assert rows_of(lake.read(POST_SENTIMENT), "post_id", "post_date", "score") == [
        ("2024-01-03", JAN_3, 0.0),
        ("n", JAN_1, 1.0),
    ]
    assert lake.latest_day(POST_SENTIMENT) == JAN_3


def test_replace_takes_days_with_gaps_between_them(lake: Lake, frame: Frame):
    old = [{"post_id": f"{day}", "post_date": day} for day in (JAN_1, JAN_2, JAN_3)]
    lake.replace(frame(POST_SENTIMENT, *old), POST_SENTIMENT, Days.every())

    lake.replace(frame(POST_SENTIMENT), POST_SENTIMENT, Days.of([JAN_1, JAN_3]))

    assert rows_of(lake.read(POST_SENTIMENT), "post_id") == [("2024-01-02",)]


def test_rows_outside_the_days_are_refused(lake: Lake, frame: Frame):
    rows = frame(
        POST_SENTIMENT,
        {"post_id": "a", "post_date": JAN_3},
        {"post_id": "b", "post_date": None},
        {"post_id": "c", "post_date": JAN_1},
    )

    with pytest.raises(QualityError, match="2 rows whose post_date is null or not in 2024-01-01"):
        lake.replace(rows, POST_SENTIMENT, FIRST_TWO)

    assert not lake.exists(POST_SENTIMENT)


@pytest.mark.parametrize("way", ["frame", "values"])
def test_null_and_repeated_keys_are_refused_together(lake: Lake, frame: Frame, way: str):
    rows = frame(TOPICS, {"topic_id": 1}, {"topic_id": 1}, {"topic_id": None}, {"topic_id": 2})

    with pytest.raises(QualityError) as error:
        if way == "frame":
            lake.merge(rows, TOPICS)
        else:
            lake.merge_values([tuple(row) for row in rows.collect()], TOPICS)

    assert "1 keys (model_version, topic_id) that stand in several rows" in str(error.value)
    assert "1 keys (model_version, topic_id) with a null in them" in str(error.value)


def test_every_wrong_column_is_named_in_one_error(lake: Lake, frame: Frame):
    rows = (
        frame(POST_SENTIMENT, {})
        .drop("label", "score")
        .withColumns({"negative": F.lit("x"), "extra": F.lit(1), "user_id": F.lit(None)})
    )

    with pytest.raises(QualityError) as error:
        lake.replace(rows, POST_SENTIMENT, FIRST_TWO)

    assert str(error.value) == (
        "The rows for post_sentiment_v1 do not have the columns it declares: "
        "missing label string, score double; extra extra int; "
        "mistyped user_id void (must be string), negative string (must be double)."
    )


def test_history_reads_a_window_that_ends_with_a_day(lake: Lake, frame: Frame):
    rows = [{"post_id": f"{day}", "post_date": day} for day in (JAN_1, JAN_2, JAN_3)]
    lake.replace(frame(POST_SENTIMENT, *rows), POST_SENTIMENT, Days.every())

    assert rows_of(lake.history(POST_SENTIMENT, JAN_2), "post_date") == [(JAN_1,), (JAN_2,)]
    assert rows_of(lake.history(POST_SENTIMENT, JAN_2, 1), "post_date") == [(JAN_2,)]


def test_the_rows_in_force_are_those_of_the_days_and_the_last_before_them(lake: Lake, frame: Frame):
    long_ago = date(2023, 1, 1)
    held = [{"user_id": "u", "as_of_date": day} for day in (long_ago, JAN_1, JAN_3)]
    assert lake.in_force(USER_SEGMENTS, FIRST_TWO) == Days.of([])

    lake.replace(frame(USER_SEGMENTS, *held), USER_SEGMENTS, Days.every())

    def in_force(*days: date) -> list[date]:
        return list(lake.in_force(USER_SEGMENTS, Days.of(days)))

    assert in_force(date(2024, 3, 1)) == [JAN_3]
    assert in_force(JAN_2) == [JAN_1]
    assert in_force(JAN_2, JAN_3) == [JAN_1, JAN_3]
    assert in_force(date(2023, 12, 31)) == [long_ago]
    assert in_force(date(2022, 1, 1)) == []


def test_a_table_without_days_cannot_be_read_or_replaced_by_day(lake: Lake, frame: Frame):
    lake.merge(frame(USERS, {"user_id": "a"}), USERS)

    for by_day in (
        lambda: lake.read(USERS, FIRST_TWO),
        lambda: lake.history(USERS, JAN_1),
        lambda: lake.replace(frame(USERS, {"user_id": "a"}), USERS, FIRST_TWO),
    ):
        with pytest.raises(ValueError, match="users_v1 is not stored by day"):
            by_day()


def test_a_frame_holds_the_version_it_was_read_at(lake: Lake, frame: Frame):
    lake.replace(frame(POST_SENTIMENT, {"post_id": "old"}), POST_SENTIMENT, FIRST_TWO)
    before, version = lake.read(POST_SENTIMENT), lake.version(POST_SENTIMENT)

    lake.replace(frame(POST_SENTIMENT, {"post_id": "new"}), POST_SENTIMENT, FIRST_TWO)

    assert rows_of(before, "post_id") == [("old",)]
    assert rows_of(lake.read(POST_SENTIMENT, version=version), "post_id") == [("old",)]
    assert rows_of(lake.read(POST_SENTIMENT), "post_id") == [("new",)]


@pytest.mark.parametrize("planned", [True, False], ids=["in the plan", "in the history"])
def test_the_version_is_that_of_the_last_commit(
    lake: Lake, frame: Frame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, planned: bool
):
    if not planned:  # as with Spark Connect, whose frames have no plan of the JVM
        monkeypatch.setattr(commits, "planned_version", lambda rows: rows.no_such_attribute)
    (tmp_path / "other").mkdir()
    for missing in (tmp_path / "nowhere", tmp_path / "other"):
        assert commits.latest_version(lake.spark, Root(str(missing)).name_of(USERS)) is None

    for expected in (0, 1):
        lake.replace(frame(USERS, {"user_id": "a"}), USERS, Days.every())
        assert lake.version(USERS) == expected
    lake.spark.sql(f"DELETE FROM {lake.name_of(USERS)} WHERE user_id = 'a'")
    assert lake.version(USERS) == 2


def test_merge_updates_inserts_and_leaves_the_rest(lake: Lake, frame: Frame):
    lake.merge(frame(TOPICS, {"topic_id": 0, "title": "a"}, {"topic_id": 1, "title": "b"}), TOPICS)

    lake.merge(frame(TOPICS, {"topic_id": 1, "title": "c"}, {"topic_id": 2, "title": None}), TOPICS)

    expected = {(0, "a"), (1, "c"), (2, None)}
    assert {tuple(r) for r in lake.read(TOPICS).select("topic_id", "title").collect()} == expected


def test_a_merge_that_changes_nothing_commits_nothing(lake: Lake, frame: Frame):
    quality = {"source": "s", "file": "f", "content_id": "c", "table_name": "posts"}
    counts = [quality | {"step": step, "row_count": n} for n, step in enumerate(("read", "usable"))]
    lake.merge(frame(DATA_QUALITY, *counts), DATA_QUALITY)
    version = lake.version(DATA_QUALITY)

    lake.merge(frame(DATA_QUALITY, *counts), DATA_QUALITY)
    assert lake.version(DATA_QUALITY) == version

    lake.merge(frame(DATA_QUALITY, counts[0] | {"row_count": 7}), DATA_QUALITY)
    assert lake.version(DATA_QUALITY) == version + 1
    assert rows_of(lake.read(DATA_QUALITY), "step", "row_count") == [("read", 7), ("usable", 1)]


def test_values_are_merged_as_rows_are(lake: Lake, frame: Frame):
    old = [{"topic_id": 0, "title": "a"}, {"topic_id": 1, "title": "b"}]
    new = [{"topic_id": 1, "title": "c"}, {"topic_id": 2, "title": None}]

    lake.merge_values([], TOPICS)
    assert not lake.exists(TOPICS)
    for rows in (old, new):
        lake.merge_values([tuple(row) for row in frame(TOPICS, *rows).collect()], TOPICS)

    expected = {(0, "a"), (1, "c"), (2, None)}
    assert {tuple(r) for r in lake.read(TOPICS).select("topic_id", "title").collect()} == expected


def test_maps_are_compared_by_their_entries(lake: Lake, frame: Frame):
    user = {"user_id": "a", "updated_at": datetime(2024, 1, 1), "row_hash": "h"}
    lake.merge(frame(USERS, user | {"attributes": {"a": "1", "b": "2"}}), USERS)
    version = lake.version(USERS)

    lake.merge(frame(USERS, user | {"attributes": {"b": "2", "a": "1"}}), USERS)
    assert lake.version(USERS) == version

    lake.merge(frame(USERS, user | {"attributes": {"a": "1", "b": "3"}}), USERS)
    assert rows_of(lake.read(USERS).selectExpr("attributes['b']"), "*") == [("3",)]


def test_rows_are_removed_by_key_wherever_they_lie(lake: Lake, frame: Frame):
    gone = frame(POSTS, {"post_id": "b"}, {"post_id": "c"}, {"post_id": "x"}).select("post_id")
    lake.remove(gone, POSTS)
    assert not lake.exists(POSTS)
    days = zip("abcd", (JAN_1, JAN_1, JAN_3, JAN_3), strict=True)
    lake.merge(frame(POSTS, *({"post_id": n, "post_date": day} for n, day in days)), POSTS)

    lake.remove(gone, POSTS)
    version = lake.version(POSTS)
    lake.remove(gone, POSTS)

    assert rows_of(lake.read(POSTS), "post_id", "post_date") == [("a", JAN_1), ("d", JAN_3)]
    assert lake.version(POSTS) == version


def test_only_new_keeps_what_is_stored(lake: Lake, frame: Frame):
    lake.merge(frame(TOPICS, {"topic_id": 0, "title": "stored"}), TOPICS)

    rows = frame(TOPICS, {"topic_id": 0, "title": "x"}, {"topic_id": 1, "title": "new"})
    lake.merge(rows, TOPICS, only_new=True)

    assert rows_of(lake.read(TOPICS), "topic_id", "title") == [(0, "stored"), (1, "new")]


def version_of(day: date, hour: int, row_hash: str, text: str = "") -> dict:
    return {
        "post_id": "p",
        "post_date": day,
        "updated_at": datetime(2024, 2, 1, hour),
        "row_hash": row_hash,
        "text": text,
    }


@pytest.mark.parametrize("first", [0, 1])
def test_the_latest_version_wins_whichever_arrives_first(lake: Lake, frame: Frame, first: int):
    versions = [version_of(JAN_1, 5, "z", "early"), version_of(JAN_3, 6, "a", "late")]

    lake.merge(frame(POSTS, versions[first]), POSTS)
    lake.merge(frame(POSTS, versions[1 - first]), POSTS)

    assert rows_of(lake.read(POSTS), "post_id", "post_date", "text") == [("p", JAN_3, "late")]


@pytest.mark.parametrize("first", [0, 1])
def test_the_row_hash_settles_a_tie(lake: Lake, frame: Frame, first: int):
    versions = [version_of(JAN_1, 5, "a", "loses"), version_of(JAN_1, 5, "b", "wins")]

    lake.merge(frame(POSTS, versions[first]), POSTS)
    lake.merge(frame(POSTS, versions[1 - first]), POSTS)

    assert rows_of(lake.read(POSTS), "text") == [("wins",)]


def test_changes_name_both_days_of_a_row_that_moved(lake: Lake, frame: Frame):
    other = {**version_of(JAN_2, 5, "o"), "post_id": "other"}
    lake.merge(frame(POSTS, version_of(JAN_1, 5, "a"), other), POSTS)

    with lake.changes(frame(POSTS, version_of(JAN_3, 6, "b"), other), POSTS) as changes:
        assert changes.days == Days.of([JAN_1, JAN_3])
        assert rows_of(changes.rows, "post_id", "row_hash") == [("p", "b")]
        lake.apply(changes)

    assert rows_of(lake.read(POSTS), "post_id", "post_date") == [("other", JAN_2), ("p", JAN_3)]


@pytest.mark.parametrize(("moved_to", "left"), [(JAN_2, [JAN_2]), (JAN_3, [JAN_1, JAN_3])])
def test_the_lookback_bounds_where_a_moved_row_is_looked_for(
    lake: Lake, frame: Frame, moved_to: date, left: list[date]
):
    lake.merge(frame(POSTS, version_of(JAN_1, 5, "a")), POSTS)
    near = Lake(lake.spark, lake.place, run_id="run-2", merge_lookback_days=1)

    near.merge(frame(POSTS, version_of(moved_to, 6, "b")), POSTS)

    assert rows_of(lake.read(POSTS), "post_date") == [(day,) for day in left]


def test_commits_carry_the_run_and_the_record_says_what_happened(lake: Lake, frame: Frame):
    lake.merge(frame(ORDERS, {"order_line_id": "a", "order_date": JAN_1}), ORDERS)
    other = Lake(lake.spark, lake.place, run_id="run-2")

    with other.recording() as record:
        before = other.read(ORDERS)
        lake.merge(frame(ORDERS, {"order_line_id": "b", "order_date": JAN_1}), ORDERS)
        again = other.read(ORDERS)
        other.replace(frame(POST_SENTIMENT, {"post_id": "a"}), POST_SENTIMENT, FIRST_TWO)
        other.merge(frame(POST_SENTIMENT, {"post_id": "b"}), POST_SENTIMENT)
        written = other.read(POST_SENTIMENT)

    assert rows_of(before, "order_line_id") == rows_of(again, "order_line_id") == [("a",)]
    assert rows_of(written, "post_id") == [("a",), ("b",)]
    assert record.input_versions == {"orders": 0, "post_sentiment": 1}
    assert record.output_versions == {"post_sentiment": 1}
    assert record.row_counts == {"post_sentiment": 2}
    assert record.row_count == 2
    assert signatures(other, POST_SENTIMENT) == ["run-2"] * 2
    assert signatures(lake, ORDERS) == ["run-1"] * 2


def signatures(lake: Lake, table) -> list[str]:
    history = lake.spark.sql(f"DESCRIBE HISTORY {lake.name_of(table)}")
    return [row["userMetadata"] for row in history.collect()]
