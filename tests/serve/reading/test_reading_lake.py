"""Questions to a lake written without Spark."""

from __future__ import annotations

import shutil
import threading
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from arrow_lakes import arrow_rows, write
from deltalake import DeltaTable, write_deltalake

from voxlake.core.days import Days
from voxlake.lake.place import Root
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.question import Condition, Order, Question
from voxlake.serve.reading.schemas import arrow_schema
from voxlake.tables import (
    JOB_RUNS,
    TABLES,
    USER_FEATURES,
    USER_VALUE,
    Table,
    column,
)

THINGS = Table(
    name="things_v1",
    layer="gold",
    comment="Things.",
    keys=("thing",),
    partition="day",
    columns=(
        column("day", "date", "Day."),
        column("thing", "string", "Name."),
        column("weight", "double", "Weight; null where unknown."),
        column("price", "decimal(18,2)", "Price."),
        column("made_at", "timestamp", "When it was made."),
        column("is_new", "boolean", "Whether it is new."),
        column("count", "long", "How many."),
        column("tags", "array<string>", "Tags."),
        column("marks", "map<string,string>", "Marks."),
        column("pairs", "array<struct<post:string,score:double>>", "Pairs."),
    ),
)
FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)
ROWS = (
    {"day": FIRST, "thing": "a", "weight": 1.5, "price": Decimal("9.99"), "count": 2**40},
    {"day": FIRST, "thing": "b", "is_new": True, "tags": ["red", "blue"], "count": 1},
    {"day": FIRST, "thing": "c", "weight": float("nan"), "is_new": False, "tags": []},
    {"day": SECOND, "thing": "d", "weight": -1.0, "made_at": datetime(2024, 1, 2, 23, tzinfo=UTC)},
    {"day": SECOND, "thing": "e", "weight": 1.5, "marks": [("k", "v")]},
    {"day": SECOND, "thing": "f", "pairs": [{"post": "p", "score": 0.5}], "count": -1},
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lake")
    write(folder, THINGS, *ROWS[:3])
    write(folder, THINGS, *ROWS[3:], mode="append")
    return folder


@pytest.fixture(scope="module")
def lake(folder: Path) -> Lake:
    return Lake(str(folder), refresh_s=60)


def things(lake: Lake, **asked) -> str:
    found = []
    question = Question(THINGS, **asked)
    while True:
        page = lake.read(question)
        found += page.rows["thing"].to_pylist()
        if page.after is None:
            return "".join(found)
        question = replace(question, after=page.after)


def where(lake: Lake, name: str, operator, value) -> str:
    return things(lake, where=(Condition(name, operator, value),))


def refused(lake: Lake, **asked) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        lake.read(Question(**{"table": THINGS, **asked}))
    return caught.value


def test_a_page_has_the_rows_with_the_declared_types(lake, folder):
    page = lake.read(Question(THINGS))

    assert page.rows.schema == arrow_schema(THINGS)
    assert page.rows["marks"].to_pylist()[4] == [("k", "v")]
    assert page.rows["pairs"].to_pylist()[5] == [{"post": "p", "score": 0.5}]
    assert (page.after, page.version) == (None, 1)
    assert page.committed_at is not None and page.committed_at.tzinfo is UTC


@pytest.mark.parametrize(
    ("name", "operator", "value", "expected"),
    [
        ("thing", "eq", "b", "b"),
        ("thing", "ne", "b", "acdef"),
        ("thing", "in", ["a", "f"], "af"),
        ("weight", "gt", "0", "ae"),
        ("weight", "le", "1.5", "ade"),
        ("weight", "ne", "1.5", "d"),
        ("weight", "null", "true", "bf"),
        ("weight", "null", "false", "acde"),
        ("price", "eq", "9.99", "a"),
        ("price", "ge", "10", ""),
        ("made_at", "lt", "2024-01-03", "d"),
        ("made_at", "eq", "2024-01-03T01:00:00+02:00", "d"),
        ("is_new", "eq", "false", "c"),
        ("count", "eq", str(2**40), "a"),
        ("count", "lt", "0", "f"),
        ("day", "eq", "2024-01-02", "def"),
        ("tags", "has", "blue", "b"),
        ("tags", "null", "false", "bc"),
    ],
)
def test_a_filter_compares_by_the_declared_type(lake, name, operator, value, expected):
    assert where(lake, name, operator, value) == expected


@pytest.mark.parametrize(
    ("name", "operator", "value", "code"),
    [
        ("weight", "eq", "nan", "wrong_value"),
        ("weight", "eq", "heavy", "wrong_value"),
        ("count", "eq", "1.5", "wrong_value"),
        ("count", "eq", str(2**63), "wrong_value"),
        ("count", "eq", "1_000", "wrong_value"),
        ("price", "eq", "9.999", "wrong_value"),
        ("made_at", "eq", "0001-01-01T00:00:00+23:00", "wrong_value"),
        ("made_at", "eq", "yesterday", "wrong_value"),
        ("day", "eq", "2024-02-30", "wrong_value"),
        ("is_new", "eq", "yes", "wrong_value"),
        ("is_new", "lt", "true", "wrong_operator"),
        ("thing", "eq", "\ud800", "wrong_value"),
        ("thing", "eq", "x" * 1001, "wrong_value"),
        ("thing", "in", "ab", "wrong_value"),
        ("thing", "in", ["a"] * 1001, "too_many_values"),
        ("thing", "has", "a", "wrong_operator"),
        ("marks", "eq", "v", "wrong_operator"),
        ("pairs", "has", "p", "wrong_operator"),
        ("thinks", "eq", "a", "unknown_column"),
    ],
)
def test_a_filter_that_its_column_cannot_answer_is_refused(lake, name, operator, value, code):
    error = refused(lake, where=(Condition(name, operator, value),))

    assert (error.status, error.code) == (400, code)


def test_an_unknown_column_is_refused_with_the_nearest_names(lake):
    assert "thing" in str(refused(lake, columns=("thingy",)))
    assert "weight" in str(refused(lake, order=(Order("waight"),)))


@pytest.mark.parametrize("limit", [1, 2, 4])
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ((), "abcdef"),
        ((Order("thing", descending=True),), "fedcba"),
        ((Order("weight"),), "daecbf"),  # no number is the largest, and null is last
        ((Order("weight", descending=True),), "caedbf"),
        ((Order("is_new"), Order("weight", descending=True)), "cbaedf"),
        ((Order("made_at"), Order("price"), Order("count")), "dafbce"),
    ],
)
def test_pages_show_every_row_once_and_in_order(lake, order, limit, expected):
    assert things(lake, order=order, limit=limit) == expected


