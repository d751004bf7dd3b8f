"""The source files that are shipped read real data to the row."""

from pathlib import Path

import pytest
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.ingest.delivery import delivery
from voxlake.ingest.filters import Filters
from voxlake.ingest.listing import list_files
from voxlake.ingest.source import parse_source

CONF = Path(__file__).resolve().parents[2] / "conf" / "sources"


@pytest.fixture
def delivered(spark, shared_data):
    def of(name: str):
        source = parse_source((CONF / f"{name}.yaml").read_text(), name)
        listing = list_files(spark, source, str(shared_data), Days.every())
        return delivery(spark, listing, Filters(), Days.every(), "UTC")

    return of


def outcomes(rows) -> dict[str, int]:
    return {row["_status"]: row["count"] for row in rows.groupBy("_status").count().collect()}


def test_airline_tweets(delivered):
    with delivered("airline_tweets") as found:
        assert outcomes(found.rows["posts"]) == {"accepted": 14_640 - 155, "duplicate": 155}
        assert outcomes(found.rows["users"])["accepted"] == 7_701
        posts = found.rows["posts"].where("_status = 'accepted'")
        first = posts.where("post_id = 'airline_tweets:570306133677760513'").collect()[0]

    assert str(first["posted_at"]) == "2015-02-24 19:35:52"
    assert first["mentions"] == ["virginamerica", "dhepburn"]


@pytest.mark.whole
def test_ggplot2_tweets(delivered):
    with delivered("ggplot2_tweets") as found:
        assert outcomes(found.rows["posts"]) == {"accepted": 11_738}
        assert outcomes(found.rows["users"])["accepted"] == 1_354
        fields_with_breaks = F.exists(F.map_values(_fields("payload")), lambda x: x.contains("\n"))
        assert found.records.where(fields_with_breaks).count() == 10_129
        named = found.rows["posts"].where(F.col("post_id").contains(":x")).count()

    assert named == 0


def test_hacker_news(delivered):
    with delivered("hacker_news") as found:
        assert outcomes(found.rows["posts"]) == {"accepted": 21_348}
        assert outcomes(found.rows["users"])["accepted"] == 9_033


@pytest.mark.whole
def test_cdnow_keeps_orders_that_repeat_others(delivered):
    with delivered("cdnow") as found:
        orders = found.rows["orders"]
        assert outcomes(orders) == {"accepted": 69_659}
        counts = orders.agg(
            F.countDistinct("user_id").alias("users"),
            F.countDistinct("order_line_id").alias("ids"),
            F.count_if(F.col("_occurrence") > 1).alias("repeats"),
        ).collect()[0]

    assert counts.asDict() == {"users": 23_570, "ids": 69_659, "repeats": 255}


@pytest.mark.whole
def test_online_retail(delivered):
    with delivered("online_retail") as found:
        orders = found.rows["orders"]
        assert outcomes(orders) == {"accepted": 541_909}
        counts = orders.agg(
            F.countDistinct("order_line_id").alias("lines"),
            F.countDistinct("order_id").alias("invoices"),
            F.countDistinct("_file").alias("files"),
            F.countDistinct("user_id").alias("customers"),
            F.count_if(F.col("user_id").isNull()).alias("without_customer"),
            F.count_if(F.col("order_id").startswith("online_retail:C")).alias("cancelled"),
            F.count_if(F.col("order_id").startswith("online_retail:C") & (F.col("amount") >= 0)),
            F.count_if("is_cancelled").alias("marked_cancelled"),
        ).collect()[0]

    assert tuple(counts) == (541_909, 25_900, 305, 4_372, 135_080, 9_288, 0, 9_288)


def _fields(payload: str):
    return F.from_json(payload, "map<string,string>")
