"""What becomes of values, columns and declarations in a real PostgreSQL."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import psycopg
import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.stores.postgres.publish import Source, open_publisher
from voxlake.stores.postgres.settings import PostgresSettings
from voxlake.stores.postgres.shape import published
from voxlake.stores.postgres.staging import SparkRows
from voxlake.tables import Table, column

FRIDAY, MONDAY = date(2024, 3, 1), date(2024, 3, 4)
TRICKY = [
    "tab\there",
    "line\nend\r",
    "back\\slash \\N",
    '"quo", {braced}',
    "NULL",
    "",
    "é🙂",
    "\\.",
]
KINDS = Table(
    "kinds_v1",
    "gold",
    "One row per kind of value.",
    ("id",),
    (
        column("id", "string", "Its id.", is_personal=False),
        column("day", "date", "Day; it's a day."),
        column("flag", "boolean", "Whether."),
        column("small", "integer", "A number."),
        column("big", "long", "A number."),
        column("real", "double", "A number."),
        column("money", "decimal(18,2)", "Money."),
        column("at", "timestamp", "Time."),
        column("raw", "binary", "Bytes."),
        column("names", "array<string>", "Names.", is_personal=False),
        column("parts", "array<double>", "Numbers."),
        column("shares", "map<string,double>", "Shares."),
        column("found", "array<struct<word:string,weight:double>>", "Words.", is_personal=False),
    ),
    partition="day",
)
VALUES = {
    "id": "a",
    "day": FRIDAY,
    "flag": True,
    "small": -7,
    "big": 1 << 60,
    "real": 0.1,
    "money": Decimal("-1234567890123456.50"),
    "at": datetime(2024, 3, 4, 12, 0, 0, 123456),
    "raw": b"\x00\\\t\xff",
    "names": [*TRICKY, None],
    "parts": [0.1, None, 1e-30],
    "shares": {"x\t\\": 0.5, "y": None},
    "found": [{"word": 'say "é🙂"\n', "weight": 1.5}, {"word": None, "weight": None}],
}


@pytest.fixture(scope="module")
def kinds(postgres, spark, frame):
    """The table, published once, and what is known of it: asks queries; `change` tells counts."""
    rows = [
        VALUES,
        {"id": "b", "day": MONDAY},
        *({"id": text, "day": MONDAY} for text in TRICKY),
        {"id": "nul\0", "day": MONDAY, "names": ["c\0", "d"], "shares": {"e\0\0": 1.0}}
        | {"found": [{"word": "\\u0000 \0", "weight": 1.0}]},
        {"id": "far", "day": MONDAY, "real": math.nan, "parts": [-math.inf]},
        {"id": "bytes", "day": MONDAY},
    ]
    far = F.expr("CASE WHEN id = 'far' THEN make_timestamp(12024, 1, 1, 0, 0, 0) ELSE at END")
    broken = F.expr("CASE WHEN id = 'bytes' THEN cast(X'61ff62' AS string) ELSE id END")
    held = frame(KINDS, *rows).withColumns({"at": far, "id": broken})
    settings = PostgresSettings(schema_name="kinds", tls="disable", connections=1)
    shape = published(KINDS, lambda *_: True)
    source = Source(shape, 1, "lake", SparkRows(shape, held))
    address = postgres.address.replace("owner", f"owner:{postgres.password}")
    with (
        open_publisher(settings, address, "run", lambda: datetime.now(UTC)) as publisher,
        postgres.connect() as session,
    ):
        change = publisher.staged(source, Days.every())
        publisher.swap([change], [shape])
        session.execute("SET search_path = kinds")
        session.execute("SET timezone = 'UTC'")
        yield SimpleNamespace(ask=lambda query: session.execute(query).fetchall(), change=change)


def test_every_kind_of_value_arrives_as_it_is(kinds):
    expected = VALUES | {"at": VALUES["at"].replace(tzinfo=UTC)}

    assert kinds.ask("SELECT * FROM kinds WHERE id = 'a'") == [tuple(expected.values())]
    assert kinds.ask("SELECT * FROM kinds WHERE id = 'b'") == [("b", MONDAY, *[None] * 11)]
    assert {id_ for (id_,) in kinds.ask("SELECT id FROM kinds")} >= {*TRICKY}


def test_a_table_has_the_types_the_key_the_indexes_and_the_comments_of_its_declaration(kinds):
    types = kinds.ask(
        "SELECT format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'kinds'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert [type_ for (type_,) in types] == [
        "text",
        "date",
        "boolean",
        "integer",
        "bigint",
        "double precision",
        "numeric(18,2)",
        "timestamp with time zone",
        "bytea",
        "text[]",
        "double precision[]",
        "jsonb",
        "jsonb",
    ]
    indexes = kinds.ask(
        "SELECT indexname FROM pg_indexes WHERE tablename = 'kinds' AND schemaname = 'kinds'"
    )
    assert sorted(indexes) == [("kinds_day",), ("kinds_key",)]
    assert kinds.ask("SELECT obj_description('kinds'::regclass)") == [(KINDS.comment,)]
    assert kinds.ask("SELECT col_description('kinds'::regclass, 2)") == [("Day; it's a day.",)]
    with pytest.raises(psycopg.errors.NotNullViolation):
        kinds.ask("INSERT INTO kinds (id) VALUES (NULL)")


def test_nul_characters_are_taken_out_and_counted(kinds):
    assert kinds.change.staged.nuls == 4
    assert kinds.ask("SELECT names, shares, found -> 0 ->> 'word' FROM kinds WHERE id = 'nul'") == [
        (["c", "d"], {"e": 1.0}, "\\u0000 ")
    ]


def test_numbers_that_are_none_stay_and_times_beyond_the_year_9999_are_left_out_and_counted(kinds):
    assert kinds.change.staged.far == 1
    ((real, parts, at),) = kinds.ask("SELECT real, parts, at FROM kinds WHERE id = 'far'")
    assert math.isnan(real)
    assert (parts, at) == ([-math.inf], None)


def test_bytes_that_are_no_utf8_become_the_sign_for_that(kinds):
    assert kinds.ask("SELECT count(*) FROM kinds WHERE id = 'a\ufffdb'") == [(1,)]
