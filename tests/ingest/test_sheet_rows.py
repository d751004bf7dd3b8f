"""Rows of a sheet of Excel are read as those of CSV."""

import io
import sys
from datetime import date, datetime

import openpyxl
import pytest

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source


def book(*rows: list, title: str = "Metrics", **others: list) -> bytes:
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    for name, inner in others.items():
        sheet = made.create_sheet(name)
        for row in inner:
            sheet.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def read(content: bytes, limits: Limits | None = None, **keys) -> list:
    tables = {"users": {"user_id": "id", "name": "name"}}
    source = Source(name="s", format="xlsx", path="x", tables=tables, **keys)
    return [record for _, record in file_records(content, "a.xlsx", source, limits or Limits())]


def test_cells_are_texts_and_rows_are_records():
    content = book(
        ["id", "name", "n", "at", "day", "on"],
        [1, "Ann", 2.5, datetime(2024, 1, 31, 18, 5), date(2024, 1, 31), True],
        [],
        [12345678901234, None, 3.0, None, None, None],
        ["x", "too", "many", "cells", "stand", "here", "now"],
    )

    first, second, third = read(content)

    assert first.payload == (
        '{"id": "1", "name": "Ann", "n": "2.5", "at": "2024-01-31T18:05:00", '
        '"day": "2024-01-31T00:00:00", "on": "true"}'
    )
    assert second.values == {"id": "12345678901234", "name": ""}
    assert (third.reason, third.detail) == ("csv_field_count", "7 fields in place of 6")


def test_a_sheet_has_rows_to_skip_and_a_name():
    content = book(["no"], other=[["Report of May"], ["id", "name"], ["a", "b"], [7, "c"]])
    keys = {"csv": {"skip_lines": 1, "header_rows": 2}, "xlsx": {"sheet": "other"}}
    tables = {"users": {"user_id": "id a", "name": "name b"}}
    source = Source(name="s", format="xlsx", path="x", tables=tables, **keys)

    ((_, record),) = file_records(content, "a.xlsx", source, Limits())

    assert record.values == {"id a": "7", "name b": "c"}


def test_what_is_wrong_is_a_sentence(monkeypatch):
    (absent,) = read(book(["id"]), xlsx={"sheet": "b"})
    (large,) = read(book(["id"]), Limits(max_unpacked_bytes=1_000))
    (text,) = read(b"id,name\n1,a\n")
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    (missing,) = read(book(["id"]))

    assert "there is no sheet 'b' (xlsx.sheet); there are ['Metrics']" in absent.detail
    assert large.reason == "file_too_large"
    assert text.reason == "file_unreadable"
    assert "pip install 'voxlake[xlsx]'" in missing.detail


@pytest.mark.parametrize("place", range(0, 4_000, 211))
def test_a_damaged_book_is_read_or_told(place):
    content = bytearray(book(["id", "name"], *([n, "x"] for n in range(50))))
    content[place % len(content)] ^= 0xFF

    assert all(record.values or record.reason for record in read(bytes(content)))