def test_a_page_has_only_the_columns_that_are_asked_for(lake):
    page = lake.read(Question(THINGS, columns=("weight",), order=(Order("count"),), limit=2))

    assert page.rows.column_names == ["weight"]
    assert page.rows["weight"].to_pylist()[0] is None


def test_days_are_those_asked_for(lake):
    assert things(lake, days=Days.of([SECOND])) == "def"
    assert things(lake, days=Days.of([FIRST, date(2024, 1, 9)])) == "abc"
    assert things(lake, days=Days.every()) == "abcdef"
    assert refused(lake, table=replace(THINGS, partition=None), days=Days.of([FIRST])).code == (
        "no_days"
    )


def test_files_of_other_days_are_not_read(tmp_path):
    write(tmp_path, THINGS, *ROWS[:3])
    write(tmp_path, THINGS, *ROWS[3:], mode="append")
    lake = Lake(str(tmp_path))
    of_second = DeltaTable(Root(str(tmp_path)).path_of(THINGS)).file_uris()[0]
    Path(of_second.removeprefix("file://")).write_bytes(b"damaged")

    assert things(lake, days=Days.of([FIRST])) == "abc"
    assert refused(lake).code == "data_unreadable"


def test_a_token_of_another_question_is_refused(lake):
    token = lake.read(Question(THINGS, limit=2)).after

    for other in ({"order": (Order("weight"),)}, {"columns": ("thing",)}, {"version": 0}):
        error = refused(lake, limit=2, after=token, **other)
        assert (error.status, error.code) == (400, "token_of_another_question")


def test_a_token_that_was_changed_is_refused(lake):
    token = lake.read(Question(THINGS, limit=2)).after

    for changed in (token[:-2], "A" + token[1:], token + "AAAA", "", "é", "x" * 9000, "'; DROP"):
        error = refused(lake, limit=2, after=changed)
        assert (error.status, error.code) == (400, "wrong_token")


def test_a_later_page_may_have_another_limit(lake):
    token = lake.read(Question(THINGS, limit=2)).after

    assert lake.read(Question(THINGS, limit=3, after=token)).rows["thing"].to_pylist() == [*"cde"]


def test_all_pages_read_the_version_of_the_first(tmp_path):
    write(tmp_path, THINGS, *ROWS)
    lake = Lake(str(tmp_path), refresh_s=0)
    first = lake.read(Question(THINGS, limit=2))

    write(tmp_path, THINGS, {"thing": "z"})

    second = lake.read(Question(THINGS, limit=9, after=first.after))
    assert second.rows["thing"].to_pylist() == [*"cdef"]
    assert (second.version, lake.edition(THINGS).version) == (0, 1)


