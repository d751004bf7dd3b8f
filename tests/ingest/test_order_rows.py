"""Rows of an order take what its first row says; columns that come and go are told apart."""

import json

import pytest

from voxlake.ingest.file_records import file_records
from voxlake.ingest.limits import Limits
from voxlake.ingest.source import Source

ORDERS = {
    "order_line_id": {"made_of": ["Name", "Item"]},
    "order_id": "Name",
    "user_id": {"made_of": ["Email"]},
    "ordered_at": "At",
    "amount": "Price",
    "currency": "Currency",
}
FILLED = {"within": "Name", "columns": ["Email", "At", "Currency"]}


def read(text: str, tables=None, **keys) -> list:
    source = Source(
        name="s", format="csv", path="x", tables={"orders": ORDERS} | (tables or {}), **keys
    )
    return [record for _, record in file_records(text.encode(), "x.csv", source, Limits())]


def values(records, *names: str) -> list[tuple]:
    return [tuple(record.values[name] for name in names) for record in records]


HEADER = "Name,Email,At,Currency,Item,Price\n"


def test_blank_cells_take_the_value_of_the_first_row_of_their_order():
    text = HEADER + "#1,ada,d1,EUR,Mug,2\n#1,,, ,Pot,3\n#2,bo,d2,,Mug,2\n#2,,,USD,Pot,3\n"

    records = read(text, filled_down=FILLED)

    assert values(records, "Name", "Email", "At", "Currency", "Item") == [
        ("#1", "ada", "d1", "EUR", "Mug"),
        ("#1", "ada", "d1", "EUR", "Pot"),
        ("#2", "bo", "d2", "", "Mug"),
        ("#2", "bo", "d2", "USD", "Pot"),
    ]
    assert json.loads(records[1].payload)["Email"] == ""  # what arrived is kept as it arrived


def test_rows_of_an_order_need_not_follow_one_another():
    records = read(
        HEADER + "#1,ada,d1,EUR,Mug,2\n#2,bo,d2,USD,Mug,2\n#1,,,,Pot,3\n", filled_down=FILLED
    )

    assert values(records[2:], "Email", "At", "Currency") == [("ada", "d1", "EUR")]


def test_a_row_without_an_order_takes_nothing():
    records = read(HEADER + ",ada,d1,EUR,Mug,2\n,,,,Pot,3\n", filled_down=FILLED)

    assert values(records, "Email") == [("ada",), ("",)]


def test_texts_that_mean_nothing_are_blank():
    records = read(
        HEADER + "#1,ada,d1,EUR,Mug,2\n#1,n/a,d1,EUR,Pot,3\n",
        filled_down=FILLED,
        nulls=["", "n/a"],
    )

    assert values(records, "Email") == [("ada",), ("ada",)]


def test_a_file_without_the_column_of_the_order_is_told():
    records = read("Email,Item\nada,Mug\n,Pot\n", filled_down=FILLED)

    assert [(r.reason, r.detail) for r in records] == [
        ("column_missing", '"Name", which filled_down.within names')
    ] * 2


def test_a_source_that_does_not_fill_is_told_what_would():
    text = HEADER + "#1,ada,d1,EUR,Mug,2\n#1,,d1,,Pot,3\n#2,bo,d2,USD,Mug,2\n"

    *others, last = read(text)

    assert not any(record.told for record in others)
    assert last.told == (
        '"Currency", "Email" stand on the first row of an order only: '
        "filled_down: {within: Name, columns: [Currency, Email]}",
    )
    assert not read(text, filled_down=FILLED)[-1].told
    assert not read(text.replace("#1,,d1,", "#1,a,d1,EUR"))[-1].told


def test_money_given_back_in_a_column_that_is_not_read_is_told():
    text = HEADER.strip() + ",Refunded Amount\n#1,ada,d1,EUR,Mug,2,{}\n"
    refunds = {"column": "Refunded Amount", "not": ["", "0", "0.00"]}

    (record,) = read(text.format("2.00"))

    assert record.told[0].startswith('"Refunded Amount" has money that this source does not read')
    assert not read(text.format("0.00"))[0].told
    assert not read(text.replace("Amount", "at").format("2.00"))[0].told
    assert not read(text.format("2.00"), where=refunds)[0].told


def test_money_given_back_is_told_of_sources_that_name_no_order_too():
    text = "id,Email,At,Price,Currency,Amount Refunded\n1,ada,d1,2,eur,1.50\n"
    lines = {name: of for name, of in ORDERS.items() if name != "order_id"}

    (record,) = read(text, {"orders": lines | {"order_line_id": "id"}})

    assert record.told[0].startswith('"Amount Refunded" has money')


def test_a_source_of_some_rows_is_not_told_what_the_others_lack():
    text = HEADER + "#1,ada,d1,EUR,Mug,2\n#1,,d1,,Pot,3\n"

    assert not read(text, where={"column": "Email", "not": [""]})[-1].told


def test_a_header_may_differ_in_case_and_blanks():
    (record,) = read(" NAME ,e mail,At,at,CURRENCY,item,Price\n#1,ada,d1,d2,EUR,Mug,2\n")

    assert values([record], "Name", "Email", "At", "Currency", "Item") == [
        ("#1", "ada", "d1", "EUR", "Mug")
    ]


def test_of_two_columns_that_are_alike_none_is_taken():
    (record,) = read("name,NAME,Email\n#1,#2,ada\n")

    assert record.values == {"Email": "ada"}


@pytest.mark.parametrize("header", [HEADER, '"Name";"Email";"At";"Currency";"Item";"Price"\n'])
def test_a_file_with_another_delimiter_is_told(header):
    records = read(header.replace(",", ";") + "#1;ada;d1;EUR;Mug, blue;2\n#2;bo;d1;EUR;Pot;2\n")

    assert [(r.reason, r.detail) for r in records] == [
        ("csv_other_delimiter", "its header is set apart by ;, not ,")
    ] * 2


def test_a_row_of_delimiters_is_told():
    records = read(HEADER + "#1,ada,d1,EUR,Mug,2\n,,, ,,\n")

    assert [record.reason for record in records] == [None, "row_empty"]
