"""Reading CSV: nothing is lost, whatever the quotes do."""

import csv
import io
import json
import random
import time
from collections import Counter

import pytest

from voxlake.ingest.csv_lines import text_lines
from voxlake.ingest.csv_records import csv_record, csv_records
from voxlake.ingest.file_options import CsvOptions


def read(text: str, needed=(), **options) -> list:
    lines = io.StringIO(text, newline="")
    return list(csv_records(lines, CsvOptions(**options), needed))


def told(records) -> list[tuple]:
    return [(r.reason, r.payload if r.reason else json.loads(r.payload)) for r in records]


def test_a_quoted_field_may_hold_line_breaks_quotes_and_delimiters():
    records = read('id,text\r\n1,"a ""b"",\r\nc"\r\n2,d\r\n')

    assert told(records) == [
        (None, {"id": "1", "text": 'a "b",\r\nc'}),
        (None, {"id": "2", "text": "d"}),
    ]


def test_an_unbalanced_quote_costs_its_line_and_no_other():
    records = read('id,text\n1,"never closed\n2,b\n3,"c"\n4,"d\ne"\n')

    assert told(records) == [
        ("csv_unbalanced_quote", '1,"never closed'),
        (None, {"id": "2", "text": "b"}),
        (None, {"id": "3", "text": "c"}),
        (None, {"id": "4", "text": "d\ne"}),
    ]


def test_an_unbalanced_quote_that_a_later_field_seems_to_close_is_seen_by_the_field_count():
    records = read('id,text,n\n1,"a,7\n2,",",8\n3,c,9\n')

    assert told(records)[0] == ("csv_unbalanced_quote", '1,"a,7')
    assert told(records)[1:] == [
        (None, {"id": "2", "text": ",", "n": "8"}),
        (None, {"id": "3", "text": "c", "n": "9"}),
    ]


def test_a_field_that_runs_on_is_given_up_within_a_bound():
    taken = 0

    def lines():
        nonlocal taken
        yield "id,text\n"
        yield '1,"open\n'
        for number in range(1000):
            taken = number
            yield f"{number},x\n"

    records = csv_records(lines(), CsvOptions(), (), 100)

    assert next(records).reason == "csv_unbalanced_quote"
    assert taken < 100
    assert sum(record.reason is None for record in records) == 1000


def test_a_record_with_too_few_or_too_many_fields_is_told():
    records = read("id,text\n1\n2,b\n3,c,d\n\n")

    assert [(r.reason, r.detail) for r in records] == [
        ("csv_field_count", "1 fields in place of 2"),
        (None, None),
        ("csv_field_count", "3 fields in place of 2"),
    ]


def test_bytes_that_are_not_of_the_encoding_cost_their_record():
    text = b"id,text\n1,caf\xe9\n2,caf\xc3\xa9\n".decode(errors="surrogateescape")

    records = read(text)

    assert told(records) == [
        ("utf8_invalid", '{"id": "1", "text": "caf\ufffd"}'),
        (None, {"id": "2", "text": "caf\u00e9"}),
    ]


def test_names_that_stand_twice_in_a_header_become_two_columns():
    records = read("a,a,,a_2\n1,2,3,4\n", needed=["a"])

    assert json.loads(records[0].payload) == {"a": "1", "a_3": "2", "column_3": "3", "a_2": "4"}
    assert records[0].values == {"a": "1"}


def test_a_column_that_the_header_lacks_is_none_of_the_values():
    records = read("id,text\n1,a\n2,\n", needed=["id", "text", "likes"])

    assert [r.values for r in records] == [{"id": "1", "text": "a"}, {"id": "2", "text": ""}]


def test_runs_of_blanks_set_columns_apart():
    records = read(" id  date  n\n 00001 19970101  1\n", delimiter="whitespace")

    assert told(records) == [(None, {"id": "00001", "date": "19970101", "n": "1"})]


def test_named_columns_take_the_place_of_a_header():
    assert told(read("1;a\n", delimiter=";", header=False, columns=["id", "text"])) == [
        (None, {"id": "1", "text": "a"})
    ]


def test_a_single_line_is_read_by_the_named_columns():
    options = CsvOptions(columns=["id", "text"], multiline=False)

    assert csv_record('1,"a,b"\r\n', options, ["text"]).values == {"text": "a,b"}
    assert csv_record('1,"a', options, ["text"]).reason == "csv_unbalanced_quote"
    assert csv_record("\n", options, ["text"]) is None


@pytest.mark.parametrize("delimiter", [",", "whitespace"])
def test_a_line_that_is_too_long_costs_itself_and_no_other(delimiter):
    blank = "," if delimiter == "," else " "
    text = f"id{blank}text\n1{blank}a\n2{blank}{'x' * 500}\r\n3{blank}b\n"

    records = list(
        csv_records(
            text_lines(io.TextIOWrapper(io.BytesIO(text.encode()), newline=""), 100),
            CsvOptions(delimiter=delimiter),
            (),
            100,
        )
    )

    assert [(r.reason, r.payload[:3]) for r in records] == [
        (None, '{"i'),
        ("record_too_long", f"2{blank}x"),
        (None, '{"i'),
    ]
    assert records[1].detail.startswith("504 characters, more than ingest.max_record_bytes, 100")


def test_the_limit_of_a_field_is_for_this_reader_alone():
    before = csv.field_size_limit()

    for _ in csv_records(io.StringIO(f"a,b\n{'x' * 99},1\n2,3\n"), CsvOptions(), (), 20):
        assert csv.field_size_limit() == before


def test_a_long_line_within_an_open_quote_is_told_apart_from_it():
    text = f'id,text\n1,"open\n2,{"x" * 500}\n3,b\n'
    lines = text_lines(io.TextIOWrapper(io.BytesIO(text.encode()), newline=""), 100)

    records = list(csv_records(lines, CsvOptions(), (), 100))

    assert [r.reason for r in records] == ["csv_unbalanced_quote", "record_too_long", None]


def test_a_name_of_a_column_that_would_swell_each_record_is_refused():
    records = read(f"id,{'x' * 2_000}\n1,a\n2,b\n")

    assert [(r.reason, r.detail) for r in records] == [
        ("file_unreadable", "a name in the header has 2,000 characters")
    ]


def test_names_that_stand_thousands_of_times_take_no_time():
    names = ["a", "a_7", ""] * 10_000
    begin = time.process_time()

    (record,) = read(f"{','.join(names)}\n{','.join(['1'] * len(names))}\n")

    assert len(json.loads(record.payload)) == len(names)
    assert time.process_time() - begin < 20  # minutes when each was looked for among the others


@pytest.mark.parametrize("seed", range(20))
def test_of_a_messy_file_every_good_record_is_read_and_every_bad_one_told(seed: int):
    draw = random.Random(seed)
    alphabet = ["a", "é", '"', ",", "\n", " ", "😀", ""]
    good = [
        {"id": str(n), "text": "x" + "".join(draw.choices(alphabet, k=draw.randrange(8)))}
        for n in range(200)
    ]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, ["id", "text"], quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writeheader()
    broken = Counter()
    for row in good:
        writer.writerow(row)
        if draw.random() < 0.1:
            line = draw.choice(['b,"open\n', "only one field\n", "a,b,c\n"])
            broken[line.rstrip()] += 1
            out.write(line)

    records = read(out.getvalue())

    assert [json.loads(r.payload) for r in records if r.reason is None] == good
    assert Counter(r.payload for r in records if r.reason) == broken
