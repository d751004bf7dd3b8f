"""Growth: what a day costs late in the history, and the whole of it against pandas.

    python benchmarks/growth.py [--users 20000] [--days 400]

First the job `build_growth` runs over a generated lake, five days one by one around day 40 and
at the end: medians, and their ratio. Then growth of all days of ten times the users is counted by
voxlake and by pandas from the same user days, each in a process of its own: seconds without the
start, peak memory of the process with its children, and how many figures differ. Draws are hashes
of user and day, seed 7.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import figures
import numpy as np
import pandas as pd
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.jobs import build_growth
from voxlake.lake.lake import Lake
from voxlake.lake.place import Root
from voxlake.people.growth.accounts import account_growth, stretches_of
from voxlake.people.growth.settings import GrowthSettings
from voxlake.run.context import Context
from voxlake.tables import POSTS, USER_FIRST_DAYS, USER_SEGMENTS, Table
from voxlake.tables.gold_growth import ALL_USERS

FIRST = date(2023, 1, 1)
SEED = 7
EARLY = 40
TIMED = 5
MORE = 10  # times the users, where it is against pandas
SETTINGS = GrowthSettings()


def nth(number: int) -> date:
    """The day of that number, from 1."""
    return FIRST + timedelta(days=number - 1)


def user_days(spark: SparkSession, users: int, days: int) -> DataFrame:
    """Who is active when: each user from a day of its own on, for a while, at a rate of its own."""

    def draw(*of: str) -> Column:
        return F.pmod(F.xxhash64(*of, F.lit(SEED)), F.lit(1_000_003)) / 1_000_003

    every = spark.range(days).select(F.col("id").alias("n"))
    each = (
        spark.range(users)
        .select("id", draw("id").alias("a"))
        .withColumns(
            {
                "begins": F.when(F.col("a") < 0.3, 0).otherwise(days * (F.col("a") - 0.3) / 0.7),
                "rate": 0.02 + 0.4 * F.pow(draw("id", "a"), 3),
                "stays": 10 + days * draw("a", "id"),
            }
        )
    )
    is_here = F.col("n").between(F.col("begins"), F.col("begins") + F.col("stays"))
    active = each.crossJoin(every).where(is_here & (draw("id", "n") < F.col("rate")))
    return active.select(
        F.concat(F.lit("user:"), "id").alias("user_id"),
        F.date_add(F.lit(FIRST), F.col("n").cast("int")).alias("activity_date"),
    )


def filled(rows: DataFrame, table: Table) -> DataFrame:
    """The rows with the columns of the table that they lack."""
    lacking = [f for f in table.schema if f.name not in rows.columns]
    return rows.withColumns({f.name: F.lit(None).cast(f.dataType) for f in lacking})


def seconds_of_days(spark: SparkSession, folder: Path, rows: DataFrame, last: int) -> None:
    """Run the job over a lake of posts, some days one by one, and print the ratio."""
    lake = Lake(spark, Root(str(folder / "lake")), run_id="benchmark")
    posts = rows.withColumns(
        {"post_date": F.col("activity_date"), "post_id": F.concat_ws(" ", *rows.columns)}
    )
    lake.replace(filled(posts.drop("activity_date"), POSTS), POSTS, Days.every())
    for number in (20, last - 20):
        ids = rows.select("user_id").distinct().withColumn("as_of_date", F.lit(nth(number)))
        held = ids.withColumn("segment_id", F.pmod(F.xxhash64("user_id"), F.lit(5)).cast("int"))
        lake.replace(filled(held, USER_SEGMENTS), USER_SEGMENTS, Days.of([nth(number)]))

    def run(first: int, to: int) -> float:
        days = Days.between(nth(first), nth(to))
        start = time.perf_counter()
        build_growth.run(Context(spark, lake, None, days, "benchmark"), SETTINGS)
        return time.perf_counter() - start

    reach = TIMED // 2
    print(f"days 1 to 30 in one run {run(1, 30):8.1f} s", flush=True)
    for number in range(31, EARLY - reach):  # until the JVM is warm
        run(number, number)
    early = [run(n, n) for n in range(EARLY - reach, EARLY + reach + 1)]
    print(f"to day {last - TIMED} in one run {run(EARLY + reach + 1, last - TIMED):8.1f} s")
    late = [run(n, n) for n in range(last - TIMED + 1, last + 1)]
    for name, seconds in ((f"around day {EARLY}", early), (f"up to day {last}", late)):
        told = ", ".join(f"{s:.1f}" for s in seconds)
        print(f"{name:<20} median {statistics.median(seconds):6.2f} s of {told}", flush=True)
    ratio = statistics.median(late) / statistics.median(early)
    print(figures.Ratio(f"a day near day {last} over one near day {EARLY}", ratio, at_most=1.2))


def by_voxlake(folder: Path, last: int) -> dict[str, float]:
    """Count all days with Spark, and keep the figures of all users."""
    spark = figures.two_cores()
    rows = spark.read.parquet(str(folder / "user_days"))
    with figures.Watch(os.getpid(), every=0.2) as watch:
        start = time.perf_counter()
        first = rows.groupBy("user_id").agg(F.min("activity_date").alias("first_date"))
        first = first.withColumn("first_month", F.trunc("first_date", "month"))
        days = Days.between(FIRST, nth(last))
        growth = account_growth(
            rows,
            first.select(*USER_FIRST_DAYS.column_names),
            spark.createDataFrame([], USER_SEGMENTS.schema),
            stretches_of(days, Days.of([])),
            SETTINGS,
        )
        found = growth.where(F.col("segment_id") == ALL_USERS).toPandas()
        seconds = time.perf_counter() - start
    found.set_index("activity_date").sort_index().to_pickle(folder / "voxlake.pickle")
    spark.stop()
    return {"seconds": seconds, "mib": watch.peak}


def by_pandas(folder: Path, last: int) -> dict[str, float]:
    """Count all days over a matrix of users by days."""
    with figures.Watch(os.getpid(), every=0.2) as watch:
        start = time.perf_counter()
        rows = pd.read_parquet(folder / "user_days")
        user, users = pd.factorize(rows.user_id)
        day = (pd.to_datetime(rows.activity_date) - pd.Timestamp(FIRST)).dt.days.to_numpy()
        active = np.zeros((len(users), last), dtype=bool)
        active[user, day] = True
        found = pd.DataFrame(_matrix_growth(active), index=[nth(n + 1) for n in range(last)])
        seconds = time.perf_counter() - start
    found.to_pickle(folder / "pandas.pickle")
    return {"seconds": seconds, "mib": watch.peak}


def _matrix_growth(active: np.ndarray) -> dict[str, np.ndarray]:
    """Counts of each day, from whether each user (row) was active on each day (column)."""
    first = active.argmax(axis=1)[:, None]
    days = np.arange(active.shape[1])
    summed = np.cumsum(active, axis=1, dtype=np.int16)
    counts = {}
    for name, length in SETTINGS.windows.items():
        now = summed.copy()
        now[:, length:] -= summed[:, :-length]
        now = now > 0
        before = np.zeros_like(now)
        before[:, length:] = now[:, :-length]
        new = now & (first > days - length)
        counts[f"{name}_new"] = new.sum(axis=0)
        counts[f"{name}_retained"] = (now & before).sum(axis=0)
        counts[f"{name}_resurrected"] = (now & ~before & ~new).sum(axis=0)
        counts[f"{name}_dormant"] = (before & ~now).sum(axis=0)
    return counts


def against_pandas(folder: Path, last: int) -> None:
    """Count by both, and print seconds, memory and what differs."""
    measured = {}
    for side in ("voxlake", "pandas"):
        arguments = ("--side", side, "--folder", folder, "--days", last)
        measured[side] = figures.measured_by("growth.py", *arguments, temp=folder)
        print(f"{side:<10} {measured[side]['seconds']:8.1f} s {measured[side]['mib']:8.0f} MiB")
    found, expected = (pd.read_pickle(folder / f"{side}.pickle") for side in measured)
    differ = int((found[expected.columns] != expected).to_numpy().sum())
    print(f"figures that differ: {differ} of {expected.size:,}")
    for what in ("seconds", "mib"):
        ratio = measured["voxlake"][what] / measured["pandas"][what]
        print(figures.Ratio(f"growth of all days, voxlake over pandas, {what}", ratio))


def main() -> None:
    """Both parts, or one side of the second."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--side", choices=("voxlake", "pandas"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--without-days", action="store_true", help="only against pandas")
    asked = parser.parse_args()
    if asked.side:
        count = {"voxlake": by_voxlake, "pandas": by_pandas}[asked.side]
        print(json.dumps(count(asked.folder, asked.days)))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        spark = figures.two_cores()
        if not asked.without_days:
            user_days(spark, asked.users, asked.days).write.parquet(str(folder / "user_days"))
            rows = spark.read.parquet(str(folder / "user_days"))
            told = f"{asked.users:,} users, {asked.days} days, {rows.count():,} user days"
            print(told, flush=True)
            seconds_of_days(spark, folder, rows, asked.days)
        more = user_days(spark, MORE * asked.users, asked.days)
        more.write.parquet(str(folder / "more/user_days"))
        spark.stop()
        against_pandas(folder / "more", asked.days)


if __name__ == "__main__":
    main()
