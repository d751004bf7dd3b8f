"""Pages, filled-down rows, conditions and columns that change, from files to tables and counts."""

from decimal import Decimal

import pytest
from ingest_place import Place

from voxlake.tables import DATA_QUALITY, ORDERS, POSTS, RECORDS, REJECTED_ROWS

SHOP = "Name,Email,Status,Currency,At,Qty,Item,Price,Refunded\n"
LINES = {
    "order_line_id": {"made_of": ["Name", "Item"], "numbered": True},
    "order_id": {"column": "Name", "strip_prefix": "#"},
    "user_id": {"made_of": ["Email"]},
    "ordered_at": {"column": "At", "time": "yyyy-MM-dd HH:mm:ss Z"},
    "amount": {"product": ["Qty", "Price"]},
    "currency": "Currency",
    "is_cancelled": {"column": "Status", "matches": "^voided$"},
}
REFUNDS = {
    "order_line_id": {"made_of": ["Name"]},
    "order_id": {"column": "Name", "strip_prefix": "#"},
    "refund_of_order_id": {"column": "Name", "strip_prefix": "#"},
    "user_id": {"made_of": ["Email"]},
    "ordered_at": {"column": "At", "time": "yyyy-MM-dd HH:mm:ss Z"},
    "amount": {"joined": [{"constant": "-"}, "Refunded"], "between": ""},
    "currency": "Currency",
}
REFUND_LINES = "shop_refunds orders"
DAILY = "line,order,customer,at,amount,currency,country\n"


@pytest.fixture(scope="module")
def place(spark, tmp_path_factory) -> Place:
    """A lake with what a folder of pages, a shop's export and daily files became."""
    here = Place(spark, tmp_path_factory.mktemp("rows"))
    here.source(
        name="pages",
        format="json",
        path="pages.json",
        explode="$.data",
        where={"json": "data", "path": "$.lang", "not": ["xx"]},
        tables={
            "posts": {
                "post_id": {"first_of": [{"json": "data", "path": "$.id"}, "id"]},
                "posted_at": {"first_of": [{"json": "data", "path": "$.at"}, "at"]},
                "text": {"json": "data", "path": "$.text"},
            }
        },
    )
    at = "2024-01-01T10:00:00Z"
    here.file(
        "pages.json",
        {"data": [{"id": "1", "at": at, "text": "a"}, {"id": "2", "at": at}], "meta": {"n": 2}},
        {"data": [{"id": "3", "at": at, "lang": "xx"}, {"at": at}, {"id": "2", "at": at}]},
        {"data": []},
        {"id": "4", "at": at},
        {"errors": [1]},
    )
    here.source(
        name="shop",
        format="csv",
        path="shop.csv",
        filled_down={"within": "Name", "columns": ["Status", "Currency"]},
        tables={"orders": LINES},
    )
    here.source(
        name="shop_refunds",
        namespace="shop",
        format="csv",
        path="shop.csv",
        where={"column": "Refunded", "not": ["", "0", "0.00"]},
        tables={"orders": REFUNDS},
    )
    here.file(
        "shop.csv",
        SHOP.strip(),
        "#1,ada@x,refunded,EUR,2024-01-01 10:00:00 +0100,2,Mug,20.00,70.00",
        "#1,ada@x,,,2024-01-01 10:00:00 +0100,1,Pot,30.00,",
        "#2,bo@x,paid,EUR,2024-01-02 10:00:00 +0100,1,Cup,15.00,0.00",
        "#3,cy@x,voided,USD,2024-01-02 10:00:00 +0100,1,Cup,15.00,0",
        "#3,cy@x,,,2024-01-02 10:00:00 +0100,1,Pot,30.00,",
    )
    here.source(
        name="daily",
        format="csv",
        path="daily/",
        tables={
            "orders": {
                "order_line_id": "line",
                "order_id": "order",
                "user_id": "customer",
                "ordered_at": "at",
                "amount": "amount",
                "currency": "currency",
                "country": "country",
            }
        },
    )
    here.file("daily/a.csv", f"{DAILY.strip()},Refunds", f"1,o1,c1,{at},10.00,EUR,DE,1", ",,,,,,,")
    here.file("daily/b.csv", "currency,line,order,AT,Amount,customer", f"EUR,2,o2,{at},2,c2")
    here.file("daily/c.csv", "line,order,customer,at,amount,country", f"3,o3,c3,{at},3.00,DE")
    here.file("daily/d.csv", DAILY.strip().replace(",", ";"), f"4;o4;c4;{at};4.00;EUR;DE")
    here.file("daily/e.csv", DAILY.strip(), f"5,o5,c5,{at},5,EUR,DE", "Total,,,,21.00,,")
    here.run("pages", "shop", "shop_refunds", "daily")
    return here


