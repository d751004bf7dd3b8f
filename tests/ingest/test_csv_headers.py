"""What stands above the records of CSV: lines to skip, headers of several rows, `sep=;`."""

import io
import json

import pytest

from voxlake.ingest.csv_records import csv_records
from voxlake.ingest.file_options import CsvOptions


def read(text: str, **options) -> tuple[list, list]:
    """Reasons or values of the records, and what is told of the file."""
    told: list[str] = []
    lines = io.StringIO(text, newline="")
    found = list(csv_records(lines, CsvOptions(**options), (), told=told))
    return [record.reason or json.loads(record.payload) for record in found], told


@pytest.mark.parametrize("line", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n"])
def test_the_line_of_excel_says_the_delimiter_and_is_no_header(line):
    assert read(f"{line}id;x\n1;a,b\n") == (
        [{"id": "1", "x": "a,b"}],
        ["its first line says that ';' is the delimiter"],
    )


def test_a_header_that_only_looks_like_that_line_is_one():
    assert read("sep=\n1\n") == ([{"sep=": "1"}], [])
    assert read("sep=;;x\n1\n", delimiter="|") == ([{"sep=;;x": "1"}], [])


def test_lines_above_the_header_are_skipped():
    text = 'Report "of, all\nMay 2024\n\nid,x\n1,a\n'

    assert read(text, skip_lines=3) == ([{"id": "1", "x": "a"}], [])


def test_a_header_of_two_rows_names_columns_by_both_or_one():
    text = ",Spend,,Note\nDay,EUR,USD,\n1,2,3,4\n"
    row = ["1", "2", "3", "4"]

    names = {
        key: list(read(text, header_rows=2, header_names=key)[0][0])
        for key in ("joined", "first", "last")
    }

    assert names == {
        "joined": ["Day", "Spend EUR", "Spend USD", "Note"],
        "first": ["column_1", "Spend", "column_3", "Note"],
        "last": ["Day", "EUR", "USD", "column_4"],
    }
    assert list(read(text, header_rows=2)[0][0].values()) == row


INSIGHTS = (
    "Post ID,Message,Posted,Reach,Clicks\n"
    ',,,"Lifetime: people who saw it, ever","Lifetime:\nclicks"\n'
)


def test_a_second_row_of_descriptions_is_passed_over_and_told():
    found, told = read(f'{INSIGHTS}1,,today,"1,204",\n2,b,then,5,0\n')

    assert [row["Reach"] for row in found] == ["1,204", "5"]
    assert told == [
        "a second header row of descriptions is passed over (csv.header_rows: 1 reads it)"
    ]


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (f"{INSIGHTS}1,a,today,88,3\n", {"header_rows": 1}),  # who says so has it
        (f"{INSIGHTS}1,a,today,many,3\n", {}),  # a column of texts may hold one
        (f"{INSIGHTS}1,a,today,,\n", {}),
        (INSIGHTS, {}),
        ("id,name,n\n,total,12\n2,5,3\n", {}),  # numbers describe nothing
        ("id,name\n,\n2,5\n", {}),
        ("order,customer,note\n,Ann,late\n,Ben,5\n", {}),
        ("order,customer,n\n,Ann,\n,7,5\n", {}),  # rows of an order whose first is elsewhere
        ("name,n\nx,y\nz,1\n", {}),
    ],
)
def test_what_may_be_a_record_is_no_second_header_row(rows, options):
    found, told = read(rows, **options)

    assert len(found) == len(rows.replace("Lifetime:\nclicks", "").splitlines()) - 1
    assert told == []


def test_a_second_header_row_of_numbers_is_one_where_the_source_says_so():
    text = "id,a,b\n0,1,2\n7,5,6\n"

    assert read(text, header_rows=2, header_names="first")[0] == [{"id": "7", "a": "5", "b": "6"}]
    assert len(read(text)[0]) == 2


def test_a_header_that_is_looked_for_is_the_line_that_names_most_of_the_columns():
    text = '# Shop\n"1 March, 2024"\n\nDay,Cost,Clicks\n2024-03-01,"1,2",3\nDay,Cost,Clicks\n'
    told: list[str] = []
    lines = io.StringIO(text, newline="")
    options = CsvOptions(skip_lines="auto")
    found = list(csv_records(lines, options, ("Day", "Cost"), told=told))

    assert [record.values for record in found] == [
        {"Day": "2024-03-01", "Cost": "1,2"},
        {"Day": "Day", "Cost": "Cost"},
    ]
    assert told == ["3 lines above the header are passed over"]


def test_without_a_line_that_names_a_column_the_first_is_the_header():
    assert read("id,x\n1,a\n", skip_lines="auto") == ([{"id": "1", "x": "a"}], [])


def test_a_unit_behind_a_name_is_a_column_of_its_own():
    text = "Day,Amount spent (EUR),CPC (all) (EUR)\n1,2.50,3\n"

    assert read(text, units=["Amount spent"]) == (
        [{"Day": "1", "Amount spent": "2.50", "CPC (all) (EUR)": "3", "Amount spent unit": "EUR"}],
        [],
    )
