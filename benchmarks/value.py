"""Value of generated customers: the jobs fit_user_value and score_user_value, and `lifetimes`.

    python benchmarks/value.py [--customers 1000000] [--days 364]

Both get the same purchases, a year of them, and two cores, each in a process of its own: voxlake
from `purchase_lines` to the tables of value in a lake, lifetimes from the purchases in a Parquet
file to the same figures in memory, but for intervals and for two of three horizons.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
from figures import Ratio, Watch, measured_by, show, two_cores
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs import fit_user_value, score_user_value
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.orders.lines import purchase_lines
from voxlake.people.orders.rates import with_rate
from voxlake.people.orders.refunds import taken_back
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.settings import ValueSettings
from voxlake.run.config import ModelSettings
from voxlake.run.context import Context
from voxlake.run.models import ModelPlaces, Models
from voxlake.sample.purchases import orders
from voxlake.sample.settings import SampleSettings
from voxlake.tables import ORDERS, PURCHASE_LINES, USER_VALUE

CURRENCY = "GBP"
SETTINGS = ValueSettings()
AT_MOST_SECONDS = 60
_DAYS, _MONTHS, _MONTHLY = 7, 12, (1 + SETTINGS.discount_rate) ** (1 / 12) - 1
_LONG_AGO = date(1970, 1, 1)


def main() -> None:
    """Make the purchases, run both, and print what they found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int, default=1_000_000)
    parser.add_argument("--days", type=int, default=364)
    parser.add_argument("--without-lifetimes", action="store_true", help="it takes its time")
    parser.add_argument("--part", choices=[*PARTS], help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        sample = SampleSettings(days=asked.days)
        print(json.dumps(PARTS[asked.part](asked.folder, asked.customers, sample)))
        return
    print(f"planted    {SampleSettings().buying.model_dump()}")
    names = ["voxlake"] if asked.without_lifetimes else ["voxlake", "lifetimes"]
    found = of_customers(asked, names)
    ours = found["voxlake"]
    both = ours["fit_seconds"] + ours["score_seconds"]
    ratios = [Ratio("value: fit and score, of 60 seconds", both / AT_MOST_SECONDS, at_most=1)]
    if theirs := found.get("lifetimes"):
        ratios += [
            Ratio(
                "value: both, with three horizons and intervals, times as fast as lifetimes",
                theirs["seconds"] / both,
            ),
            Ratio("value: peak memory over lifetimes", ours["peak_mib"] / theirs["peak_mib"]),
        ]
    print(*ratios, sep="\n")


def of_customers(asked: argparse.Namespace, names: list[str]) -> dict[str, Any]:
    """What the parts measure of the same customers."""
    found = {}
    with tempfile.TemporaryDirectory() as name:
        temp = Path(name)
        for part in ("purchases", *names):
            options = ("--customers", asked.customers, "--days", asked.days, "--folder", temp)
            found[part] = measured_by("value.py", "--part", part, *options, temp=temp)
            show(part, found[part])
    return found


def write_purchases(folder: Path, customers: int, sample: SampleSettings) -> dict[str, float]:
    """A lake with `purchase_lines`, and a file of the purchases for pandas."""
    spark = two_cores()
    orders(spark, customers, sample).write.parquet(f"{folder}/orders")
    lines = lines_of(spark.read.parquet(f"{folder}/orders"))
    lake_in(folder, spark).replace(lines, PURCHASE_LINES, Days.every())
    kept = lake_in(folder, spark).read(PURCHASE_LINES)
    bought = kept.groupBy("user_id", "purchase_date").agg(F.sum("amount").cast("double").alias("m"))
    bought.where("m > 0").coalesce(1).write.parquet(f"{folder}/purchases")
    count = float(kept.count())
    spark.stop()
    return {"order_lines": count}


def lake_in(folder: Path, spark: SparkSession) -> Lake:
    """The lake of that folder."""
    return Lake(spark, Root(str(folder / "lake")), run_id="benchmark")


def lines_of(bought: DataFrame) -> DataFrame:
    """Rows of `purchase_lines` of the generated orders, as build_purchases makes them."""
    missing = [field for field in ORDERS.schema if field.name not in bought.columns]
    orders = bought.withColumns({f.name: F.lit(None).cast(f.dataType) for f in missing})
    settings = OrderSettings()
    told = with_rate(orders, CURRENCY, settings, date.max)
    none_before = orders.sparkSession.createDataFrame([], PURCHASE_LINES.schema)
    taken = taken_back(told, none_before, _LONG_AGO, settings)
    return purchase_lines(told, taken, CURRENCY, settings)


def of_voxlake(folder: Path, customers: int, sample: SampleSettings) -> dict[str, float]:
    """Run both jobs."""
    spark = two_cores()
    lake = lake_in(folder, spark)
    places = ModelPlaces.of(ModelSettings(), str(folder / "lake"))
    models = Models(spark, places, run_id="benchmark", keep_metrics=lambda _: None)
    ctx = Context(spark, lake, models, Days.of([sample.last_day]), "benchmark")
    lake.read(PURCHASE_LINES).count()  # the session's first query is slow
    seconds = {}
    with Watch(os.getpid(), every=0.5) as watch:
        for name, job in (("fit", fit_user_value), ("score", score_user_value)):
            start = time.perf_counter()
            job.run(ctx, SETTINGS)
            seconds[f"{name}_seconds"] = time.perf_counter() - start
    scored = lake.read(USER_VALUE).count()
    champion = models.champion("value").model
    spark.stop()
    return {
        **seconds,
        "scored": scored,
        "peak_mib": watch.peak,
        **champion["bg_nbd"],
        **champion["gamma_gamma"],
    }


def of_lifetimes(folder: Path, customers: int, sample: SampleSettings) -> dict[str, float]:
    """Summarise, fit and score with lifetimes, in weeks."""
    from lifetimes import BetaGeoFitter, GammaGammaFitter  # noqa: PLC0415  (only here)
    from lifetimes.utils import summary_data_from_transaction_data  # noqa: PLC0415

    with Watch(os.getpid(), every=0.5) as watch:
        start = time.perf_counter()
        buyers = summary_data_from_transaction_data(
            pd.read_parquet(folder / "purchases"),
            "user_id",
            "purchase_date",
            "m",
            observation_period_end=sample.last_day,
            freq="D",
            freq_multiplier=_DAYS,
        )
        summarised = time.perf_counter()
        history = buyers["frequency"], buyers["recency"], buyers["T"]
        purchases, spend = BetaGeoFitter(), GammaGammaFitter()
        purchases.fit(*history)
        again = buyers[(buyers["frequency"] > 0) & (buyers["monetary_value"] > 0)]
        spend.fit(again["frequency"], again["monetary_value"])
        fitted = time.perf_counter()
        purchases.conditional_probability_alive(*history)
        for days in SETTINGS.all_horizons:
            purchases.conditional_expected_number_of_purchases_up_to_time(days / _DAYS, *history)
        spend.customer_lifetime_value(
            purchases, *history, buyers["monetary_value"], _MONTHS, _MONTHLY, freq="W"
        )
        end = time.perf_counter()
    return {
        "seconds": end - start,
        "summary_seconds": summarised - start,
        "fit_seconds": fitted - summarised,
        "score_seconds": end - fitted,
        "scored": len(buyers),
        "peak_mib": watch.peak,
        **purchases.params_.to_dict(),
        **spend.params_.to_dict(),
    }


PARTS = {"purchases": write_purchases, "voxlake": of_voxlake, "lifetimes": of_lifetimes}

if __name__ == "__main__":
    main()
