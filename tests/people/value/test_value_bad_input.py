"""Buyers that tell little or nothing: a defined result or a clear error."""

import numpy as np
import pandas as pd
import pytest

from voxlake.people.value.beta_geometric import BgNbd, MbgNbd
from voxlake.people.value.gamma_gamma import Spends, fit_gamma_gamma
from voxlake.people.value.outlook import outlook
from voxlake.people.value.pareto_nbd import ParetoNbd
from voxlake.people.value.purchases import Histories, fit_purchases
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel

KINDS = pytest.mark.parametrize("kind", [BgNbd, MbgNbd, ParetoNbd], ids=lambda kind: kind.title)


@KINDS
def test_buyers_who_are_all_alike_are_fitted_and_have_an_outlook(kind):
    # 400 who came back three times in ten weeks, the last time after five, for 20 each.
    orders = fit_purchases(kind, Histories(*(np.array([v]) for v in (3.0, 5.0, 10.0, 400.0))))
    spend = fit_gamma_gamma(Spends(*(np.array([v]) for v in (3.0, 20.0, 400.0))))
    sure = (orders.uncertainty, spend.uncertainty)
    model = ValueModel(orders.model, spend.model, 7, "EUR", *sure)

    alike = pd.DataFrame({"frequency": [3], "recency": [5.0], "age": [10.0]})
    found = outlook(alike, model, ValueSettings(horizons=(), horizon_days=70)).iloc[0]

    # All at the same rate; half of the time since tells of some who left.
    assert 0 < found.orders < 6
    assert found.orders_low <= found.orders <= found.orders_high
    p, q, v = vars(spend.model).values()
    assert p * v / (q - 1) == pytest.approx(20, rel=1e-3)


@KINDS
def test_one_buyer_who_came_every_day_among_many_who_never_came_back(kind):
    histories = Histories(*map(np.array, ([0.0, 300.0], [0.0, 50.0], [50.0, 50.0], [400.0, 1.0])))

    fitted = fit_purchases(kind, histories)

    both = pd.DataFrame({"frequency": [0, 300], "recency": [0.0, 50.0], "age": [50.0, 50.0]})
    model = ValueModel(fitted.model, fit_gamma_gamma_of_any(), 7, "EUR", fitted.uncertainty)
    found = outlook(both, model, ValueSettings(horizons=(), horizon_days=70))
    assert found.orders[0] < 0.1
    assert found.orders[1] == pytest.approx(60, rel=0.1)
    assert np.isfinite(found.select_dtypes("number").to_numpy()).all()


def fit_gamma_gamma_of_any():
    draws = np.random.default_rng(2)
    means = draws.gamma(6, 1 / draws.gamma(4, 1 / 16, 200))
    return fit_gamma_gamma(Spends(np.ones(200), means, np.ones(200))).model