def orders(place: Place, source: str, *columns: str) -> list[tuple]:
    rows = place.lake.read(ORDERS).where(f"source = '{source}'").select(*columns).collect()
    return sorted(tuple(row) for row in rows)


def steps(place: Place, source: str) -> dict[str, int]:
    """The counts of a source by step, over its files."""
    rows = place.lake.read(DATA_QUALITY).where(f"source = '{source}'").collect()
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["step"]] = counts.get(row["step"], 0) + row["row_count"]
    return counts


def test_elements_of_pages_become_rows_and_each_is_counted(place):
    counts = steps(place, "pages")

    assert place.rows(POSTS, "post_id", "text") == [
        ("pages:1", "a"),
        ("pages:2", None),
        ("pages:4", None),
    ]
    assert (counts["read"], counts["accepted"], counts["duplicate"]) == (6, 3, 1)
    assert counts["rejected: id_missing"] == counts["rejected"] == 2
    assert counts["left out"] == 2
    assert "2 left out (such as $.data is empty)" in str(place.notes["pages posts"])
    assert "`explode` where a record holds a list" in str(place.notes["pages posts"])


def test_bronze_keeps_elements_and_nothing_that_is_left_out(place):
    rows = place.lake.read(RECORDS).where("source = 'pages'").select("payload").collect()
    payloads = sorted(row[0] for row in rows)

    assert len(payloads) == 6
    assert not any("xx" in text or "meta" in text for text in payloads)
    assert sum('"id": "2"' in text for text in payloads) == 2


def test_what_stands_on_the_first_row_of_an_order_holds_for_all_of_its_rows(place):
    assert orders(place, "shop", "order_id", "amount", "currency", "is_cancelled") == [
        ("shop:1", Decimal("30.00"), "EUR", False),
        ("shop:1", Decimal("40.00"), "EUR", False),
        ("shop:2", Decimal("15.00"), "EUR", False),
        ("shop:3", Decimal("15.00"), "USD", True),
        ("shop:3", Decimal("30.00"), "USD", True),
    ]
    (blank,) = (
        place.lake.read(RECORDS).where("source = 'shop' AND payload LIKE '%#1%Pot%'").collect()
    )
    assert '"Currency": ""' in blank["payload"]
    assert "does not read" not in str(place.notes["shop orders"])  # the next source of it does
    assert "on the first row" not in str([place.notes["shop orders"], place.notes[REFUND_LINES]])


def test_refunds_in_columns_are_lines_of_a_source_of_their_own(place):
    refunds = orders(place, "shop_refunds", "order_id", "refund_of_order_id", "amount", "currency")

    assert refunds == [("shop:1", "shop:1", Decimal("-70.00"), "EUR")]
    counts = steps(place, "shop_refunds")
    assert (counts["read"], counts["accepted"], counts["left out"]) == (1, 1, 4)
    assert "4 left out (such as Refunded: )" in str(place.notes[REFUND_LINES])


def test_columns_may_come_and_go_but_for_those_that_a_row_must_have(place):
    line = str(place.notes["daily orders"])

    assert orders(place, "daily", "order_line_id", "amount", "country") == [
        ("daily:1", Decimal("10.00"), "DE"),
        ("daily:2", Decimal("2.00"), None),
        ("daily:5", Decimal("5.00"), "DE"),
    ]
    rejected = place.lake.read(REJECTED_ROWS).where("source = 'daily'")
    assert sorted(tuple(r) for r in rejected.select("file", "reason", "detail").collect()) == [
        ("daily/a.csv", "row_empty", None),
        ("daily/c.csv", "column_missing", '"currency"'),
        ("daily/d.csv", "csv_other_delimiter", "its header is set apart by ;, not ,"),
        ("daily/e.csv", "total_row", "time_missing: ordered_at"),
    ]
    assert '"country" is missing in daily/b.csv' in line
    assert 'column_missing, "currency", in daily/c.csv (see the columns that orders names' in line
    assert "in daily/d.csv (see `csv.delimiter`" in line
    assert "total_row, time_missing: ordered_at, in daily/e.csv" in line
    assert "row_empty, in daily/a.csv" in line
    assert "refund_of_order_id takes it off (daily/a.csv)" in line


def test_what_is_read_ends_as_accepted_duplicate_or_rejected_and_nowhere_else(place):
    for source in ("pages", "shop", "shop_refunds", "daily"):
        counts = steps(place, source)
        assert counts["read"] == sum(counts[s] for s in ("accepted", "duplicate", "rejected"))
