"""Writes the sample's files of limits and of what was shown, and what is planted for both."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.sample.groups import INTERESTS
from voxlake.sample.items import GROUP, group_of, sku
from voxlake.sample.limits import limit_records
from voxlake.sample.records import RECORDS_PER_FILE
from voxlake.sample.settings import SampleSettings
from voxlake.sample.shown import planted_rates, shown_records

_USERS_PER_FILE = 100_000


def write_recommend(persons: DataFrame, settings: SampleSettings, folder: str) -> None:
    """Write the two files, and the truth of items and clicks, below a folder."""
    spark, files = persons.sparkSession, 1 + settings.users // _USERS_PER_FILE
    for name, rows in {
        "user_limits": limit_records(spark, settings),
        "recommendation_events": shown_records(persons, settings),
    }.items():
        rows.coalesce(files).write.mode("overwrite").option(
            "maxRecordsPerFile", RECORDS_PER_FILE
        ).csv(f"{folder}/{name}", header=True)
    products = spark.range(INTERESTS * GROUP).select(
        sku(F.col("id")).alias("item_id"), group_of(F.col("id")).alias("group")
    )
    rates = spark.createDataFrame(planted_rates(), "kind string, rank int, rate double")
    for name, truth in {"items": products, "clicks": rates}.items():
        truth.coalesce(1).write.mode("overwrite").parquet(f"{folder}/truth/{name}")
