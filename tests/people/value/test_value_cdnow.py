"""The published fits of the CDNOW sample, from its raw file through Spark."""

from dataclasses import asdict
from datetime import date, timedelta

import numpy as np
import pytest
from pyspark.sql import functions as F

from voxlake.people.value.buyers import summarise_buyers
from voxlake.people.value.holdout import Holdout, measure, predicted_and_actual
from voxlake.people.value.model import fit_value
from voxlake.people.value.purchases import expected_orders
from voxlake.people.value.settings import ValueSettings

LAST_DAY = date(1997, 9, 30)


@pytest.fixture(scope="module")
def lines(spark, shared_data, counted):
    """The sample's file: id of the full set, id, day, number of CDs and dollars, by blanks."""
    part = F.split(F.trim("value"), r"\s+")
    day = F.to_timestamp(part[2], "yyyyMMdd")
    bought = spark.read.text(str(shared_data / "cdnow" / "CDNOW_sample.txt")).select(
        part[1].alias("user_id"),
        day.cast("date").alias("order_date"),
        day.alias("ordered_at"),
        part[4].cast("decimal(18,2)").alias("amount"),
        F.lit("USD").alias("currency"),
        F.lit(None).cast("string").alias("country"),
        F.xxhash64("value").cast("string").alias("order_line_id"),
    )
    return counted(bought)


@pytest.fixture(scope="module")
def buyers(lines):
    summed_up = summarise_buyers(lines, as_of=LAST_DAY, unit_days=7).persist()
    yield summed_up
    summed_up.unpersist()


@pytest.fixture(scope="module")
def fitted(buyers):
    return fit_value(buyers, "USD", ValueSettings())


def test_the_purchase_model_is_the_published_one(fitted):
    # Fader, Hardie & Lee 2005, table 2: 2,357 customers, 39 weeks.
    assert fitted.metrics["fitted_buyers"] == 2357
    assert round(fitted.model.orders.r, 3) == 0.243
    assert round(fitted.model.orders.alpha, 3) == 4.414
    assert round(fitted.model.orders.a, 3) == 0.793
    assert round(fitted.model.orders.b, 3) == 2.426
    assert round(fitted.metrics["orders_log_likelihood"], 1) == -9582.4


def test_the_model_of_leaving_at_any_moment_is_the_published_one(buyers):
    # Fader, Hardie & Lee 2005, table 2, Pareto/NBD.
    fitted = fit_value(buyers, "USD", ValueSettings(model="pareto_nbd"))

    found = {name: round(value, 3) for name, value in asdict(fitted.model.orders).items()}
    assert found == {"r": 0.553, "alpha": 10.578, "s": 0.606, "beta": 11.669}
    assert round(fitted.metrics["orders_log_likelihood"], 1) == -9595.0


def test_the_spend_model_is_the_published_one(fitted):
    # Fader & Hardie 2013: the 946 customers who came back.
    assert fitted.metrics["fitted_repeat_buyers"] == 946
    assert round(fitted.model.spend.p, 2) == 6.25
    assert round(fitted.model.spend.q, 2) == 3.74
    assert round(fitted.model.spend.v, 2) == 15.44


def test_a_buyer_is_expected_to_make_the_published_purchases(fitted):
    history = (np.array([value]) for value in (2.0, 30.43, 38.86))

    expected = expected_orders(fitted.model.orders, *history, 39.0)

    assert round(float(expected[0]), 3) == 1.226


@pytest.mark.whole
def test_39_weeks_foretell_the_next_39_better_than_simpler_ways(lines, buyers, fitted, measured):
    holdout = Holdout(LAST_DAY, LAST_DAY + timedelta(weeks=39))

    compared = predicted_and_actual(lines, buyers, fitted.model, holdout, ValueSettings())
    found = measure(compared.persist()).figures
    compared.unpersist()

    told = [f"{name} {value:.3f}" for name, value in found.items()]
    measured("\n".join(["cdnow, 39 weeks after a fit of 39 weeks", *told]))
    for other in ("recent_spend", "cell_mean"):
        for error in ("value_mean_absolute_error", "orders_mean_absolute_error"):
            assert found[f"model_{error}"] < found[f"{other}_{error}"], (other, error)
