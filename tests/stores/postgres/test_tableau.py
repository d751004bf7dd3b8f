"""The data sources for Tableau, read as XML: Tableau itself is not here to open them."""

import xml.etree.ElementTree as ET

from voxlake.stores.postgres.shape import published
from voxlake.stores.postgres.tableau import data_sources
from voxlake.tables import GROWTH, SEGMENT_NAMES, SEGMENT_PROFILES, TOPIC_NAMES, TOPIC_TRENDS

ADDRESS = "postgresql://owner:sesame@db.example:5433/gold?sslmode=verify-full"
SHAPES = [
    published(table, lambda *_: False)
    for table in (GROWTH, SEGMENT_NAMES, SEGMENT_PROFILES, TOPIC_NAMES, TOPIC_TRENDS)
]


def source_of(name):
    return ET.fromstring(data_sources(SHAPES, "voxlake", ADDRESS)[name])


def test_each_table_of_days_has_a_data_source():
    assert set(data_sources(SHAPES, "voxlake", ADDRESS)) == {
        "growth",
        "segment_profiles",
        "topic_trends",
    }


def test_a_data_source_says_where_the_server_is_and_not_who_enters_how():
    text = data_sources(SHAPES, "voxlake", ADDRESS)["growth"]
    connection = ET.fromstring(text).find(".//named-connection/connection").attrib

    told = {key: connection[key] for key in ("class", "server", "port", "dbname", "sslmode")}
    assert told == {
        "class": "postgres",
        "server": "db.example",
        "port": "5433",
        "dbname": "gold",
        "sslmode": "require",
    }
    assert "sesame" not in text
    assert "owner" not in text


def test_a_fact_joins_what_names_its_days_topics_and_segments_and_keeps_each_row():
    source = source_of("topic_trends")
    joins = source.findall(".//relation[@type='join']")
    told = {
        tuple(one.get("op") for one in join.findall("./clause/expression/expression"))
        for join in joins
    }

    assert {join.get("join") for join in joins} == {"left"}
    assert told == {
        ("[topic_trends].[post_date]", "[dim_day].[day]"),
        ("[topic_trends].[topic_id]", "[dim_topic].[topic_id]"),
        ("[topic_trends].[segment_id]", "[dim_segment].[segment_id]"),
    }
    tables = {one.get("table") for one in source.findall(".//relation[@type='table']")}
    assert tables == {
        f"[voxlake].[{name}]" for name in ("topic_trends", "dim_day", "dim_topic", "dim_segment")
    }


def test_numbers_that_name_something_are_not_summed_and_columns_say_what_they_mean():
    columns = {one.get("name"): one for one in source_of("topic_trends").findall("column")}

    assert columns["[topic_id]"].get("role") == "dimension"
    assert columns["[post_count]"].get("role") == "measure"
    assert columns["[post_date]"].get("datatype") == "date"
    (comment,) = (c.comment for c in TOPIC_TRENDS.columns if c.name == "reach")
    assert columns["[reach]"].find(".//run").text == comment


def test_columns_of_types_that_tableau_does_not_read_are_left_out():
    names = {one.get("name") for one in source_of("segment_profiles").findall("column")}

    assert "[moods]" not in names
    assert "[user_count]" in names
