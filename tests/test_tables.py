import pytest

from voxlake.tables import POSTS, TABLES, USER_FEATURES, column
from voxlake.tables.table import Table


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.view)
def test_a_table_becomes_a_schema_whose_columns_say_what_they_mean(table):
    fields = table.schema.fields

    assert [field.name for field in fields] == list(table.column_names)
    assert all(field.nullable and field.metadata["comment"].endswith(".") for field in fields)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.view)
def test_the_log_holds_no_texts_or_names(table):
    personal = {"text", "name", "handle", "bio", "payload", "detail", "url", "product_name"}

    assert not personal & set(table.statistics_columns)


@pytest.mark.parametrize("table", [t for t in TABLES if t.layer == "gold"], ids=lambda t: t.view)
def test_gold_holds_no_name_handle_or_text(table):
    assert not {"text", "name", "handle", "bio", "url"} & set(table.column_names) - {"name"}
    of_segments = ("segment_names", "segment_profiles")
    if table.view not in of_segments:  # the name of a segment, not of a person
        assert "name" not in table.column_names


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
