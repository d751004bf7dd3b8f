"""What `make run SOURCES=shopify,stripe,…` does with the exports of shops, ads, web and CRMs."""

from decimal import Decimal
from pathlib import Path

import child
import pytest
from pyspark.sql import functions as F

from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import DATA_QUALITY, ORDER_RECONCILIATION, PURCHASE_LINES, SPEND

PROJECT = Path(__file__).resolve().parents[2]
EXPORTS = PROJECT / "tests" / "exports" / "shops"
SOURCES = sorted(path.name for path in EXPORTS.iterdir())
CHANGES = (
    "lake.time_zone=Europe/Berlin",
    "orders.currency=EUR",
    "orders.rates={USD: 0.92, GBP: 1.15}",
)


@pytest.mark.whole
def test_every_export_is_read_as_it_is_and_its_money_adds_up(spark, tmp_path):
    lake, log = tmp_path / "lake", tmp_path / "log"
    files = ",".join(f"conf/sources/{name}.yaml" for name in SOURCES)
    places = ("--lake", lake, "--sources", files, "--data", EXPORTS)
    changes = [part for change in CHANGES for part in ("--set", change)]

    run = child.command(
        "run", "--env", "dev", *places, "--jobs", "ingest,build_purchases", *changes, log=log
    )
    code = run.wait(child.PATIENCE_SECONDS)

    assert code == 0, log.read_text()[-4000:]
    read = Lake(spark, Root(str(lake)), run_id="test", time_zone="Europe/Berlin").read
    steps = read(DATA_QUALITY).groupBy("source", "table_name").pivot("step").sum("row_count")
    for row in steps.collect():
        assert row["read"] == row["accepted"] + row["duplicate"] + row["rejected"], row
    lines = read(PURCHASE_LINES).agg(F.sum("amount")).collect()[0]
    money = read(ORDER_RECONCILIATION).groupBy("source_currency").sum("net")
    spent = read(SPEND).groupBy("source").agg(F.sum("amount")).collect()
    assert lines[0] == Decimal("3009.85")
    assert {row[0]: row[1] for row in money.collect()} == {  # of known buyers, as they paid it
        "EUR": Decimal("1673.00"),
        "USD": Decimal("1453.10"),
        "GBP": 0,
        "JPY": 0,  # 3,000 yen and 12.34 dinars have no rate
        "KWD": 0,
    }
    assert {row[0]: row[1] for row in spent} == {
        "google_ads": Decimal("1058.67"),
        "meta_ads": Decimal("133.20"),
        "linkedin_ads": Decimal("70.25"),
    }
