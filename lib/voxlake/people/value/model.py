"""What buyers are worth: the models of purchases and spend, fitted on buyers in Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import QualityError
from voxlake.people.value import gamma_gamma
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.histories import histories_of, spends_of
from voxlake.people.value.odd import OddBuyer, find_odd, without
from voxlake.people.value.purchases import Histories, fit_purchases
from voxlake.people.value.settings import ValueSettings
from voxlake.people.value.value_model import KINDS, ValueModel

_SURE = 2.58  # standard errors that one in a hundred is off by chance


@dataclass(frozen=True)
class ValueFit:
    """A fitted model, its figures and the histories that it was fitted on.

    `odd` are the buyers whose spends were left out, `spend_with_odd` is the spend model with them:
    None where nobody is odd, or with them no mean is finite.
    """

    model: ValueModel
    metrics: dict[str, float]
    histories: Histories
    odd: tuple[OddBuyer, ...] = ()
    spend_with_odd: GammaGamma | None = None


def count_repeat_buyers(buyers: DataFrame) -> int:
    """Buyers who came back and spent money then: those that both models can be fitted on."""
    return buyers.where(F.col("mean_value") > 0).count()


def fit_value(buyers: DataFrame, currency: str | None, settings: ValueSettings) -> ValueFit:
    """The models that make the buyers' histories and spends most likely.

    The driver takes the counts of distinct histories, not the buyers; see
    `ValueSettings.max_groups`.

    Args:
        buyers: Rows of `summarise_buyers`, of which some came back. Those whose amounts are odd
            tell when people buy, not what they spend.
        currency: Currency of their spends.
        settings: The unit of time, which the buyers were summarised in, and the bound.

    Raises:
        QualityError: A search did not converge, or the spend has no finite mean.
    """
    repeat_buyers = buyers.where(F.col("mean_value") > 0)
    histories = histories_of(buyers, unit_days=settings.unit_days, max_groups=settings.max_groups)
    odd = find_odd(buyers, settings)
    spends = spends_of(without(repeat_buyers, odd), max_groups=settings.max_groups)
    purchases = fit_purchases(KINDS[settings.model], histories)
    spend = gamma_gamma.fit_gamma_gamma(spends)
    model = ValueModel(
        purchases.model,
        spend.model,
        settings.unit_days,
        currency,
        purchases.uncertainty,
        spend.uncertainty,
    )
    correlation = without(repeat_buyers, odd).agg(F.corr("frequency", "mean_value")).first()
    metrics = {
        **asdict(model.orders),
        **asdict(model.spend),
        **{
            f"{name}_error": error
            for fitted in (purchases, spend)
            for name, error in fitted.standard_errors.items()
        },
        "fitted_buyers": histories.total,
        "fitted_repeat_buyers": spends.total,
        "fitted_histories": float(len(histories.count)),
        "orders_log_likelihood": model.orders.log_likelihood(histories)[0],
        "spend_log_likelihood": gamma_gamma.log_likelihood(model.spend, spends),
        "frequency_spend_correlation": correlation[0] if correlation else None,
    }
    known = {name: value for name, value in metrics.items() if value is not None}
    finite = {k: v for k, v in known.items() if np.isfinite(v)}
    with_odd = _spend_of_all(repeat_buyers, settings) if odd else None
    return ValueFit(model, finite, histories, tuple(odd), with_odd)


def _spend_of_all(repeat_buyers: DataFrame, settings: ValueSettings) -> GammaGamma | None:
    try:
        spends = spends_of(repeat_buyers, max_groups=settings.max_groups)
        return gamma_gamma.fit_gamma_gamma(spends).model
    except QualityError:
        return None


def dependence_of_spend(metrics: Mapping[str, float], settings: ValueSettings) -> str | None:
    """What to warn of where frequency and spend are not independent, as Gamma-Gamma takes them.

    That is where they correlate by more than the settings say and by more than chance would have.
    """
    correlation = metrics.get("frequency_spend_correlation", 0.0)
    by_chance = _SURE / np.sqrt(metrics["fitted_repeat_buyers"])
    if abs(correlation) <= max(settings.max_correlation, by_chance):
        return None
    more, value = ("less", "low") if correlation < 0 else ("more", "high")
    return (
        f"Buyers who come often spend {more} per purchase (correlation {correlation:.2f}, and "
        f"value.max_correlation is {settings.max_correlation}). The model takes the two as "
        f"independent, so what it expects of buyers with few purchases may be too {value}."
    )
