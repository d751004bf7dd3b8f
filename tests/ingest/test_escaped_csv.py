"""CSV in which a backslash stands before quotes is read as Spark wrote it."""

import io
import json
import random

import pytest

from voxlake.ingest.csv_records import csv_record, csv_records
from voxlake.ingest.file_options import CsvOptions


def read(text: str, **options) -> list:
    lines = io.StringIO(text, newline="")
    records = csv_records(lines, CsvOptions(**{"escape": "\\", **options}), ())
    return [record.reason or list(json.loads(record.payload).values()) for record in records]


def test_a_backslash_counts_before_quotes_and_itself_within_quotes_alone():
    text = (
        "id,text\n"
        '1,"he called it \\"fine\\", I call it broken"\n'
        '2,"ends with a quote \\""\n'
        '3,"C:\\\\temp\\\\ is, a path"\n'
        '4,5" screen is fine\n'
        '5,"\\"all quoted\\""\n'
        '6,""\n'
        "7,C:\\temp\\n\n"
        '8,"a\\nb\r\nc \\\\"\r\n'
        '9,"doubled "" is read, too"\n'
        "\n"
        '10,"last"'
    )

    assert [row[1] for row in read(text)] == [
        'he called it "fine", I call it broken',
        'ends with a quote "',
        "C:\\temp\\ is, a path",
        '5" screen is fine',
        '"all quoted"',
        "",
        "C:\\temp\\n",
        "a\\nb\r\nc \\",
        'doubled " is read, too',
        "last",
    ]


def test_a_quote_that_is_not_closed_costs_its_line_and_no_other():
    text = 'id,text\n1,"never closed \\"\n2,b\n3,"c" d\n4,"e\\"\n"\n5,"f\\'

    assert read(text) == [
        "csv_unbalanced_quote",
        ["2", "b"],
        "csv_unbalanced_quote",
        ["4", 'e"\n'],
        "csv_unbalanced_quote",
    ]


def test_without_quotes_it_stands_before_delimiters_and_line_breaks():
    assert read("id\ttext\n1\ta\\\tb\\\nc\\N\n2\t\\\\\n", delimiter="\t", quote="") == [
        ["1", "a\tb\nc\\N"],
        ["2", "\\"],
    ]


def test_a_quote_as_escape_is_the_doubled_quote():
    assert read('id,text\n1,"a ""b"" \\"\n', escape='"') == [["1", 'a "b" \\']]


def test_a_single_line_is_read_by_the_named_columns():
    options = CsvOptions(columns=["id", "text"], multiline=False, escape="\\")

    assert csv_record('1,"a\\"b"\r\n', options, ["text"]).values == {"text": 'a"b'}


@pytest.mark.parametrize("seed", range(10))
def test_whatever_is_written_so_is_read_back(seed: int):
    draw = random.Random(seed)
    alphabet = ["a", "é", '"', "\\", ",", "\n", "\r\n", " ", ""]
    rows = [
        [str(n), "x" + "".join(draw.choices(alphabet, k=draw.randrange(9))), "z"]
        for n in range(300)
    ]
    escaped = ([text.replace("\\", "\\\\").replace('"', '\\"') for text in row] for row in rows)
    lines = (",".join(f'"{text}"' for text in row) for row in escaped)
    written = "\n".join(["id,text,end", *lines])

    assert read(written) == rows


def test_a_long_field_of_many_lines_takes_no_time():
    body = "line\n" * 200_000
    (row,) = read(f'id,text\n1,"{body}"\n')

    assert row[1] == body
