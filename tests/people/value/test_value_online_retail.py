"""A real shop fitted up to a day and held against the days after it."""

import pytest
from retail_invoices import retail_lines

from voxlake.people.value.buyers import summarise_buyers
from voxlake.people.value.holdout import Holdout, measure, predicted_and_actual
from voxlake.people.value.model import fit_value
from voxlake.people.value.settings import ValueSettings

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def lines(spark, shared_data):
    return retail_lines(spark, shared_data).persist()


def test_half_a_year_of_a_shop_foretells_the_next_half(lines, measured):
    first, last = lines.selectExpr("min(order_date)", "max(order_date)").first()
    holdout, settings = Holdout.of(first, last, None), ValueSettings()
    buyers = summarise_buyers(lines, as_of=holdout.cutoff, unit_days=7).persist()

    fitted = fit_value(buyers, "GBP", settings)
    rows = predicted_and_actual(lines, buyers, fitted.model, holdout, settings).persist()
    found = measure(rows).figures

    told = [f"{name} {value:.3f}" for name, value in {**fitted.metrics, **found}.items()]
    measured("\n".join([f"online_retail, {holdout}, {rows.count()} buyers", *told]))
    # Recent spend is the better one here: docs/value.md says why and by how much.
    for error in ("value_mean_absolute_error", "orders_mean_absolute_error"):
        assert found[f"model_{error}"] < found[f"cell_mean_{error}"], error
    assert found["model_value_gini"] > found["cell_mean_value_gini"]
    assert 0.9 <= found["model_orders_within_limits"] < 0.99
    rows.unpersist()
    buyers.unpersist()
