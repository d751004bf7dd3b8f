"""A record of JSON that holds a list is as many records as the list has elements."""

import json

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source

POSTS = {
    "post_id": {"first_of": [{"json": "data", "path": "$.id"}, "id"]},
    "posted_at": "at",
    "user_id": {"made_of": [{"json": "data", "path": "$.author.id"}, "net"]},
}


def read(*records: dict, explode="$.data", **columns) -> list:
    source = Source(
        name="s",
        format="json",
        path="x",
        explode=explode,
        tables={"posts": POSTS | columns},
    )
    content = "".join(json.dumps(record) + "\n" for record in records).encode()
    return [record for _, record in file_records(content, "x", source, Limits())]


def payloads(records) -> list[dict]:
    return [json.loads(record.payload) for record in records]


def test_an_element_stands_where_its_list_stood_beside_the_scalars_of_the_record():
    page = {"data": [{"id": "1", "author": {"id": 7}}, {"id": "2"}], "net": "x", "meta": {"n": 2}}

    records = read(page)

    assert payloads(records) == [
        {"data": {"id": "1", "author": {"id": 7}}, "net": "x"},
        {"data": {"id": "2"}, "net": "x"},
    ]
    assert [json.loads(r.values["data"])["id"] for r in records] == ["1", "2"]
    assert {r.values["net"] for r in records} == {"x"}


def test_other_lists_and_objects_stay_where_the_source_names_them():
    page = {"data": [{"id": "1"}], "includes": {"users": [1]}, "errors": [2], "meta": {"n": 2}}

    (record,) = read(page, text={"json": "includes", "path": "$.users[0]"}, attributes=["meta"])

    assert json.loads(record.payload) == {
        "data": {"id": "1"},
        "includes": {"users": [1]},
        "meta": {"n": 2},
    }


def test_what_stands_in_an_object_that_is_named_as_a_whole_stays():
    page = {"data": {"list": [{"id": "1"}], "tags": [5]}, "other": {"tags": [6]}}

    (record,) = read(page, explode="$.data.list", attributes=["data"])

    assert json.loads(record.payload) == {"data": {"list": {"id": "1"}, "tags": [5]}}


def test_numbers_keep_their_digits_and_halves_of_pairs_their_escape():
    line = b'{"data": [{"id": "1", "n": 1.10, "x": "\\ud83d"}]}'
    source = Source(name="s", format="json", path="x", explode="$.data", tables={"posts": POSTS})

    ((_, record),) = file_records(line, "x", source, Limits())

    assert record.payload == '{"data": {"id": "1", "n": 1.10, "x": "\\ud83d"}}'


def test_what_holds_no_list_stays_one_record_as_it_arrived():
    flat, one, text = {"id": "1", "at": "x"}, {"data": {"id": "2"}}, {"data": "3"}

    records = read(flat, one, text, {"data": None, "id": "4"})

    assert payloads(records) == [flat, one, text, {"data": None, "id": "4"}]
    assert {record.reason for record in records} == {None}


def test_an_empty_list_is_told_and_is_no_record():
    records = read({"data": [], "net": "x"}, {"data": [{"id": "1"}]})

    assert [(r.reason, r.detail) for r in records] == [
        ("list_empty", "$.data is empty"),
        (None, None),
    ]


def test_lists_within_the_elements_of_a_list_are_told_apart():
    chats = [
        {"name": "a", "messages": [{"id": 1}, {"id": 2}]},
        {"name": "b", "messages": []},
        {"name": "c"},
    ]

    records = read(
        {"me": 1, "chats": {"about": "x", "list": chats}},
        explode=["$.chats.list", "$.messages"],
        post_id={"json": "chats", "path": "$.list.messages.id"},
    )

    assert payloads(r for r in records if r.reason is None) == [
        {"me": 1, "chats": {"about": "x", "list": {"name": "a", "messages": {"id": 1}}}},
        {"me": 1, "chats": {"about": "x", "list": {"name": "a", "messages": {"id": 2}}}},
        {"me": 1, "chats": {"about": "x", "list": {"name": "c"}}},
    ]
    assert [r.detail for r in records if r.reason] == ["$.chats.list.messages is empty"]


def test_elements_that_are_no_objects_are_records_too():
    records = read({"data": [None, 5, "a"]})

    assert [r.values["data"] for r in records] == [None, "5", "a"]
