"""Exports of shops, tills, advertising, the web and CRMs become the rows worked out by hand.

All sources are read at once, by one action of Spark: it is the plans that take time, not the rows.
For the same reason `make test` reads the exports of `FEW` alone, and `make test-whole` all.
The lake's days are those of Berlin. What each file holds is told where its sums are.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from decimal import Decimal
from functools import reduce
from hashlib import sha256
from pathlib import Path

import pytest
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.ingest.filters import Filters
from voxlake.ingest.listing import list_files
from voxlake.ingest.records import read_records
from voxlake.ingest.rows import to_rows
from voxlake.ingest.source import parse_sources
from voxlake.ingest.targets import TARGETS
from voxlake.tables import ORDERS

PROJECT = Path(__file__).resolve().parents[2]
EXPORTS = PROJECT / "tests" / "exports" / "shops"
ZONE = "Europe/Berlin"
RATES = {"USD": "0.92", "GBP": "1.15"}

OUTCOMES = {  # records that are accepted, repeat others, and are rejected
    ("shopify", "orders"): (9, 0, 0),
    ("shopify_refunds", "orders"): (2, 0, 0),
    ("woocommerce", "orders"): (6, 0, 0),
    ("woocommerce_refunds", "orders"): (2, 0, 0),
    ("woocommerce_api", "orders"): (4, 0, 0),
    ("woocommerce_api_refunds", "orders"): (3, 0, 0),
    ("stripe", "orders"): (8, 0, 0),
    ("stripe_refunds", "orders"): (3, 0, 0),
    ("stripe_api", "orders"): (5, 0, 0),
    ("stripe_api_refunds", "orders"): (1, 0, 0),
    ("stripe_balance", "orders"): (3, 0, 0),
    ("square", "orders"): (4, 0, 0),
    ("square_refunds", "orders"): (2, 0, 0),
    ("square_transactions", "orders"): (2, 0, 0),
    ("square_transactions_refunds", "orders"): (1, 0, 0),
    ("amazon_orders", "orders"): (4, 0, 0),
    ("amazon_settlement", "orders"): (3, 0, 0),
    ("amazon_settlement_refunds", "orders"): (1, 0, 0),
    ("bank_csv", "orders"): (2, 0, 0),
    ("bank_csv_refunds", "orders"): (2, 0, 0),
    ("till_csv", "orders"): (5, 0, 0),
    ("google_ads", "spend"): (4, 0, 0),
    ("google_ads", "campaigns"): (2, 2, 0),
    ("meta_ads", "spend"): (3, 0, 0),
    ("meta_ads", "campaigns"): (2, 1, 0),
    ("linkedin_ads", "spend"): (2, 0, 0),
    ("linkedin_ads", "campaigns"): (1, 1, 0),
    ("ga4_csv", "events"): (3, 0, 1),  # the row of totals has a field more than the others
    ("ga4_events", "events"): (4, 0, 0),
    ("search_console_csv", "search_console"): (3, 0, 0),
    ("hubspot", "users"): (3, 1, 0),  # one address in capitals and in small letters
    ("hubspot", "events"): (4, 0, 0),
    ("salesforce", "users"): (2, 0, 0),
    ("salesforce", "events"): (2, 0, 0),
}

LEFT_OUT = {  # rows that are none of the source: other kinds, totals, orders without refunds
    "shopify_refunds": 7,
    "woocommerce_refunds": 4,
    "woocommerce_api_refunds": 1,
    "stripe_refunds": 5,
    "stripe_api_refunds": 4,
    "stripe_balance": 2,
    "square": 2,
    "square_refunds": 4,
    "square_transactions": 1,
    "square_transactions_refunds": 2,
    "amazon_orders": 1,
    "amazon_settlement": 6,
    "amazon_settlement_refunds": 8,
    "bank_csv": 4,
    "bank_csv_refunds": 4,
    "till_csv": 1,
    "google_ads": 2,
    "meta_ads": 1,
    "salesforce": 1,
}

MONEY = {  # by currency: sales, what was given back, what counts as nothing
    # 49.90 + 40 + 30 + 0 (all discount) + 10; back 10 and 30; an order of 10 was voided.
    "shopify": {"EUR": ("129.90", "0", "10.00")},
    "shopify_refunds": {"EUR": ("0", "-40.00", "0")},
    # 61.90 + 100 + 12; cancelled 15.
    "woocommerce": {"EUR": ("173.90", "0", "15.00"), "GBP": ("30.00", "0", "0")},
    "woocommerce_refunds": {"EUR": ("0", "-25.50", "0"), "GBP": ("0", "-30.00", "0")},
    "woocommerce_api": {"EUR": ("54.90", "0", "20.00"), "USD": ("100.00", "0", "0")},
    "woocommerce_api_refunds": {"EUR": ("0", "-10.00", "0"), "USD": ("0", "-25.00", "0")},
    # 19 + 19 + 10 (told with its sign) + 8 of 2019; a declined one of 19; two of 20 dollars.
    "stripe": {
        "EUR": ("56.00", "0", "19.00"),
        "USD": ("40.00", "0", "0"),
        "JPY": ("1500.00", "0", "0"),
    },
    "stripe_refunds": {"EUR": ("0", "-27.00", "0"), "USD": ("0", "-5.00", "0")},
    # 4990, 2000, 1500 and 12340 of the smallest units, of which yen has none and dinars a thousand.
    "stripe_api": {
        "EUR": ("49.90", "0", "30.00"),
        "USD": ("20.00", "0", "0"),
        "JPY": ("1500.00", "0", "0"),
        "KWD": ("12.34", "0", "0"),
    },
    "stripe_api_refunds": {"USD": ("0", "-5.00", "0")},
    "stripe_balance": {"EUR": ("56.90", "-10.00", "0")},
    # 9.80 + 3.27 + 1,306.50 + 4.00 with their taxes; back 3.27 and (2.00).
    "square": {"USD": ("1323.57", "0", "0")},
    "square_refunds": {"USD": ("0", "-5.27", "0")},
    "square_transactions": {"USD": ("1321.57", "0", "0")},
    "square_transactions_refunds": {"USD": ("0", "-3.27", "0")},
    # 59.90 + 4.99 - 5.00 - 4.99, and 20.00; a cancelled item of 10.00.
    "amazon_orders": {"EUR": ("74.90", "0", "10.00"), "GBP": ("12.50", "0", "0")},
    # Principal 29.99 and shipping 3.99; a promotion took 3.99 off.
    "amazon_settlement": {"GBP": ("33.98", "-3.99", "0")},
    "amazon_settlement_refunds": {"GBP": ("0", "-29.99", "0")},
    "bank_csv": {"EUR": ("1330.50", "0", "0")},
    "bank_csv_refunds": {"EUR": ("0", "-80.50", "0")},  # one is written without its sign
    # 2 x 9.50 - 1.00, 12.00 and 0.5 x 3.30; a return of 9.50 - 0.50; a void of 20.00.
    "till_csv": {"EUR": ("31.65", "-9.00", "20.00")},
}

NET = {  # in euros, of known buyers: a dollar is 0.92, a pound 1.15; yen and dinars have no rate
    "shopify": "89.90",  # 49.90 + (40 - 10) + (30 - 30) + 0 + 10
    "woocommerce": "148.40",  # 61.90 + (100 - 25.50) + 12 + (30 - 30) x 1.15
    "woocommerce_api": "113.90",  # 54.90 - 10 + 92.00 - 18.40 - 4.60
    "stripe": "61.20",  # 19 + 0 + 10 + 0 + 18.40 - 4.60 + 18.40
    "stripe_api": "63.70",  # 49.90 + 18.40 - 4.60
    "stripe_balance": "39.90",  # 49.90 - 10; one charge of 7.00 names nobody
    "square": "1211.00",  # 9.02 + 3.01 + 1201.98 - 3.01; tea was sold to nobody known
    "square_transactions": "10.85",  # 13.86 - 3.01
    "bank_csv": "1250.00",  # 1,250 - 50 + 80.50 - 30.50
    "till_csv": "21.00",  # 18 + 12 - 9
}


FEW = ("shopify", "stripe_balance")
"""An export of rows, with refunds, and one of JSON."""


def sources(folders):
    """Every source of the files in `conf/sources` of some exports."""
    for folder in folders:
        text = (PROJECT / "conf" / "sources" / f"{folder}.yaml").read_text()
        yield from parse_sources(text, folder)


@pytest.fixture(scope="module")
def read(spark) -> list[dict]:
    """What became of each record: its source, table, status and reason, and its columns."""
    return _read(spark, sorted(path.name for path in EXPORTS.iterdir()))


def _read(spark, folders):
    frames = [frame for source in sources(folders) for frame in _outcomes(spark, source)]
    return [row.asDict() for row in reduce(DataFrame.unionByName, frames).collect()]


def _outcomes(spark, source):
    listing = list_files(spark, source, str(EXPORTS), Days.every())
    records = read_records(spark, listing, ZONE)
    none = F.lit(None).cast("string")
    yield records.where("left_out IS NOT NULL").select(
        F.lit(source.name).alias("source"),
        none.alias("table"),
        F.lit("left out").alias("status"),
        F.col("left_out").alias("reason"),
        none.alias("nulled"),
        none.alias("columns"),
    )
    for name in source.tables:
        target = TARGETS[name]
        rows = to_rows(
            records.where("left_out IS NULL"), source, target, Filters(), Days.every(), zone=ZONE
        )
        yield rows.select(
            F.lit(source.name).alias("source"),
            F.lit(name).alias("table"),
            F.col("_status").alias("status"),
            F.col("_reason").alias("reason"),
            F.to_json("_nulled").alias("nulled"),
            F.to_json(F.struct(*target.table.column_names)).alias("columns"),
        )


@pytest.fixture(scope="module")
def accepted(read) -> dict[tuple[str, str], list[dict]]:
    """The rows of each source and table."""
    return _accepted(read)


def _accepted(read):
    rows = defaultdict(list)
    for one in read:
        if one["status"] == "accepted":
            columns = json.loads(one["columns"], parse_float=Decimal, parse_int=Decimal)
            rows[one["source"], one["table"]].append(columns)
    return rows


def person(*said: str, namespace: str = "shop") -> str:
    """The id of whom these texts name."""
    text = json.dumps(said, separators=(",", ":"))
    return f"{namespace}:{sha256(text.encode()).hexdigest()[:32]}"


def sums(rows):
    """By currency: sales, what was given back, what counts as nothing."""
    found = defaultdict(lambda: [Decimal(), Decimal(), Decimal()])
    for row in rows:
        amount = row["amount"]
        place = 1 if amount < 0 else 2 if row.get("is_cancelled") else 0
        found[row["currency"]][place] += amount
    return {currency: tuple(parts) for currency, parts in found.items()}


def test_rows_and_refunds_of_a_shop_and_of_who_took_its_payments_are_those_of_their_files(spark):
    read = _read(spark, FEW)

    counts = Counter((one["source"], one["table"]) for one in read if one["status"] == "accepted")
    assert counts == {
        place: told[0] for place, told in OUTCOMES.items() if place[0].startswith(FEW)
    }
    for (source, _), rows in _accepted(read).items():
        assert sums(rows) == {
            currency: tuple(map(Decimal, parts)) for currency, parts in MONEY[source].items()
        }


@pytest.mark.whole
def test_every_record_is_accepted_a_repeat_or_rejected_and_what_is_none_is_left_out(read):
    counts = Counter((one["source"], one["table"], one["status"]) for one in read)
    kinds = ("accepted", "duplicate", "rejected")
    of_tables = {
        place: tuple(counts[(*place, kind)] for kind in kinds)
        for place in {(one["source"], one["table"]) for one in read if one["table"]}
    }
    left = {source: count for (source, _, status), count in counts.items() if status == "left out"}

    assert of_tables == OUTCOMES, [one for one in read if one["status"] == "rejected"]
    assert left == LEFT_OUT
    assert {one["nulled"] for one in read if one["status"] == "accepted"} == {"[]"}


@pytest.mark.whole
def test_the_money_of_each_source_is_that_of_its_file(accepted):
    found = {source: sums(rows) for (source, table), rows in accepted.items() if table == "orders"}
    expected = {
        source: {currency: tuple(map(Decimal, parts)) for currency, parts in money.items()}
        for source, money in MONEY.items()
    }

    assert found == expected


@pytest.mark.whole
def test_refunds_name_an_order_of_their_source(accepted):
    orders = defaultdict(set)
    for (source, table), rows in accepted.items():
        if table == "orders" and not source.endswith("_refunds"):
            orders[source] |= {row["order_id"] for row in rows}
    refunds = [
        (source.removesuffix("_refunds"), row)
        for (source, table), rows in accepted.items()
        if table == "orders" and source.endswith("_refunds")
        for row in rows
    ]

    assert len(refunds) == 17
    assert all(row["refund_of_order_id"] in orders[source] for source, row in refunds)


@pytest.mark.whole
def test_buyers_pay_what_is_left_of_their_orders(read, accepted, spark, counted):
    texts = [(r["columns"],) for r in read if (r["table"], r["status"]) == ("orders", "accepted")]
    parsed = spark.createDataFrame(texts, "text string").select(
        F.from_json("text", ORDERS.schema).alias("row")
    )
    lines = counted(parsed.select("row.*"), currency="EUR", rates=RATES).collect()
    source_of = {
        row["order_line_id"]: source.removesuffix("_refunds")
        for (source, table), rows in accepted.items()
        if table == "orders"
        for row in rows
    }
    net = defaultdict(Decimal)
    for line in lines:
        net[source_of[line["order_line_id"]]] += line["amount"]

    assert net == {source: Decimal(amount) for source, amount in NET.items()}
    assert sum(net.values()) == Decimal("3009.85")
    assert {line["entry"] for line in lines} == {"sale", "matched"}


@pytest.mark.whole
def test_the_total_of_an_order_is_shared_out_among_its_lines_to_the_cent(accepted):
    def amounts(source):
        rows = accepted[source, "orders"]
        return {(row["order_id"], row["product_name"]): row["amount"] for row in rows}

    shopify, woocommerce = amounts("shopify"), amounts("woocommerce_api")
    herbs = sorted(shopify["shop:#1006", name] for name in ("Anise", "Basil", "Chili"))

    # 49.90 for goods of 20 and 30, and 54.90 for goods of 40 and 10.
    assert shopify["shop:#1001", "Mug"] == Decimal("19.96")
    assert shopify["shop:#1001", "Teapot"] == Decimal("29.94")
    assert woocommerce["shop:301", "Lamp"] == Decimal("43.92")
    assert woocommerce["shop:301", "Bulb"] == Decimal("10.98")
    assert herbs == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
    assert shopify["shop:#1005", "Sticker"] == 0


@pytest.mark.whole
def test_days_are_those_of_the_shop(accepted):
    def days(source, key, *, of="order_date"):
        return {row[key]: row[of] for row in accepted[source, "orders"]}

    assert (
        days("shopify", "order_id")["shop:#1001"] == "2024-02-01"
    )  # 00:20 there, the day before in UTC
    assert days("shopify_refunds", "refund_of_order_id") == {
        "shop:#1002": "2024-02-01",  # the export does not say when
        "shop:#1003": "2024-02-03",  # when it was cancelled
    }
    assert days("woocommerce_api", "order_id")["shop:301"] == "2024-03-04"
    assert days("stripe_refunds", "refund_of_order_id")["shop:ch_a2"] == "2024-02-09"
    assert days("square", "order_id")["shop:TX1"] == "2024-02-02"  # 23:30 in New York
    assert days("square_transactions", "order_id", of="ordered_at")["shop:TY1"].startswith(
        "2024-02-02T07:30:00"
    )
    assert days("amazon_orders", "order_id")["shop:302-0000001-0000001"] == "2024-02-02"
    assert days("amazon_settlement_refunds", "currency") == {"GBP": "2024-03-09"}
    assert days("till_csv", "order_id")["till_csv:5001"] == "2024-02-01"


@pytest.mark.whole
def test_one_person_is_one_user_in_the_shops_and_the_crm(accepted):
    ada = person("ada@shop.example")
    of_ada = {
        place
        for place, rows in accepted.items()
        for row in rows
        if row.get("user_id") == ada and "user_id" in row
    }
    names = {row["user_id"]: row["name"] for row in accepted["hubspot", "users"]}

    assert of_ada == {
        ("shopify", "orders"),
        ("woocommerce", "orders"),
        ("woocommerce_api", "orders"),
        ("woocommerce_api_refunds", "orders"),
        ("hubspot", "users"),
        ("hubspot", "events"),
    }
    assert names == {
        ada: "Ada Lind-Berg",
        person("bo@shop.example"): "Bo Ek",
        person("103"): "Noor",
    }
    assert {row["name"] for row in accepted["salesforce", "users"]} == {"Gus Ahl", "Mia Ekström"}


@pytest.mark.whole
def test_spend_by_day_adds_up_without_totals(accepted):
    def spent(source):
        rows = accepted[source, "spend"]
        columns = ("amount", "impression_count", "click_count")
        return [sum(row.get(column) or 0 for row in rows) for column in columns]

    assert spent("google_ads") == [Decimal("1058.67"), 17_324, 923]
    assert spent("meta_ads") == [Decimal("133.20"), 9_000, 90]
    assert spent("linkedin_ads") == [Decimal("70.25"), 3_201, 12]
    assert {row["currency"] for row in accepted["meta_ads", "spend"]} == {"EUR"}
    assert {row["name"] for row in accepted["google_ads", "campaigns"]} == {
        "Spring sale",
        "Brand Köln",
    }


@pytest.mark.whole
def test_events_of_the_web_have_their_times_and_users(accepted):
    csv = accepted["ga4_csv", "events"]
    events = {row["event_type"]: row for row in accepted["ga4_events", "events"]}
    searches = accepted["search_console_csv", "search_console"]

    assert sum(row["value"] for row in csv) == 1_237
    assert {row["user_id"] for row in csv} == {"web:u-17", "web:u-18"}
    assert events["page_view"]["occurred_at"] == "2024-03-01T23:30:00.123Z"
    assert events["page_view"]["event_date"] == "2024-03-02"
    assert events["page_view"]["user_id"] == "web:1146540.1921992520"
    assert (events["purchase"]["user_id"], events["purchase"]["value"]) == (
        "web:u-17",
        Decimal("54.35"),
    )
    assert sum(row["impression_count"] for row in searches) == 1_178
