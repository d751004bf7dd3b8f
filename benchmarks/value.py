"""Seconds to fit and to score the value of generated customers, through Spark."""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import purchase_lines
from voxlake.people.orders.rates import with_rate
from voxlake.people.orders.refunds import taken_back
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.buyers import summarise_buyers, with_rfm_scores
from voxlake.people.value.model import fit_value
from voxlake.people.value.scores import outlooks, score_value, with_prospects
from voxlake.people.value.settings import ValueSettings
from voxlake.sample.purchases import orders
from voxlake.sample.settings import SampleSettings
from voxlake.session import local_session, read_properties
from voxlake.tables import ORDERS, PURCHASE_LINES, USERS

CHECKOUT = Path(__file__).resolve().parents[1]


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what:<40} {time.perf_counter() - start:8.1f} s", flush=True)


def lines_of(bought: DataFrame) -> DataFrame:
    """Rows of `purchase_lines` of the generated orders, as build_purchases makes them."""
    missing = [field for field in ORDERS.schema if field.name not in bought.columns]
    orders = bought.withColumns({f.name: F.lit(None).cast(f.dataType) for f in missing})
    settings = OrderSettings()
    told = with_rate(orders, "GBP", settings, date.max)
    none_before = orders.sparkSession.createDataFrame([], PURCHASE_LINES.schema)
    taken = taken_back(told, none_before, date.min, settings)
    return purchase_lines(told, taken, "GBP", settings)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=364)
    arguments = parser.parse_args()
    sample, settings = SampleSettings(days=arguments.days), ValueSettings()
    spark = local_session(
        {
            **read_properties(CHECKOUT / "conf/spark/local.conf"),
            "spark.master": "local[2]",
            "spark.driver.memory": "3g",
        }
    )
    spark.sparkContext.setLogLevel("ERROR")
    with tempfile.TemporaryDirectory() as folder:
        with timed(f"orders of {arguments.customers:,} customers"):
            orders(spark, arguments.customers, sample).write.parquet(f"{folder}/orders")
        bought = spark.read.parquet(f"{folder}/orders")
        lines = lines_of(bought)
        buyers = summarise_buyers(
            lines, as_of=sample.last_day, unit_days=settings.unit_days
        ).persist()
        with timed("buyers summarised"):
            count = buyers.count()
        with timed("fitted"):
            fitted = fit_value(buyers, "GBP", settings)
        with timed("scored"):
            ahead = outlooks(buyers, fitted.model, settings)
            ahead = ahead.where(F.col("horizon_days") == settings.horizon_days)
            ranked = with_rfm_scores(buyers, sample.last_day)
            score_value(
                with_prospects(ranked, ahead, fitted.model, settings),
                spark.createDataFrame([], USERS.schema),
                version="1",
                as_of=sample.last_day,
                settings=settings,
            ).write.parquet(f"{folder}/user_value")
        scored = spark.read.parquet(f"{folder}/user_value").count()
        print(f"order lines {bought.count():,}, buyers {count:,}, scored {scored:,}")
        print("planted", sample.buying)
        print("found  ", fitted.model.orders, fitted.model.spend)
        print({name: round(value, 4) for name, value in fitted.metrics.items()})
    spark.stop()


if __name__ == "__main__":
    main()
