"""BG/NBD by voxlake against `lifetimes`: seconds, peak memory and parameters on the same buyers.

    python benchmarks/bgnbd.py [--buyers 1000000] [--large 10000000] [--years 1]

Both are given the same file of buyers, known by the day, and two cores; each runs in a process of
its own. voxlake counts and fits through Spark, after its session is up, and scores every buyer. The
large number of buyers, of voxlake alone, shows what the driver needs.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from figures import Ratio, Watch, measured_by, own_peak, show, two_cores

from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.histories import histories_of
from voxlake.people.value.model import ValueModel
from voxlake.people.value.purchases import Histories, fit_purchases
from voxlake.people.value.scores import outlooks
from voxlake.people.value.settings import ValueSettings

PLANTED = BgNbd(r=0.9, alpha=4.5, a=0.8, b=2.6)
SEED = 17
AHEAD = ValueSettings(horizons=(), horizon_days=364)
AT_LEAST = 20.0
_DAYS = 7


def main() -> None:
    """Make the buyers, run both, and print what they found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--buyers", type=int, default=1_000_000)
    parser.add_argument("--large", type=int, default=10_000_000, help="0: leave it out")
    parser.add_argument("--years", type=int, default=1)
    parser.add_argument("--without-lifetimes", action="store_true", help="it takes its time")
    parser.add_argument("--part", choices=["voxlake", "exact", "lifetimes"], help=argparse.SUPPRESS)
    parser.add_argument("--file", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.part:
        part = {"voxlake": of_voxlake, "exact": exact_fit, "lifetimes": of_lifetimes}[asked.part]
        with Watch(os.getpid(), every=0.2) as watch:
            found = part(asked.file)
        print(json.dumps({**found, "peak_mib": watch.peak}))
        return
    names = ["voxlake", "exact", *([] if asked.without_lifetimes else ["lifetimes"])]
    found = of_buyers(asked.buyers, asked.years, names)
    print_ratios(found)
    if asked.large:
        large = of_buyers(asked.large, asked.years, ["voxlake"])["voxlake"]
        growth = large["driver_mib"] / found["voxlake"]["driver_mib"]
        print(Ratio("bgnbd: the driver's memory, large over small", growth, at_most=1.1))


def of_buyers(count: int, years: int, names: list[str]) -> dict[str, Any]:
    """What the parts measure of the same buyers."""
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        file = f"{folder}/buyers.parquet"
        buyers_of(count, 364 * years).to_parquet(file)
        print(f"{count:,} buyers of {years} years (seed {SEED}); planted {PLANTED}")
        for name in names:
            options = ("--part", name, "--file", file)
            found[name] = measured_by("bgnbd.py", *options, temp=Path(folder))
            show(name, found[name])
    return found


def print_ratios(found: dict[str, Any]) -> None:
    """The speed against lifetimes, and how far parameters are from other fits."""
    ours = found["voxlake"]
    both = ours["count_seconds"] + ours["search_seconds"] + ours["score_seconds"]
    print(Ratio("bgnbd: counted, fitted and scored, of 60 seconds", both / 60, at_most=1))
    print(
        Ratio(
            "bgnbd: parameters against those of an exact fit",
            off(ours, found["exact"]),
            at_most=0.005,
        )
    )
    if "lifetimes" in found:
        theirs = found["lifetimes"]
        print(Ratio("bgnbd: parameters against lifetimes", off(ours, theirs), at_most=0.005))
        fit = theirs["fit_seconds"]
        search, all_of_it = ours["search_seconds"], ours["count_seconds"] + ours["search_seconds"]
        name = "times as fast as lifetimes"
        print(Ratio(f"bgnbd: the search alone, {name}", fit / search, at_least=AT_LEAST))
        print(Ratio(f"bgnbd: counted by Spark and searched, {name}", fit / all_of_it))
        score = theirs["score_seconds"] / ours["score_seconds"]
        print(Ratio(f"bgnbd: scored by Spark, with intervals, {name}", score))


def off(these: dict[str, float], those: dict[str, float]) -> float:
    """The largest relative difference of a parameter."""
    return max(abs(these[name] / those[name] - 1) for name in asdict(PLANTED))


def buyers_of(count: int, days: int) -> pd.DataFrame:
    """Frequency, recency and age, in days, of buyers as the model has them."""
    draws = np.random.default_rng(SEED)
    rates = draws.gamma(PLANTED.r, 1 / PLANTED.alpha, count) / _DAYS
    chances = draws.beta(PLANTED.a, PLANTED.b, count)
    age = draws.integers(days // 4, days, count)
    frequency, last, clock = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count)
    here = np.arange(count)
    while len(here):
        clock[here] += draws.exponential(1 / rates[here])
        here = here[clock[here] < age[here]]
        frequency[here] += 1
        last[here] = np.maximum(np.rint(clock[here]), last[here] + 1)
        here = here[draws.random(len(here)) >= chances[here]]
    return pd.DataFrame({"frequency": frequency, "recency": np.minimum(last, age), "age": age})


def of_voxlake(file: str) -> dict[str, Any]:
    """Count, fit and score through Spark."""
    spark = two_cores()
    rows = spark.read.parquet(file)
    rows.count()  # the session's first query is slow
    weeks = {name: rows[name] / _DAYS for name in ("recency", "age")}
    buyers = rows.withColumns(weeks)
    begun = time.perf_counter()
    histories = histories_of(buyers, unit_days=_DAYS, max_groups=AHEAD.max_groups)
    counted = time.perf_counter()
    fitted = fit_purchases(BgNbd, histories)
    searched = time.perf_counter()
    start = time.perf_counter()
    model = ValueModel(fitted.model, GammaGamma(6.0, 4.0, 16.0), _DAYS, None, fitted.uncertainty)
    ahead = outlooks(buyers, model, AHEAD)
    buyers.join(ahead, ["frequency", "recency", "age"]).write.format("noop").mode(
        "overwrite"
    ).save()
    score = time.perf_counter() - start
    spark.stop()
    return {
        "count_seconds": counted - begun,
        "search_seconds": searched - counted,
        "score_seconds": score,
        # Of this process of Python, which takes the counts; the JVM's heap is limited.
        "driver_mib": own_peak(),
        "fitted_histories": len(histories.count),
        **asdict(fitted.model),
    }


def exact_fit(file: str) -> dict[str, float]:
    """The parameters on all distinct histories, however many."""
    groups = pd.read_parquet(file).value_counts(sort=False).reset_index(name="count")
    x, last, age, count = (groups[name].to_numpy(float) for name in groups)
    return asdict(fit_purchases(BgNbd, Histories(x, last / _DAYS, age / _DAYS, count)).model)


def of_lifetimes(file: str) -> dict[str, Any]:
    """Fit and score with lifetimes, in weeks."""
    from lifetimes import BetaGeoFitter  # noqa: PLC0415  (only this part needs it)

    buyers = pd.read_parquet(file)
    x, last, age = buyers["frequency"], buyers["recency"] / _DAYS, buyers["age"] / _DAYS
    fitter = BetaGeoFitter()
    start = time.perf_counter()
    fitter.fit(x, last, age)
    fit = time.perf_counter() - start
    start = time.perf_counter()
    fitter.conditional_probability_alive(x, last, age)
    fitter.conditional_expected_number_of_purchases_up_to_time(364 / _DAYS, x, last, age)
    score = time.perf_counter() - start
    return {"fit_seconds": fit, "score_seconds": score, **fitter.params_.to_dict()}


if __name__ == "__main__":
    main()
