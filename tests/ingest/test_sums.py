"""Amounts with parts taken off, in cents, and with a sign that another column gives."""

import pytest

from voxlake.core.errors import ConfigError
from voxlake.ingest.source import parse_source

ORDER = {"order_line_id": "id", "ordered_at": "at", "currency": "cur"}
GOOD = {"at": "2024-01-01", "cur": "EUR"}


def test_an_amount_is_less_its_discounts_and_below_zero_where_another_column_says_so(made):
    amount = {
        "product": ["pieces", "price"],
        "plus": ["tax"],
        "less": ["discount", {"json": "more", "path": "$.off"}],
        "negative_when": {"column": "type", "is": ["refund", "void"]},
    }
    columns = {**ORDER, "amount": amount, "quantity": {"column": "pieces", "less": "back"}}
    line = {**GOOD, "pieces": "2", "price": "1,000.50", "type": "sale", "back": None}
    rows = made(
        "orders",
        columns,
        {**line, "id": "1", "tax": "1.00", "discount": "€0.50", "more": '{"off": "0.25"}'},
        {**line, "id": "2", "tax": "", "discount": None, "type": " refund "},
        {**line, "id": "3", "price": "-5", "type": "refund", "back": "1"},
        {**line, "id": "4", "price": "0", "type": "void", "back": "x"},
        {**line, "id": "5", "discount": "much"},
        {**line, "id": "6", "price": None, "discount": "1"},
    )

    assert [str(row["amount"]) for row in rows[:4]] == ["2001.25", "-2001.00", "-10.00", "0.00"]
    assert [row["quantity"] for row in rows[:4]] == [2, 2, 1, None]
    assert rows[3]["_nulled"][0]["reason"] == "part_malformed"
    assert [row["_reason"] for row in rows[4:]] == ["part_malformed", "amount_missing"]


def test_amounts_in_the_smallest_unit_are_told_in_the_main_one_of_their_currency(made):
    refund = {"column": "cents", "minor_units": True, "negative": True, "less": ["fee"]}
    rows = made(
        "orders",
        {**ORDER, "amount": refund},
        *(
            {**GOOD, "id": str(n), "cents": cents, "cur": currency, "fee": "10"}
            for n, (cents, currency) in enumerate(
                [("1910", "eur"), ("1510", "jpy"), ("-12,010", "KWD"), ("110", "XYZ")]
            )
        ),
    )

    assert [(str(row["amount"]), row["currency"]) for row in rows[:3]] == [
        ("-19.00", "EUR"),
        ("-1500.00", "JPY"),
        ("-12.02", "KWD"),
    ]
    assert (rows[3]["_status"], rows[3]["_reason"]) == ("rejected", "unit_unknown")


def test_a_text_that_was_mended_and_a_number_of_another_form_are_told(made):
    columns = {"post_id": "id", "posted_at": "at", "text": "text", "view_count": "views"}
    rows = made(
        "posts",
        columns,
        {"id": "1", "at": "2024-01-01", "text": "cafÃ©", "views": "1,204"},
        {"id": "2", "at": "1706724300", "text": "Spaß…", "views": "1.204,5"},
    )

    assert (rows[0]["text"], rows[0]["view_count"]) == ("café", 1204)
    assert [tuple(one) for one in rows[0]["_nulled"]] == [("text", "utf8_read_as_latin1", "cafÃ©")]
    assert (rows[1]["text"], rows[1]["_reason"]) == ("Spaß…", "time_in_seconds")
    assert [one["reason"] for one in rows[1]["_nulled"]] == ["decimal_comma"]


@pytest.mark.parametrize(
    ("column", "fault"),
    [
        ("orders: {amount: {column: a, negative_when: {column: b}}}", "say what holds"),
        (
            "orders: {product_name: {column: a, less: [b]}}",
            "for amounts and numbers, not for counts",
        ),
        ("orders: {quantity: {column: a, minor_units: true}}", "shared are for amounts"),
        ("orders: {ordered_at: {column: a, zone: Nowhere}}", "no zone such as UTC"),
        ("orders: {ordered_at: {column: a, locale: xx}}", "no locale such as de"),
        (
            "campaigns: {campaign_id: a, budget: {column: a, minor_units: true}}",
            "minor_units needs",
        ),
    ],
)
def test_a_key_that_does_not_fit_is_told(column: str, fault: str):
    text = f"name: x\nformat: csv\npath: x.csv\ntables:\n  {column}\n"

    with pytest.raises(ConfigError, match=fault):
        parse_source(text, "x.yaml")
