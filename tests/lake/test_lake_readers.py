"""Other engines read what the lake wrote, on files and on a real S3 server."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest
from deltalake import DeltaTable
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F
from s3 import S3Server

from voxlake.core.days import Days
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.tables import SEGMENT_PROFILES, USER_VALUE

JAN_1, JAN_2 = date(2024, 1, 1), date(2024, 1, 2)


@pytest.fixture(params=["path", "s3a"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return str(tmp_path) if request.param == "path" else request.getfixturevalue("bucket")


def opened(table_path: str, s3: S3Server) -> DeltaTable:
    is_s3 = table_path.startswith("s3a:")
    return s3.delta_table(table_path) if is_s3 else DeltaTable(table_path)


def test_gold_is_read_by_deltalake_and_by_duckdb_through_arrow(
    spark: SparkSession, s3: S3Server, frame: Callable[..., DataFrame], home: str
):
    lake = Lake(spark, Root(f"{home}/lake"), run_id="run-1")
    values = [
        {"user_id": f"u{n}", "as_of_date": day, "expected_value": float(n), "revenue": None}
        for n in range(4)
        for day in (JAN_1, JAN_2)
    ]
    lake.replace(frame(USER_VALUE, *values), USER_VALUE, Days.of([JAN_1, JAN_2]))
    lake.merge(frame(USER_VALUE, {**values[0], "expected_value": 40.0}), USER_VALUE)
    sets_apart = [{"feature": "post_count", "mean": 2.0, "overall": 1.0, "difference": 0.5}]
    profile = {"segment_id": 0, "as_of_date": JAN_2, "differences": sets_apart}
    lake.replace(frame(SEGMENT_PROFILES, profile), SEGMENT_PROFILES, Days.of([JAN_2]))

    user_value = opened(lake.place.path_of(USER_VALUE), s3)
    profiles = opened(lake.place.path_of(SEGMENT_PROFILES), s3)

    query = "SELECT as_of_date, count(*), sum(expected_value) FROM user_value GROUP BY 1 ORDER BY 1"
    found = duckdb.connect().register("user_value", user_value.to_pyarrow_dataset()).sql(query)
    assert found.fetchall() == [(JAN_1, 4, 46.0), (JAN_2, 4, 6.0)]
    assert profiles.to_pyarrow_table().to_pylist()[0]["differences"] == sets_apart
    assert user_value.protocol().min_reader_version == 1


def test_the_log_holds_no_texts_and_names_nobody(
    spark: SparkSession, tmp_path: Path, frame: Callable[..., DataFrame]
):
    lake = Lake(spark, Root(str(tmp_path)), run_id="run-1")
    rows = [
        {"user_id": f"u{n}", "as_of_date": day, "country": "canary", "expected_value": float(n)}
        for n in range(40)
        for day in (JAN_1, JAN_2)
    ]

    lake.replace(frame(USER_VALUE, *rows).repartition(8), USER_VALUE, Days.of([JAN_1, JAN_2]))

    log = "".join(
        p.read_text() for p in Path(lake.place.path_of(USER_VALUE), "_delta_log").glob("*.json")
    )
    assert "canary" not in log and "u39" not in log
    assert '\\"expected_value\\":39' in log  # what may be in it is: the check looks there
    assert '"delta.enableDeletionVectors":"false"' in log


def test_a_large_day_is_several_files(spark: SparkSession, tmp_path: Path):
    """With files of up to 100 KiB instead of some ten MB."""
    sizes = {
        "spark.sql.adaptive.advisoryPartitionSizeInBytes": "100k",
        "spark.sql.adaptive.coalescePartitions.minPartitionSize": "50k",
        "spark.sql.shuffle.partitions": "8",
    }
    lake = Lake(spark, Root(str(tmp_path)), run_id="run-1")
    known = {
        "user_id": F.sha2(F.col("id").cast("string"), 256),
        "as_of_date": F.lit(JAN_1),
        "expected_value": F.rand(1),
    }
    rows = spark.range(0, 8000, numPartitions=8).select(
        *(known.get(f.name, F.lit(None)).cast(f.dataType).alias(f.name) for f in USER_VALUE.schema)
    )

    before = {key: spark.conf.get(key) for key in sizes}
    for key, value in sizes.items():
        spark.conf.set(key, value)
    try:
        lake.replace(rows, USER_VALUE, Days.of([JAN_1]))
    finally:
        for key, value in before.items():
            spark.conf.set(key, value)

    assert 3 <= len(DeltaTable(lake.place.path_of(USER_VALUE)).file_uris()) <= 8
