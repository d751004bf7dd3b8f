"""A lake whose days are those of its business, from its sources to its sums."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.orders.lines import user_purchases
from voxlake.pipeline import job_named
from voxlake.run.config import load
from voxlake.run.launch import runner_in
from voxlake.tables import (
    ACTIVITY_HOURS,
    BUYER_COHORTS,
    EVENTS,
    JOB_RUNS,
    ORDERS,
    PURCHASE_LINES,
    RETENTION,
    USER_FUNNEL,
)

CONF = str(Path(__file__).resolve().parents[2] / "conf")
LOS_ANGELES = "America/Los_Angeles"
JOBS = ("ingest", "build_purchases", "build_growth", "build_revenue", "count_activity")
SOURCES = {
    "shop": """
name: shop
format: json
path: orders.json
tables:
  orders:
    {order_line_id: id, ordered_at: at, user_id: user, amount: amount, currency: {constant: USD}}
  users: {user_id: user, account_created_at: since}
""",
    "log": """
name: log
namespace: shop
format: json
path: events.json
tables:
  events: {event_id: id, occurred_at: at, user_id: user, event_type: {constant: visit}}
""",
}
ORDERED = [
    # The instant in UTC, and in a comment what clocks in Los Angeles show then.
    ("ann", "2024-03-01T04:00:00Z", "3.00"),  # 29 February, 20:00
    ("ben", "2024-03-01T18:00:00Z", "17.00"),  # 1 March, 10:00
    ("ben", "2024-03-02T05:30:00Z", "20.00"),  # 1 March, 21:30
    ("cleo", "2024-04-01T01:00:00Z", "25.00"),  # 31 March, 18:00
    ("dan", "2024-04-01T06:59:59Z", "15.00"),  # 31 March, 23:59:59
    ("cleo", "2024-04-01T07:00:01Z", "5.00"),  # 1 April, 0:00:01
]
FEB_29, MAR_1, MAR_31, APR_1 = (
    date(2024, 2, 29),
    date(2024, 3, 1),
    date(2024, 3, 31),
    date(2024, 4, 1),
)
MONEY = {
    FEB_29: Decimal("3.00"),
    MAR_1: Decimal("37.00"),
    MAR_31: Decimal("40.00"),
    APR_1: Decimal("5.00"),
}


def config(folder, zone=None, root="lake"):
    zones = [f"lake.time_zone={zone}"] if zone else []
    return load(conf_dir=CONF, overrides=[f"lake.root={folder / root}", *zones])


@pytest.fixture(scope="module")
def folder(spark, tmp_path_factory):
    """A folder with a lake of a shop in Los Angeles that was run once."""
    folder = tmp_path_factory.mktemp("shop")
    orders = [
        {"id": str(n), "user": user, "at": at, "amount": amount, "since": "2024-02-29"}
        for n, (user, at, amount) in enumerate(ORDERED)
    ]
    events = [{"id": "1", "user": "eve", "at": "2024-03-01"}]
    for name, rows in (("orders.json", orders), ("events.json", events)):
        (folder / name).write_text("".join(json.dumps(row) + "\n" for row in rows))
    for name, text in SOURCES.items():
        (folder / f"{name}.yaml").write_text(text)
    chosen = config(folder, LOS_ANGELES)
    files = tuple(str(folder / f"{name}.yaml") for name in SOURCES)
    ingest = chosen.ingest.model_copy(update={"sources": files, "data": str(folder)})
    runner = runner_in(spark, chosen.model_copy(update={"ingest": ingest}))
    runner.run([job_named(name) for name in JOBS], None)
    return folder


@pytest.fixture(scope="module")
def lake(spark, folder):
    return Lake(spark, Root(str(folder / "lake")), run_id="look")


def sums(rows, day, amount):
    found = rows.groupBy(day).agg(F.sum(amount).alias("money")).collect()
    return {row[day]: row["money"] for row in found if row["money"]}


@pytest.mark.whole
def test_money_lies_on_the_days_of_the_business_in_orders_purchases_and_activity(lake):
    assert sums(lake.read(ORDERS), "order_date", "amount") == MONEY
    assert sums(lake.read(PURCHASE_LINES), "order_date", "amount") == MONEY
    revenue = lake.read(ACTIVITY_HOURS).where("measure = 'revenue'")
    assert sums(revenue, "activity_date", "total") == {d: float(m) for d, m in MONEY.items()}
    hours = revenue.select("activity_date", "hour", "time_zone").collect()
    assert {tuple(row) for row in hours} == {
        (FEB_29, 20, LOS_ANGELES),
        (MAR_1, 10, LOS_ANGELES),
        (MAR_1, 21, LOS_ANGELES),
        (MAR_31, 18, LOS_ANGELES),
        (MAR_31, 23, LOS_ANGELES),
        (APR_1, 0, LOS_ANGELES),
    }


@pytest.mark.whole
def test_what_is_bought_in_the_morning_and_the_evening_of_a_day_is_one_purchase(lake):
    bought = user_purchases(lake.read(PURCHASE_LINES)).where("user_id = 'shop:ben'").collect()

    assert [(row["purchase_date"], row["net"]) for row in bought] == [(MAR_1, Decimal("37.00"))]


@pytest.mark.whole
def test_who_first_bought_on_the_evening_of_29_february_is_of_the_cohort_of_february(lake):
    february, march = date(2024, 2, 1), date(2024, 3, 1)
    first = "age = 0 AND period = 'month'"
    cohorts = lake.read(BUYER_COHORTS).where(first).select("cohort_start", "buyer_count").collect()
    assert {tuple(row) for row in cohorts} == {(february, 1), (march, 3)}

    kept = lake.read(RETENTION).where("period_number = 0 AND period = 'month'")
    sizes = {tuple(row) for row in kept.select("cohort_start", "cohort_size").collect()}
    assert sizes == {(february, 1), (march, 4)}  # eve's visit too


@pytest.mark.whole
def test_a_date_without_an_hour_stays_that_day_and_tells_no_hour(lake):
    event = lake.read(EVENTS).select("event_date", F.unix_seconds("occurred_at")).collect()[0]
    assert tuple(event) == (MAR_1, 1_709_280_000)  # 8:00 in UTC
    counted = lake.read(ACTIVITY_HOURS).where("measure = 'events'").collect()
    assert [(row["activity_date"], row["hour"]) for row in counted] == [(MAR_1, -1)]

    steps = lake.read(USER_FUNNEL).where("segment_id = -2 AND step = 'active'")
    # Accounts of 29 February, active on days 0, 1, 31 and 31 after it; and eve, who has none.
    assert steps.collect()[0]["mean_days"] == pytest.approx((0 + 1 + 31 + 31 + 0) / 5)


@pytest.mark.whole
def test_the_days_that_a_run_touched_are_those_of_the_business(lake):
    touched = lake.read(JOB_RUNS).where("job = 'ingest'").collect()[0]["days_touched"]

    assert touched == [*MONEY]


@pytest.mark.whole
def test_the_lake_keeps_its_zone_and_is_opened_in_no_other(spark, folder, lake):
    assert lake.time_zone == LOS_ANGELES
    assert runner_in(spark, config(folder)).lake.time_zone == LOS_ANGELES
    with pytest.raises(ConfigError, match=f"Europe/Berlin.*{LOS_ANGELES}"):
        runner_in(spark, config(folder, "Europe/Berlin"))


@pytest.mark.whole
def test_a_lake_with_tables_and_no_zone_is_of_before_there_were_any_and_has_days_of_utc(
    spark, tmp_path
):
    Lake(spark, Root(str(tmp_path / "old")), run_id="before").create(JOB_RUNS)

    assert runner_in(spark, config(tmp_path, root="old")).lake.time_zone == "UTC"
    with pytest.raises(ConfigError, match=f"{LOS_ANGELES}.*UTC"):
        runner_in(spark, config(tmp_path, LOS_ANGELES, root="old"))
    assert runner_in(spark, config(tmp_path, LOS_ANGELES, root="new")).lake.time_zone == LOS_ANGELES
