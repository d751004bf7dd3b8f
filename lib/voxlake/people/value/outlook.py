"""What a history foretells of the time ahead, within horizons, and how surely.

Two kinds of intervals are told apart. The expectation itself is uncertain, because the parameters
were estimated: the delta method carries their covariance over, on a scale without bounds (logits
of probabilities, logarithms of orders and money). What one buyer then does is spread around the
expectation: the distribution of the number of orders given the history, and of what they cost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import norm

from voxlake.people.value.outcomes import Outcomes
from voxlake.people.value.purchases import PurchaseModel, probability_alive
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel

Array = NDArray[np.float64]

HISTORY = ("frequency", "recency", "age")
OUTLOOK = """frequency long, recency double, age double, horizon_days int,
    alive double, alive_low double, alive_high double, churn double, no_order double,
    orders double, orders_low double, orders_high double, orders_variance double,
    possible_orders_low double, possible_orders_high double,
    discounted double, discounted_variance double, squares double,
    money_low double, money_high double,
    orders_gradient array<double>, discounted_gradient array<double>"""
"""Columns of `outlook`.

`orders_variance` is that of the number of orders around what is expected, `squares` the mean of
its square; `discounted` are the orders of the horizon, each by what money is worth when it comes;
`discounted_variance` is that of their logarithm, from the parameters; gradients are of logarithms,
by the logarithms of the parameters; `money_low` and `money_high` are limits of the money that one
buyer spends, in units of v plus what the repeat purchases so far cost.
"""

_YEAR_DAYS = 365
_STEP = 1e-4  # of a logarithm


@dataclass(frozen=True)
class Ahead:
    """Times from now on, and how orders until then add up to those of each horizon."""

    times: Array
    """Days, rising."""
    shares: Array
    """For each horizon two rows, of a factor for each time: all orders, and discounted ones."""

    @classmethod
    def of(cls, settings: ValueSettings, horizons: tuple[int, ...]) -> Ahead:
        """The ends of the periods until each horizon.

        Orders of a period count with (1 + rate) to the power of minus the years until its end: the
        discrete discounting of Fader, Hardie & Lee 2005, "RFM and CLV".
        """
        ends = {h: [*range(settings.period_days, h, settings.period_days), h] for h in horizons}
        times = sorted({end for of_one in ends.values() for end in of_one})
        shares = np.zeros((2 * len(horizons), len(times)))
        for row, (horizon, of_one) in enumerate(ends.items()):
            shares[2 * row, times.index(horizon)] = 1.0
            worth = [(1 + settings.discount_rate) ** (-end / _YEAR_DAYS) for end in of_one]
            for end, now, after in zip(of_one, worth, [*worth[1:], 0.0], strict=True):
                shares[2 * row + 1, times.index(end)] = now - after
        return cls(np.array(times, dtype=float), shares)

    def orders(self, stayed: PurchaseModel, unit_days: int) -> Array:
        """Orders of those who stayed: a row for each row of `shares`, a column for each buyer."""
        until = np.array([stayed.expected(time / unit_days) for time in self.times])
        return np.asarray(self.shares @ until)


def outlook(histories: pd.DataFrame, model: ValueModel, settings: ValueSettings) -> pd.DataFrame:
    """Rows of `OUTLOOK`: one for each of some distinct histories and each horizon."""
    horizons = settings.all_horizons
    x, last, now = (histories[name].to_numpy(np.float64) for name in HISTORY)
    buys, covariance = model.orders, _matrix(model)
    pairs, which = np.unique(np.stack([x, now]), axis=1, return_inverse=True)
    which = which.reshape(-1)
    alive = probability_alive(buys, x, last, now)
    odds = buys.log_odds_gone(x, last, now)
    by_odds = np.nan_to_num(log_gradient(buys, lambda m: _finite(m.log_odds_gone(x, last, now))))
    ahead = Ahead.of(settings, horizons)

    def logs(at: PurchaseModel) -> Array:
        return np.log(ahead.orders(at.of_those_who_stayed(*pairs), model.unit_days))

    if_stayed, by_stayed = np.exp(logs(buys))[:, which], log_gradient(buys, logs)[:, which]
    gradients = by_stayed - ((1 - alive)[:, None] * by_odds)
    z = norm.ppf((1 + settings.interval) / 2)
    alive_off = z * np.sqrt(_variance(by_odds, covariance))
    churn_days = () if settings.churn_days in horizons else (settings.churn_days,)
    outcomes = {
        days: Outcomes.of(model, pairs, which, alive, days=days, interval=settings.interval)
        for days in (*horizons, *churn_days)
    }
    churns = outcomes[settings.churn_days].none if settings.churn_rule == "no_order" else 1 - alive
    parts = []
    for row, days in enumerate(horizons):
        came, orders = outcomes[days], alive * if_stayed[2 * row]
        off = z * np.sqrt(_variance(gradients[2 * row], covariance))
        part = {
            "alive": alive,
            "alive_low": expit(-odds - alive_off),
            "alive_high": expit(-odds + alive_off),
            "churn": churns,
            "no_order": came.none,
            "orders": orders,
            "orders_low": orders * np.exp(-off),
            "orders_high": orders * np.exp(off),
            "orders_variance": np.maximum(came.squares - orders**2, 0.0),
            "possible_orders_low": came.orders_low,
            "possible_orders_high": came.orders_high,
            "discounted": alive * if_stayed[2 * row + 1],
            "discounted_variance": _variance(gradients[2 * row + 1], covariance),
            "squares": came.squares,
            "money_low": came.money_low,
            "money_high": came.money_high,
            "orders_gradient": list(gradients[2 * row]),
            "discounted_gradient": list(gradients[2 * row + 1]),
        }
        parts.append(histories[[*HISTORY]].assign(horizon_days=days, **part))
    return pd.concat(parts, ignore_index=True)


def log_gradient(model: PurchaseModel, of: Callable[[PurchaseModel], Array]) -> Array:
    """How a figure of a model changes with the logarithm of each parameter, in a last axis."""
    sides = []
    for field in fields(model):
        value = getattr(model, field.name)
        up, down = (replace(model, **{field.name: value * np.exp(s)}) for s in (_STEP, -_STEP))
        sides.append((of(up) - of(down)) / (2 * _STEP))
    return np.stack(sides, axis=-1)


def _matrix(model: ValueModel) -> Array:
    size = len(fields(model.orders))
    known = model.orders_covariance
    return np.full((size, size), np.nan) if known is None else np.array(known)


def _variance(gradients: Array, covariance: Array) -> Array:
    return np.asarray(np.einsum("...i,ij,...j->...", gradients, covariance, gradients))


def _finite(odds: Array) -> Array:
    """The odds, and 0 where nobody can have left."""
    return np.where(np.isfinite(odds), odds, 0.0)
