"""Elements of XML are records, by their attributes and children, and nothing is expanded."""

import json
import tracemalloc

import pytest

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source

POSTS = """<?xml version="1.0" encoding="utf-8"?>
<posts>
  <row Id="1" PostTypeId="1" CreationDate="2024-01-31T18:05:00.123"
    Body="&lt;p&gt;a &amp;amp; b&#xA;c&lt;/p&gt;" />
  <row Id="2" Score="-3" Body="é😀" />
</posts>
"""


def read(content: str | bytes, limits: Limits | None = None, **options) -> list:
    stored = content if isinstance(content, bytes) else content.encode()
    said = {"xml": options} if options else {}
    tables = {"posts": {"post_id": "Id", "posted_at": "CreationDate", "text": "Body"}}
    source = Source(name="s", format="xml", path="x", tables=tables, **said)
    return [record for _, record in file_records(stored, "Posts.xml", source, limits or Limits())]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-8-sig"])
def test_attributes_of_rows_are_columns_whatever_the_encoding(encoding):
    content = POSTS if encoding != "utf-16" else POSTS.replace('encoding="utf-8"', "")
    first, second = read(content.encode(encoding))

    assert first.values == {
        "Id": "1",
        "CreationDate": "2024-01-31T18:05:00.123",
        "Body": "<p>a &amp; b\nc</p>",
    }
    assert json.loads(second.payload) == {"Id": "2", "Score": "-3", "Body": "é😀"}


def test_children_are_columns_lists_and_objects():
    content = (
        '<feed xmlns:dc="http://purl.org/dc/elements/1.1/"><item n="1"><Id>a</Id><dc:x> y </dc:x>'
        '<tag>p</tag><tag>q</tag><link href="u">here</link><by><name>Ann</name></by>'
        "<none/></item></feed>"
    )
    (record,) = read(content, row="item")

    assert json.loads(record.payload) == {
        "n": "1",
        "Id": "a",
        "dc:x": " y ",
        "tag": ["p", "q"],
        "link": {"href": "u", "#text": "here"},
        "by": {"name": "Ann"},
        "none": "",
    }


def test_no_document_type_is_read():
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><posts><row Id="&b;"/></posts>'
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><posts><row Id="1"/></posts>'

    for content in (bomb, outside):
        (record,) = read(content)
        assert record.reason == "xml_broken"
        assert "document type" in record.detail


@pytest.mark.parametrize(
    "end", ['<row Id="3" Body="', "<row Id=3/></posts>", "</row></posts>", "\0"]
)
def test_where_xml_breaks_the_records_before_are_read_and_it_is_told_where(end):
    *good, last = read(POSTS.replace("</posts>\n", end))

    assert [record.values["Id"] for record in good] == ["1", "2"]
    assert last.reason == "xml_broken"
    assert "at byte" in last.detail
    assert last.detail.endswith("what follows is not read")


def test_an_element_that_is_not_there_is_told_with_those_that_are():
    (record,) = read(POSTS, row="post")

    assert record.reason == "xml_rows_missing"
    assert record.detail == 'there is no element post (xml.row); there are "posts", "row"'


def test_a_record_that_is_too_long_costs_itself():
    long = f'<row Id="9"><x>{"y" * 5_000}</x></row>'
    content = POSTS.replace("</posts>", f'{long}<row Id="3"/></posts>')
    found = read(content, Limits(max_record_bytes=1_000))

    assert [record.reason for record in found] == [None, None, "record_too_long", None]
    assert found[3].values["Id"] == "3"


def test_a_tag_without_end_takes_no_memory():
    content = POSTS.replace("</posts>", '<row Id="3" Body="' + "x" * 20_000_000).encode()
    tracemalloc.start()

    *_, last = read(content, Limits(max_record_bytes=100_000))

    assert last.reason == "record_too_long"
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
