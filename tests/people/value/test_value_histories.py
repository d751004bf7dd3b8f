"""Histories and spends counted for a fit: exact, or on a grid that leaves the fit as it was."""

from dataclasses import astuple

import numpy as np
import pandas as pd
import pytest
from pyspark.sql import functions as F

from voxlake.people.value.beta_geometric import BgNbd
from voxlake.people.value.gamma_gamma import GammaGamma, fit_gamma_gamma
from voxlake.people.value.histories import GRIDS, histories_of, spends_of
from voxlake.people.value.purchases import fit_purchases

PLANTED = BgNbd(r=0.9, alpha=4.5, a=0.8, b=2.6)  # weeks
SPEND = GammaGamma(p=6.0, q=4.0, v=16.0)
BUYERS = 60_000


@pytest.fixture(scope="module")
def buyers(spark):
    """Buyers of two years as the models have them, known by the day."""
    draws = np.random.default_rng(3)
    rates, chances = draws.gamma(0.9, 7 / 4.5 / 49, BUYERS), draws.beta(0.8, 2.6, BUYERS)
    age = draws.integers(180, 730, BUYERS)
    here, clock = np.full(BUYERS, True), np.zeros(BUYERS)
    frequency, recency = np.zeros(BUYERS, dtype=int), np.zeros(BUYERS)
    while here.any():
        clock = clock + draws.exponential(1 / rates)
        here &= clock < age
        frequency += here
        recency = np.where(here, np.maximum(np.round(clock), frequency), recency)
        here &= draws.random(BUYERS) >= chances
    recency = np.minimum(recency, age)
    money = draws.gamma(6.0 * np.maximum(frequency, 1)) / draws.gamma(4.0, 1 / 16.0, BUYERS)
    mean = np.where(frequency > 0, money / np.maximum(frequency, 1), np.nan)
    rows = pd.DataFrame({"frequency": frequency, "recency": recency / 7, "age": age / 7})
    found = spark.createDataFrame(rows.assign(mean_value=mean)).persist()
    yield found.withColumn("mean_value", F.nanvl("mean_value", F.lit(None).cast("double")))
    found.unpersist()


def test_a_fit_on_a_grid_finds_the_parameters_of_the_exact_one(buyers, measured):
    exact = histories_of(buyers, unit_days=7, max_groups=BUYERS)
    sure = fit_purchases(BgNbd, exact)
    grid = histories_of(buyers, unit_days=7, max_groups=25_000)
    found = fit_purchases(BgNbd, grid)

    bias = np.array(astuple(found.model)) / astuple(sure.model) - 1
    told = f"{len(grid.count):,} points for {len(exact.count):,} histories"
    measured(f"BG/NBD, {told}: bias at most {np.abs(bias).max():.3%} (seed 3)")
    assert len(grid.count) <= 25_000 < len(exact.count)
    assert grid.total == pytest.approx(BUYERS)
    for what in ("frequency", "recency", "age"):
        means = (np.average(getattr(h, what), weights=h.count) for h in (grid, exact))
        assert next(means) == pytest.approx(next(means), rel=1e-6), what
    assert (np.abs(bias) < 0.005).all()
    # As sure as all buyers make it.
    errors = np.array([*found.standard_errors.values()])
    assert errors == pytest.approx(np.array([*sure.standard_errors.values()]), rel=0.01)


def test_spends_on_a_grid_leave_the_parameters_as_they_were(buyers, measured):
    repeat_buyers = buyers.where(F.col("mean_value") > 0)
    exact = spends_of(repeat_buyers, max_groups=BUYERS)
    sure = fit_gamma_gamma(exact)

    grid = spends_of(repeat_buyers, max_groups=10_000)
    found = fit_gamma_gamma(grid)

    bias = np.array(astuple(found.model)) / astuple(sure.model) - 1
    measured(f"Gamma-Gamma, {len(grid.count):,} points: bias at most {np.abs(bias).max():.3%}")
    assert len(grid.count) <= 10_000 < len(exact.count)
    assert grid.total == pytest.approx(exact.total)
    assert (np.abs(bias) < 0.005).all()


def test_the_coarsest_grid_has_few_points_however_many_histories_there_are(spark):
    # Ten years of days, frequencies up to thousands: 20,000 buyers, hardly two of them alike.
    day = F.col("id") % 3650
    recency = F.pmod(F.xxhash64("id"), day + 1)
    buyers = spark.range(20_000).select(
        F.when(recency > 0, 1 + F.pmod(F.xxhash64("id", F.lit(1)), recency))
        .otherwise(0)
        .alias("frequency"),
        recency.cast("double").alias("recency"),
        day.cast("double").alias("age"),
    )

    found = histories_of(buyers, unit_days=1, max_groups=1000)

    assert 1000 < len(found.count) < 30_000
    assert found.total == pytest.approx(20_000)
    assert (found.recency <= found.age + 1e-9).all()
    assert GRIDS[-1] == min(GRIDS)
