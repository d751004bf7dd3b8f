"""Files of JSON that are documents: records are found, told where it breaks, and take no memory."""

import io
import json
import tracemalloc
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from voxlake.ingest.file_options import JsonOptions
from voxlake.ingest.file_records import file_records
from voxlake.ingest.json_scanner import Scanner
from voxlake.ingest.limits import Limits
from voxlake.ingest.record import LIST_EMPTY
from voxlake.ingest.source import Source


def source(**options) -> Source:
    said = {"json": options} if options else {}
    tables = {"users": {"user_id": "id"}}
    return Source(name="s", format="json", path="x", tables=tables, **said)


def read(content: bytes | str, limits: Limits | None = None, **options) -> list:
    stored = content if isinstance(content, bytes) else content.encode()
    found = file_records(stored, "a.js", source(**options), limits or Limits())
    return [record for _, record in found]


def ids(content: bytes | str, **options) -> list:
    return [r.reason or r.values["id"] for r in read(content, **options)]


TWO = '[\n  {\n    "id": 1,\n    "s": "a\\"]}[{"\n  },\n  {"id": "2"}\n]'


@pytest.mark.parametrize(
    "content",
    [
        TWO,
        f"window.YTD.tweets.part0 = {TWO}",
        f"\ufeffwindow.YTD.tweets.part0 = {TWO};\n",
        f"var a$ = {TWO};",
        '[{"id": 1}]\n[{"id": 2}]\n',
        '[]\n[{"id": 1},{"id": 2}]',
        '{\n  "id": 1\n}\n{\n  "id": 2\n}\n',
        '{ "id": 1,\n  "x": [\n {}]}\n{ "id": 2 }',
        '{"id": 1}\n{"id": 2}\n',
    ],
)
def test_records_stand_in_lines_arrays_scripts_and_objects_over_lines(content):
    assert ids(content) == ["1", "2"]


def test_a_record_of_an_array_is_the_text_that_stands_there():
    assert [r.payload for r in read(TWO)] == [
        '{\n    "id": 1,\n    "s": "a\\"]}[{"\n  }',
        '{"id": "2"}',
    ]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("$.data", ["1", "2"]),
        ("$.meta.pages[*].rows", ["3", "4", "5"]),
        ("$.meta.pages[1].rows", ["5"]),
        ("$.by[*]", ["6", "7"]),
        ("$['a b'].c-d", ["8"]),
        ("$", ["0"]),
    ],
)
def test_records_stand_at_a_place_of_a_document(path, found):
    document = {
        "id": 0,
        "data": [{"id": 1}, {"id": 2}],
        "meta": {
            "id": 9,
            "pages": [{"rows": [{"id": 3}, {"id": 4}]}, {"n": 1, "rows": [{"id": 5}]}],
        },
        "by": {"x": [{"id": 6}], "y": [{"id": 7}]},
        "a b": {"c-d": {"id": 8}},
    }

    assert ids(json.dumps(document), records=path) == found
    assert ids(json.dumps(document, indent=2), records=path) == found


def test_each_line_that_is_a_page_is_gone_into():
    pages = '{"data": [{"id": 1}], "meta": {}}\n{"data": []}\n{"data": [{"id": 2}]}\n'

    assert ids(pages, records="$.data") == ["1", "2"]


def test_a_place_that_is_not_there_is_told_with_what_is_there():
    (record,) = read('{"items": [], "meta": {"data": 1}}', records="$.data")

    assert record.reason == "json_records_missing"
    assert "there is no $.data (json.records)" in record.detail
    assert "items, meta" in record.detail


def test_a_file_may_lack_records_that_are_optional():
    (record,) = read('{"items": []}', records="$.data", optional=True)

    assert record.reason == LIST_EMPTY  # left out, as a list without an element is
    assert "there is no $.data (json.records)" in record.detail
    with pytest.raises(ValidationError, match="optional goes with records"):
        JsonOptions(optional=True)


def test_null_in_the_place_of_records_is_an_empty_list():
    assert read('{"data": null}', records="$.data") == []


def test_a_text_before_the_json_is_named_by_a_pattern():
    content = 'callback([{"id": 1}, {"id": 2}])'

    assert ids(content, prefix=r"\w+\(")[:2] == ["1", "2"]
    (record,) = read(content, prefix="jsonp = ")
    assert record.reason == "file_unreadable"
    assert "the file begins with 'callback([" in record.detail
    assert "json.prefix" in record.detail


