"""What one buyer is expected to be worth, of the purchases so far, without Spark.

The numbers are those of `user_value_horizons`; `money` and `scores` have the same formulas as
columns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import pandas as pd
from scipy.stats import norm

from voxlake.people.value.outlook import outlook
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import ValueModel


@dataclass(frozen=True)
class History:
    """What the models go by; times in days.

    Attributes:
        frequency: Days with a purchase after the first.
        recency: From the first to the last.
        age: From the first to the day that is looked from.
        mean_value: Mean spend of the purchases after the first; None without any.
    """

    frequency: int
    recency: float
    age: float
    mean_value: float | None

    @classmethod
    def of(cls, purchases: Iterable[tuple[date, float]], as_of: date) -> History:
        """The history of purchases up to a day; those of one day are one.

        Raises:
            ValueError: there is none up to that day.
        """
        by_day: dict[date, float] = {}
        for day, amount in purchases:
            if day <= as_of:
                by_day[day] = by_day.get(day, 0.0) + amount
        if not by_day:
            raise ValueError(f"there is no purchase up to {as_of}")
        first, *later = sorted(by_day)
        spent = sum(by_day[day] for day in later)
        return cls(
            len(later),
            ((later[-1] if later else first) - first).days,
            (as_of - first).days,
            spent / len(later) if later else None,
        )


@dataclass(frozen=True)
class Prospect:
    """What is expected of a buyer within a horizon, as `user_value_horizons` has it."""

    horizon_days: int
    probability_alive: float
    probability_no_order: float
    churn_probability: float
    expected_orders: float
    expected_orders_low: float | None
    expected_orders_high: float | None
    expected_value: float
    expected_value_low: float | None
    expected_value_high: float | None
    possible_value_low: float
    possible_value_high: float


def prospects(history: History, model: ValueModel, settings: ValueSettings) -> list[Prospect]:
    """What is expected within each horizon of the settings, the shortest first."""
    rows = pd.DataFrame([asdict(history)])
    rows[["recency", "age"]] /= model.unit_days
    ahead = outlook(rows, model, settings)
    return [_prospect(row, history, model, settings) for _, row in ahead.iterrows()]


def _prospect(
    row: pd.Series[float], history: History, model: ValueModel, settings: ValueSettings
) -> Prospect:
    p, q, v = model.spend.p, model.spend.q, model.spend.v
    unit = v + history.frequency * (history.mean_value or 0.0)
    sure = p * history.frequency + q - 1
    gradient = np.array([1 - p * history.frequency / sure, -q / sure, v / unit])
    spread = np.nan
    if model.spend_covariance is not None:
        of_spend = gradient @ np.array(model.spend_covariance) @ gradient
        spread = row["discounted_variance"] + of_spend
    off = float(norm.ppf((1 + settings.interval) / 2)) * np.sqrt(spread)
    value = row["discounted"] * p * unit / sure
    worth = row["discounted"] / row["orders"] * unit
    return Prospect(
        int(row["horizon_days"]),
        float(row["alive"]),
        float(row["no_order"]),
        float(row["churn"]),
        float(row["orders"]),
        _known(row["orders_low"]),
        _known(row["orders_high"]),
        float(value),
        _known(value * np.exp(-off)),
        _known(value * np.exp(off)),
        float(row["money_low"] * worth),
        float(row["money_high"] * worth),
    )


def _known(number: float) -> float | None:
    """The number; None where the fit did not tell how sure it is."""
    return float(number) if np.isfinite(number) else None