def test_a_page_of_a_version_that_was_vacuumed_meanwhile_is_gone(tmp_path):
    write(tmp_path, THINGS, *ROWS)
    token = Lake(str(tmp_path)).read(Question(THINGS, limit=2)).after
    write(tmp_path, THINGS, {"thing": "z"})
    DeltaTable(Root(str(tmp_path)).path_of(THINGS)).vacuum(
        0, dry_run=False, enforce_retention_duration=False
    )

    error = refused(Lake(str(tmp_path)), limit=2, after=token)

    assert (error.status, error.code) == (410, "version_gone")


def test_a_version_is_read_as_it_was_and_an_unknown_one_is_not_found(lake):
    assert things(lake, version=0) == "abc"
    for unknown in (2, -1):
        assert refused(lake, version=unknown).status == 404


def test_a_version_is_told_with_the_time_when_it_was_written(tmp_path):
    lake, times = Lake(str(tmp_path), refresh_s=0), []
    for row in ROWS[:3]:
        write(tmp_path, THINGS, row)
        times.append(lake.read(Question(THINGS)).committed_at)

    read = [lake.read(Question(THINGS, version=one)).committed_at for one in range(3)]

    assert read == times == sorted(set(times))
    log = Path(Root(str(tmp_path)).path_of(THINGS)) / "_delta_log"
    (log / f"{0:020}.json").unlink()
    assert Lake(str(tmp_path))._shelf._committed_at(THINGS, 0) is None


def test_a_changed_table_is_seen_after_the_refresh_and_not_before(tmp_path, monkeypatch):
    now = [100.0]
    monkeypatch.setattr("voxlake.serve.reading.shelf.time.monotonic", lambda: now[0])
    write(tmp_path, THINGS, *ROWS[:1])
    lake = Lake(str(tmp_path), refresh_s=10)
    assert things(lake) == "a"

    write(tmp_path, THINGS, *ROWS[1:2])

    now[0] += 9.9
    assert things(lake) == "a"
    now[0] += 0.1
    assert things(lake) == "b"


def test_a_table_that_is_made_anew_is_seen_though_its_version_is_the_same(tmp_path):
    write(tmp_path, THINGS, *ROWS[:1])
    lake = Lake(str(tmp_path), refresh_s=0)
    assert things(lake) == "a"

    shutil.rmtree(Root(str(tmp_path)).path_of(THINGS))
    write(tmp_path, THINGS, *ROWS[1:2])

    assert things(lake) == "b"


def test_a_page_of_a_table_that_was_made_anew_meanwhile_is_gone(tmp_path):
    write(tmp_path, THINGS, *ROWS[:2])
    lake = Lake(str(tmp_path), refresh_s=0)
    first = lake.read(Question(THINGS, limit=1))

    shutil.rmtree(Root(str(tmp_path)).path_of(THINGS))
    write(tmp_path, THINGS, *ROWS[2:4])

    assert refused(lake, limit=1, after=first.after).code == "version_gone"


def test_a_write_that_is_half_done_is_not_seen(tmp_path):
    write(tmp_path, THINGS, *ROWS[:1])
    place = Path(Root(str(tmp_path)).path_of(THINGS))
    pq.write_table(arrow_rows(THINGS, *ROWS[1:]), place / "part-00000-new.parquet")
    (place / "_delta_log" / "00000000000000000001.json.tmp").write_text("{")

    assert things(Lake(str(tmp_path))) == "a"


def test_columns_that_an_older_table_lacks_are_null(tmp_path):
    before = arrow_rows(THINGS, *ROWS).select(["thing", "day", "pairs"])
    pairs = pa.array([[{"post": "p"}]] * 6, pa.list_(pa.struct([("post", pa.string())])))
    place = Path(Root(str(tmp_path)).path_of(THINGS))
    place.parent.mkdir()
    write_deltalake(place, before.set_column(2, "pairs", pairs), partition_by=["day"])

    page = Lake(str(tmp_path)).read(Question(THINGS, where=(Condition("weight", "null", True),)))

    assert page.rows.schema == arrow_schema(THINGS)
    assert page.rows["weight"].null_count == 6
    assert page.rows["pairs"][0].as_py() == [{"post": "p", "score": None}]


def test_a_table_that_nothing_was_written_to_gives_an_empty_page(lake):
    for table in set(TABLES) - {THINGS}:
        page = lake.read(Question(table))

        assert page.rows.schema == arrow_schema(table)
        assert (page.rows.num_rows, page.after, page.version) == (0, None, None)


