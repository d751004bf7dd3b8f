"""What Athena, Trino and DuckDB are given: each statement is one of theirs, and DuckDB runs its."""

import re
from datetime import date, datetime
from pathlib import Path

import duck
import pytest
import sqlglot
from deltalake import write_deltalake
from sqlglot import exp

from voxlake.tables import BRAND_SENTIMENT, JOB_RUNS, TABLES, TOPIC_BURSTS
from voxlake.targets.ddl import DIALECTS

DOCS = Path(__file__).resolve().parents[1] / "docs"
SUNDAY, MONDAY = date(2024, 3, 3), date(2024, 3, 4)


def statements(dialect, tables=TABLES):
    """The statements, with names in the place of the braces."""
    text = re.sub(r"^--.*\n", "", DIALECTS[dialect](tables), flags=re.M)
    put = {"{lake}": "s3://bucket/lake", "{catalog}": "delta", "{schema}": "voxlake"}
    for brace, name in put.items():
        text = text.replace(brace, name)
    return [one.strip() for one in text.split(";\n") if one.strip()]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_statement_is_one_of_its_dialect(dialect):
    for statement in statements(dialect):
        (parsed,) = sqlglot.parse(statement, dialect=dialect)
        assert isinstance(parsed, exp.Create | exp.Comment | exp.Command), statement
        if isinstance(parsed, exp.Command):  # which sqlglot takes as a text, so its shape is held
            assert re.fullmatch(
                r"CALL delta\.system\.register_table\(\s*schema_name => 'voxlake', "
                r"table_name => '\w+',\s*table_location => 's3://bucket/lake/\w+/\w+'\)",
                statement,
            ), statement


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_and_every_view_of_it_is_there(dialect):
    made = "\n".join(statements(dialect))
    latest = {f"{table.view}_latest" for table in TABLES if table.is_snapshot}

    for view in {table.view for table in TABLES} | latest:
        assert re.search(rf'CREATE OR REPLACE VIEW \S*"{view}"', made), view


def test_the_views_of_duckdb_show_the_rows_of_a_lake(tmp_path):
    def run(run_id, status, minute):
        beat = datetime(2024, 3, 4, 9, minute)
        return {"run_id": run_id, "job": "ingest", "status": status, "heartbeat_at": beat}

    rows = {
        BRAND_SENTIMENT: [{"post_date": MONDAY, "brand": "a", "post_count": 3}],
        TOPIC_BURSTS: [
            {"as_of_date": day, "topic_id": 0, "start_date": SUNDAY, "post_count": posts}
            for day, posts in [(SUNDAY, 1), (MONDAY, 2)]
        ],
        JOB_RUNS: [run("r1", "running", 1), run("r1", "done", 2), run("r2", "failed", 1)],
    }
    for table, listed in rows.items():
        path = tmp_path / table.layer / table.name
        write_deltalake(path, duck.arrow_table(table, listed))
    database = duck.connect()
    # The extension `delta` is fetched from its makers; in its place files are read as they are.
    database.execute(
        "CREATE MACRO delta_scan(place) AS TABLE SELECT * FROM read_parquet(place || '/*.parquet')"
    )

    for statement in statements("duckdb", rows):
        database.execute(statement.replace("s3://bucket/lake", str(tmp_path)))

    def ask(query):
        return database.execute(query).fetchall()

    assert ask("SELECT brand, post_count FROM brand_sentiment") == [("a", 3)]
    assert ask("SELECT post_count FROM topic_bursts ORDER BY ALL") == [(1,), (2,)]
    assert ask("SELECT post_count FROM topic_bursts_latest") == [(2,)]
    assert ask("SELECT run_id, status FROM job_runs ORDER BY ALL") == [
        ("r1", "done"),
        ("r2", "failed"),
    ]
    assert ask("SELECT comment FROM duckdb_views() WHERE view_name = 'topic_bursts'") == [
        (TOPIC_BURSTS.comment,)
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_files_of_the_docs_are_these(dialect):
    assert (DOCS / f"views.{dialect}.sql").read_text() == DIALECTS[dialect](TABLES)
