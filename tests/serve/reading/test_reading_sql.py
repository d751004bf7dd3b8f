"""SELECTs over the views of a lake: what they may say, and what they may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from arrow_lakes import write

from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.lake import Lake
from voxlake.serve.reading.shown import without_personal
from voxlake.tables import BRAND_SENTIMENT, DRAFTS, TABLES, USER_SEGMENTS, USER_VALUE

VIEWS = (USER_VALUE, USER_SEGMENTS, BRAND_SENTIMENT)
FIRST, SECOND = date(2024, 1, 1), date(2024, 1, 2)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Lake:
    folder: Path = tmp_path_factory.mktemp("lake")
    days = ((FIRST, "a"), (SECOND, "a"), (SECOND, "b"))
    write(folder, USER_VALUE, *({"as_of_date": day, "user_id": user} for day, user in days))
    write(folder, DRAFTS, {"draft_id": "d", "text": "hidden words"})
    return Lake(str(folder))


def asked(lake: Lake, statement: str, parameters=(), limit=100, timeout_s=20.0):
    return lake.sql(statement, parameters, VIEWS, limit, timeout_s).to_pylist()


def refused(lake: Lake, statement: str, parameters=(), **limits) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        asked(lake, statement, parameters, **limits)
    return caught.value


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("SELECT count(*) AS n FROM user_value", [{"n": 3}]),
        ("SELECT count(*) AS n FROM User_Value_Latest;", [{"n": 2}]),
        ("SELECT count(*) AS n FROM user_segments", [{"n": 0}]),
        ("SELECT count(*) AS n FROM user_segments_latest", [{"n": 0}]),
        ("WITH v AS (FROM user_value) SELECT count(*) AS n FROM v", [{"n": 3}]),
        ("WITH user_value AS (FROM user_value LIMIT 2) SELECT count(*) AS n FROM user_value",
         [{"n": 2}]),
        ("WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 2) FROM r",
         [{"n": 1}, {"n": 2}]),
        ("SELECT n FROM range(1) t, LATERAL unnest([7]) AS u(n)", [{"n": 7}]),
        ("SELECT 1 AS n UNION ALL SELECT 2", [{"n": 1}, {"n": 2}]),
        ("SELECT n FROM range(2) AS t(n)", [{"n": 0}, {"n": 1}]),
        ("SELECT max(u.user_id) AS u FROM user_value u JOIN user_value_latest USING (user_id)",
         [{"u": "b"}]),
        ("SELECT ';DROP TABLE user_value' AS t -- SELECT", [{"t": ";DROP TABLE user_value"}]),
    ],
)  # fmt: skip
def test_a_select_over_the_views_is_answered(lake, statement, expected):
    assert asked(lake, statement) == expected


def test_values_are_given_as_parameters(lake):
    statement = "SELECT DISTINCT user_id FROM user_value WHERE user_id = "

    assert asked(lake, f"{statement} ?", ["b"]) == [{"user_id": "b"}]
    assert asked(lake, f"{statement} $who", {"who": "b"}) == [{"user_id": "b"}]
    assert asked(lake, f"{statement} ?", ["b' OR '1'='1"]) == []


def test_no_more_rows_are_given_than_asked_for(lake):
    assert len(asked(lake, "SELECT * FROM range(100000)", limit=5000)) == 5000
    assert asked(lake, "SELECT * FROM range(9) AS t(n) ORDER BY n DESC", limit=1) == [{"n": 8}]


@pytest.mark.parametrize(
    "statement",
    [
        "",
        ";",
        "SELEC 1",
        "SELECT 1; SELECT 2",
        "SELECT 1; DROP TABLE user_value",
        "DROP VIEW user_value",
        "CREATE TABLE t AS SELECT 1",
        "INSERT INTO user_value SELECT * FROM user_value",
        "UPDATE user_value SET user_id = 'x'",
        "DELETE FROM user_value",
        "WITH x AS (DELETE FROM user_value RETURNING *) SELECT * FROM x",
        "COPY user_value TO '/tmp/x.csv'",
        "COPY (SELECT 1) TO '/tmp/x.csv'",
        "EXPORT DATABASE '/tmp/x'",
        "ATTACH '/tmp/x.db' AS x",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET memory_limit = '99GB'",
        "RESET lock_configuration",
        "PRAGMA database_list",
        "CALL duckdb_settings()",
        "SHOW TABLES",
        "DESCRIBE user_value",
        "SUMMARIZE user_value",
        "EXPLAIN SELECT 1",
        "FROM (DESCRIBE user_value)",
        "FROM (SHOW ALL TABLES)",
        "SELECT * FROM drafts",
        "SELECT * FROM (SELECT text FROM drafts)",
        "SELECT (SELECT max(text) FROM drafts)",
        "WITH drafts AS (SELECT * FROM drafts) SELECT * FROM user_value, drafts_v1",
        "SELECT * FROM user_value WHERE user_id IN (SELECT text FROM drafts)",
        "SELECT * FROM main.user_value",
        "SELECT * FROM information_schema.tables",
        "SELECT * FROM pg_catalog.pg_class",
        "SELECT * FROM duckdb_settings()",
        "SELECT * FROM duckdb_secrets()",
        "SELECT * FROM pragma_database_list()",
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/passwd')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM \"/etc/passwd\"",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM query('SELECT 1')",
        "SELECT * FROM user_value, LATERAL duckdb_settings()",
        "SELECT * FROM user_value CROSS JOIN LATERAL query('SELECT 1')",
        "WITH a AS (FROM duckdb_views), duckdb_views AS (SELECT 1) FROM a",
        "WITH duckdb_views AS (FROM duckdb_views) FROM duckdb_views",
        "SELECT version()",
        "SELECT * FROM query_table('drafts')",
        "SELECT * FROM parquet_scan('s3://x/y')",
        "SELECT * FROM delta_scan('/tmp')",
        "SELECT * FROM sqlite_scan('/tmp/x', 't')",
        "SELECT current_setting('memory_limit')",
        "SELECT getenv('PATH')",
        "SELECT * FROM lake",
        "SELECT * FROM self",
        "SELECT nothing FROM user_value",
        "SELECT CAST('x' AS INTEGER)",
        "(" * 3000,
        "SELECT " + "(" * 1500 + "1" + ")" * 1500,
        "SELECT '\x00'; DROP TABLE user_value",
        "PIVOT drafts ON text",
        "VALUES (1); SELECT 1",
        "SELECT 1 INTO x",
        "x" * 20_001,
    ],
)  # fmt: skip
def test_anything_else_is_refused(lake, statement):
    error = refused(lake, statement)

    assert (error.status, error.code) == (400, "wrong_statement")
    assert "hidden words" not in str(error)


def test_a_statement_that_lacks_a_parameter_is_refused(lake):
    assert refused(lake, "SELECT ?").status == 503


def test_a_statement_that_takes_too_long_is_given_up(lake):
    slow = (
        "SELECT count(*) FROM range(10000000000) a, range(1000) b WHERE (a.range + b.range) % 7 = 1"
    )

    error = refused(lake, slow, timeout_s=0.2)

    assert (error.status, error.code) == (504, "too_slow")


def test_a_statement_that_needs_too_much_memory_is_given_up(tmp_path):
    small = Lake(str(tmp_path), memory_mb=20)

    error = refused(small, "SELECT list(range) FROM range(50000000)")

    assert (error.status, error.code) == (400, "too_large")


def test_columns_that_are_left_out_of_a_table_cannot_be_read(tmp_path):
    write(tmp_path, DRAFTS, {"draft_id": "d", "text": "hidden words"})
    shown = without_personal(DRAFTS)
    assert shown is not None
    lake = Lake(str(tmp_path))

    assert lake.sql("SELECT draft_id FROM drafts", (), (shown,), 9, 9).to_pylist() == [
        {"draft_id": "d"}
    ]
    assert "text" not in lake.sql("SELECT * FROM drafts", (), (shown,), 9, 9).column_names
    with pytest.raises(RefusedError, match="text"):
        lake.sql("SELECT text FROM drafts", (), (shown,), 9, 9)


def test_files_that_are_gone_are_told_of_without_their_place(tmp_path):
    write(tmp_path, USER_VALUE, {"user_id": "a"})
    for file in tmp_path.rglob("*.parquet"):
        file.unlink()

    error = refused(Lake(str(tmp_path)), "SELECT user_id FROM user_value")

    assert error.status == 503
    assert str(tmp_path) not in str(error)


def test_of_a_table_with_a_personal_key_nothing_is_shown_to_those_who_may_not_see_it():
    shown = {table.view: without_personal(table) for table in TABLES}

    assert shown["user_mood"] is None
    assert shown["term_trends"] is None
    assert shown["topics"] is not None
    assert "title" not in shown["topics"].column_names
    assert shown["brand_sentiment"] is BRAND_SENTIMENT or (
        shown["brand_sentiment"].columns == BRAND_SENTIMENT.columns
    )