def test_the_latest_of_a_snapshot_is_its_last_day(tmp_path):
    for day, user in ((FIRST, "a"), (SECOND, "b")):
        write(tmp_path, USER_VALUE, {"as_of_date": day, "user_id": user}, mode="append")
    lake = Lake(str(tmp_path))

    latest = lake.read(Question(USER_VALUE, columns=("user_id",), is_latest=True))

    assert latest.rows["user_id"].to_pylist() == ["b"]
    assert lake.read(Question(USER_FEATURES, is_latest=True)).rows.num_rows == 0
    assert refused(lake, is_latest=True).code == "no_snapshot"


def test_a_table_that_is_only_added_to_shows_the_last_row_of_a_key(tmp_path):
    for hour, status in ((1, "running"), (3, "failed"), (2, "running")):
        at = datetime(2024, 1, 1, hour, tzinfo=UTC)
        row = {"run_id": "r", "job": "j", "heartbeat_at": at, "status": status}
        write(tmp_path, JOB_RUNS, row, mode="append")
    lake = Lake(str(tmp_path))

    def asked(*conditions):
        return lake.read(Question(JOB_RUNS, where=conditions)).rows["status"].to_pylist()

    assert asked() == ["failed"]
    assert asked(Condition("status", "eq", "running")) == []


def test_a_lake_that_is_gone_is_said_to_be(tmp_path):
    error = refused(Lake(str(tmp_path / "none")))

    assert (error.status, error.code) == (503, "lake_gone")
    assert str(tmp_path) not in str(error)


@pytest.mark.parametrize("log", ["*", "*1.json"])
def test_a_table_that_is_being_removed_is_not_one_without_rows(tmp_path, log):
    write(tmp_path, THINGS, *ROWS[:1])
    write(tmp_path, THINGS, *ROWS)
    lake = Lake(str(tmp_path), refresh_s=0)
    things(lake)
    for file in (Path(Root(str(tmp_path)).path_of(THINGS)) / "_delta_log").glob(log):
        file.unlink()

    error = refused(lake)

    assert (error.status, error.code) == (503, "table_gone")


def test_a_data_file_that_vanished_is_said_to_be_gone(tmp_path):
    write(tmp_path, THINGS, *ROWS)
    for file in Path(Root(str(tmp_path)).path_of(THINGS)).glob("*.parquet"):
        file.unlink()

    error = refused(Lake(str(tmp_path)))

    assert (error.status, error.code) == (503, "data_unreadable")
    assert str(tmp_path) not in str(error)


def test_files_of_a_version_that_was_replaced_while_it_was_kept_are_read_anew(tmp_path):
    write(tmp_path, THINGS, *ROWS[:1])
    lake = Lake(str(tmp_path), refresh_s=1000)
    assert things(lake) == "a"
    write(tmp_path, THINGS, *ROWS[1:2])
    DeltaTable(Root(str(tmp_path)).path_of(THINGS)).vacuum(
        0, dry_run=False, enforce_retention_duration=False
    )

    assert things(lake) == "b"


def test_a_log_that_is_damaged_is_said_to_be(tmp_path):
    write(tmp_path, THINGS, *ROWS)
    log = Path(Root(str(tmp_path)).path_of(THINGS)) / "_delta_log" / "00000000000000000000.json"
    log.write_text("{no json")

    assert refused(Lake(str(tmp_path))).status == 503


def test_storage_that_does_not_answer_is_said_to(monkeypatch):
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setattr("voxlake.serve.reading.shelf._S3_OPTIONS", {"max_retries": "0"})

    error = refused(Lake("s3a://lake/here"))

    assert (error.status, error.code) == (503, "storage_down")


def test_a_lake_on_s3_is_read_by_the_environment(s3, monkeypatch):
    place = f"{s3.make_bucket('readinglake')}/lake"
    endpoint = s3.environment["AWS_ENDPOINT_URL"]
    write(place, THINGS, *ROWS, storage_options={"aws_endpoint": endpoint, "allow_http": "true"})

    assert things(Lake(place), limit=4) == "abcdef"


def test_questions_of_many_threads_at_once_each_get_their_own_answer(lake):
    found: dict[str, str] = {}

    def ask(thing: str) -> None:
        for _ in range(10):
            found[thing] = where(lake, "thing", "eq", thing)

    threads = [threading.Thread(target=ask, args=(thing,)) for thing in "abcdef"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == {thing: thing for thing in "abcdef"}