@pytest.mark.parametrize(
    ("content", "before", "said"),
    [
        ('[{"id": 1}, {"id": 2}, {"id": 3, "t": "x', ["1", "2"], "the file ends within a text"),
        ('[{"id": 1}, {"id": 2', ["1"], "the file ends within the record that begins at byte 12"),
        ('[{"id": 1} {"id": 2}]', ["1"], "no , at byte 11, but '{'"),
        ('[{"id": 1}, ', ["1"], "no value at byte 12, but the end of the file"),
        ('[{"id": 1}', ["1"], "no , at byte 10, but the end of the file"),
        ('[{"id": 1}, }, {"id": 2}]', ["1"], "no value at byte 12, but '}'"),
    ],
)
def test_where_json_breaks_the_records_before_are_read_and_it_is_told_where(content, before, said):
    *good, last = read(content)

    assert [r.values["id"] for r in good] == before
    assert last.reason == "json_broken"
    assert said in last.detail
    assert last.detail.endswith("what follows is not read")


def test_a_record_that_is_broken_within_its_brackets_costs_itself_alone():
    first, broken, repeated, word, last = read(
        '[{"id": 1},{"id": 2,,},{"id": 3, "id": 4}, 17, {"id": 5}]'
    )

    assert (first.values, last.values) == ({"id": "1"}, {"id": "5"})
    assert broken.reason == "json_unreadable"
    assert broken.detail.startswith("in the record at byte 11: ")
    assert (repeated.reason, word.reason) == ("json_repeated_key", "json_not_object")


@pytest.mark.parametrize(
    "content",
    [
        '["id": 1}\n{"id": 2}\n',
        '{"id": 1, "te\n{"id": 2}\n',
        '{"tags": [\n{"id": 2}\n',
        'x\n{"id": 2}',
    ],
)
def test_a_damaged_first_line_does_not_make_a_document_of_lines(content):
    first, second = read(content)

    assert first.reason == "json_unreadable"
    assert second.values == {"id": "2"}


@pytest.mark.parametrize("where", ["text", "list"])
def test_a_record_that_is_too_long_is_told_and_the_rest_is_read(where):
    long = '"%s"' % ("\\\\x" * 70_000) if where == "text" else "[%s{}]" % ("{}," * 70_000)
    content = f'[{{"id": 1}}, {{"id": 2, "x": {long}}}, {{"id": 3}}]'

    first, second, third = read(content, Limits(max_record_bytes=1_000))

    assert (first.values, third.values) == ({"id": "1"}, {"id": "3"})
    assert second.reason == "record_too_long"
    assert second.detail == f"{len(long) + 16:,} bytes, more than ingest.max_record_bytes, 1,000"


def test_wherever_the_chunks_of_a_stream_end_the_records_are_the_same():
    rows = [
        {"id": str(n), "t": '\\"]}' * (n % 7) + "é" * (n % 11), "l": [[n], {}]} for n in range(9000)
    ]
    content = f"a = {json.dumps(rows, ensure_ascii=False, indent=1)}"

    found = read(content)

    assert [json.loads(r.payload) for r in found] == rows


def test_a_large_document_takes_little_more_memory_than_itself():
    row = json.dumps({"id": 1, "text": "x" * 900}, indent=2).encode()
    content = b"window.YTD.tweets.part0 = [" + b",\n".join([row] * 3_000) + b"]"
    tracemalloc.start()

    found: Iterator = file_records(content, "tweets.js", source(), Limits())

    assert sum(record.reason is None for _, record in found) == 3_000
    assert tracemalloc.get_traced_memory()[1] < 1_500_000
    tracemalloc.stop()


def test_a_number_without_an_end_takes_no_more_memory_than_a_record_may():
    content = b"[1, " + b"2" * 20_000_000 + b", 3]"
    scanner = Scanner(io.BytesIO(content), 0)
    scanner.need(b"[")
    scanner.value(1_000)
    scanner.need(b",")
    tracemalloc.start()

    assert scanner.value(1_000) == (b"2" * 1_000, 20_000_000)
    assert tracemalloc.get_traced_memory()[1] < 1_500_000
    tracemalloc.stop()
