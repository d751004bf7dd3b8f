from importlib import import_module
from pkgutil import iter_modules

import pytest

from voxlake import tables
from voxlake.tables import POSTS, SEGMENT_NAMES, SEGMENT_PROFILES, TABLES, USER_FEATURES, column
from voxlake.tables.table import Table

OF_PEOPLE = {"text", "name", "handle", "bio", "url"}


def test_every_table_that_a_module_declares_is_listed_once():
    modules = (import_module(f"voxlake.tables.{m.name}") for m in iter_modules(tables.__path__))
    declared = {t.name: t for module in modules for t in vars(module).values() if is_table(t)}

    assert sorted(declared) == sorted(table.name for table in TABLES)
    assert all(getattr(tables, table.view.upper()) is table for table in TABLES)


def is_table(value):
    return isinstance(value, Table)


def test_a_table_becomes_a_schema_whose_columns_say_what_they_mean():
    fields = [(table, field) for table in TABLES for field in table.schema.fields]

    assert [(t, f.name) for t, f in fields] == [(t, n) for t in TABLES for n in t.column_names]
    unsaid = [
        f"{table.view}.{field.name}"
        for table, field in fields
        if not (field.nullable and field.metadata["comment"].endswith("."))
    ]
    assert not unsaid


def test_the_log_holds_no_texts_or_names():
    personal = {*OF_PEOPLE, "payload", "detail", "product_name"}

    assert not [(t.view, c) for t in TABLES for c in t.statistics_columns if c in personal]


def test_gold_holds_no_name_handle_or_text():
    of_segments = {(SEGMENT_NAMES, "name"), (SEGMENT_PROFILES, "name")}  # and not of people
    gold = {(t, c) for t in TABLES if t.layer == "gold" for c in t.column_names}

    assert not {(t.view, c) for t, c in gold - of_segments if c in OF_PEOPLE}


def test_nested_types_are_sparks():
    table = Table(
        name="nested_v1",
        layer="gold",
        comment="Rows.",
        keys=("a",),
        columns=(
            column("a", "array<struct<x:string,y:map<string,decimal(18,2)>>>", "Nested."),
            column("b", "map<string,array<long>>", "Nested too."),
        ),
    )

    assert table.schema.simpleString() == (
        "struct<a:array<struct<x:string,y:map<string,decimal(18,2)>>>,b:map<string,array<bigint>>>"
    )


def test_a_column_without_a_sentence_is_refused():
    with pytest.raises(ValueError, match="'score' has no comment"):
        column("score", "double", " ")


def test_a_key_that_is_no_column_is_refused():
    with pytest.raises(ValueError, match=r"no columns \['id'\]"):
        Table("t_v1", "gold", "Rows.", keys=("id",), columns=(column("a", "long", "A."),))


def test_users_read_the_name_without_the_version():
    assert (POSTS.name, POSTS.view) == ("posts_v1", "posts")
    assert USER_FEATURES.is_snapshot
    assert not POSTS.is_snapshot
