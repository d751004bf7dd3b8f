"""What becomes of values, columns and declarations in a real PostgreSQL."""

import math
from datetime import UTC, date, datetime
from decimal import Decimal

import psycopg
import pytest
from pyspark.sql import functions as F

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


def test_every_kind_of_value_arrives_as_it_is(frame, send, ask):
    values = {
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
    others = [{"id": text, "day": MONDAY} for text in ("b", *TRICKY)]

    send({KINDS: frame(KINDS, values, *others)})

    assert ask("SELECT * FROM kinds WHERE id = 'a'") == [
        (*(values | {"at": values["at"].replace(tzinfo=UTC)}).values(),)
    ]
    assert ask("SELECT * FROM kinds WHERE id = 'b'") == [("b", MONDAY, *[None] * 11)]
    assert {id_ for (id_,) in ask("SELECT id FROM kinds")} == {"a", "b", *TRICKY}


def test_a_table_has_the_types_the_key_the_indexes_and_the_comments_of_its_declaration(
    frame, send, ask
):
    send({KINDS: frame(KINDS, {"id": "a", "day": FRIDAY})})

    types = ask(
        "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute "
        "WHERE attrelid = 'kinds'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert [type_ for _, type_ in types] == [
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
    indexes = ask(
        "SELECT indexname FROM pg_indexes "
        "WHERE tablename = 'kinds' AND schemaname = current_schema ORDER BY 1"
    )
    assert indexes == [("kinds_day",), ("kinds_key",)]
    assert ask("SELECT obj_description('kinds'::regclass)") == [(KINDS.comment,)]
    assert ask("SELECT col_description('kinds'::regclass, 2)") == [("Day; it's a day.",)]
    with pytest.raises(psycopg.errors.NotNullViolation):
        ask("INSERT INTO kinds (id) VALUES (NULL)")


def test_nul_characters_are_taken_out_and_counted(frame, send, ask):
    row = {"id": "a\0b", "day": FRIDAY, "names": ["c\0", "d"], "shares": {"e\0\0": 1.0}}
    row |= {"found": [{"word": "\\u0000 \0", "weight": 1.0}]}

    (change,) = send({KINDS: frame(KINDS, row)})

    assert change.staged.nuls == 4
    assert ask("SELECT id, names, shares, found -> 0 ->> 'word' FROM kinds") == [
        ("ab", ["c", "d"], {"e": 1.0}, "\\u0000 ")
    ]


def test_numbers_that_are_none_stay_and_times_beyond_the_year_9999_are_left_out_and_counted(
    frame, send, ask
):
    rows = frame(KINDS, {"id": "a", "day": FRIDAY, "real": math.nan, "parts": [-math.inf]})
    far = rows.withColumn("at", F.expr("make_timestamp(12024, 1, 1, 0, 0, 0)"))

    (change,) = send({KINDS: far})

    assert change.staged.far == 1
    ((real, parts, at),) = ask("SELECT real, parts, at FROM kinds")
    assert math.isnan(real)
    assert (parts, at) == ([-math.inf], None)


def test_bytes_that_are_no_utf8_become_the_sign_for_that(frame, send, ask):
    rows = frame(KINDS, {"id": "a", "day": FRIDAY})

    send({KINDS: rows.withColumn("id", F.expr("cast(X'61ff62' AS string)"))})

    assert ask("SELECT id FROM kinds") == [("a\ufffdb",)]
