"""What buyers are worth: the models of purchases and spend, fitted on buyers in Spark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.errors import ConfigError
from voxlake.people.value import gamma_gamma
from voxlake.people.value.beta_geometric import BgNbd, MbgNbd
from voxlake.people.value.gamma_gamma import GammaGamma, Spends
from voxlake.people.value.pareto_nbd import ParetoNbd
from voxlake.people.value.purchases import Histories, PurchaseModel, fit_purchases
from voxlake.people.value.settings import ValueSettings

_HISTORY = ["frequency", "recency", "age"]
_SPEND = ["frequency", "mean_value"]
_BUCKETS = 1_000_000
_KINDS: dict[str, type[PurchaseModel]] = {
    "bg_nbd": BgNbd,
    "mbg_nbd": MbgNbd,
    "pareto_nbd": ParetoNbd,
}


@dataclass(frozen=True)
class ValueModel:
    """A fitted purchase model and spend model, with the unit and currency they count in."""

    orders: PurchaseModel
    spend: GammaGamma
    unit_days: int
    currency: str | None

    @classmethod
    def of(cls, model: Mapping[str, Any]) -> ValueModel:
        """The model that `to_dict` wrote down."""
        (kind,) = _KINDS.keys() & model.keys()
        return cls(
            _KINDS[kind](**model[kind]),
            GammaGamma(**model["gamma_gamma"]),
            model["unit_days"],
            model["currency"],
        )

    def to_dict(self) -> dict[str, Any]:
        """The model as JSON holds it."""
        (kind,) = (name for name, kind in _KINDS.items() if type(self.orders) is kind)
        return {
            kind: asdict(self.orders),
            "gamma_gamma": asdict(self.spend),
            "unit_days": self.unit_days,
            "currency": self.currency,
        }


@dataclass(frozen=True)
class ValueFit:
    """A fitted model, its figures and the histories that it was fitted on."""

    model: ValueModel
    metrics: dict[str, float]
    histories: Histories


def count_repeat_buyers(buyers: DataFrame) -> int:
    """Buyers who came back and spent money then: those that both models can be fitted on."""
    return buyers.where(F.col("mean_value") > 0).count()


def fit_value(buyers: DataFrame, currency: str | None, settings: ValueSettings) -> ValueFit:
    """The models that make the buyers' histories and spends most likely.

    The driver takes the counts of distinct histories, not the buyers; see
    `ValueSettings.max_groups`.

    Args:
        buyers: Rows of `summarise_buyers`, of which some came back.
        currency: Currency of their spends.
        settings: The unit of time, which the buyers were summarised in, and the bound.

    Raises:
        QualityError: A search did not converge, or the spend has no finite mean.
    """
    repeat_buyers = buyers.where(F.col("mean_value") > 0)
    histories = histories_of(buyers, settings.max_groups)
    spends = Spends(*_grouped(repeat_buyers, _SPEND, settings.max_groups))
    purchases = fit_purchases(_KINDS[settings.model], histories)
    model = ValueModel(
        purchases.model,
        gamma_gamma.fit_gamma_gamma(spends),
        settings.unit_days,
        currency,
    )
    correlation = repeat_buyers.agg(F.corr("frequency", "mean_value")).first()
    metrics = {
        **asdict(model.orders),
        **{f"{name}_error": error for name, error in purchases.standard_errors.items()},
        **asdict(model.spend),
        "fitted_buyers": histories.total,
        "fitted_repeat_buyers": spends.total,
        "distinct_histories": float(len(histories.count)),
        "orders_log_likelihood": model.orders.log_likelihood(histories)[0],
        "spend_log_likelihood": gamma_gamma.log_likelihood(model.spend, spends),
        "frequency_spend_correlation": correlation[0] if correlation else None,
    }
    known = {name: value for name, value in metrics.items() if value is not None}
    return ValueFit(model, {k: v for k, v in known.items() if np.isfinite(v)}, histories)


def histories_of(buyers: DataFrame, max_groups: int) -> Histories:
    """Counts of the buyers' distinct histories; see `ValueSettings.max_groups`."""
    return Histories(*_grouped(buyers, _HISTORY, max_groups))


def _grouped(buyers: DataFrame, keys: list[str], max_groups: int) -> list[np.ndarray[Any, Any]]:
    """The distinct values of the keys in order, and how many buyers have each.

    Exact up to `max_groups` of them; beyond it they are of about as many buyers, chosen by hash.
    """
    groups = buyers.groupBy(*keys).agg(F.count("*").alias("count"))
    if groups.count() > max_groups:
        share = max_groups / buyers.count()
        is_chosen = F.pmod(F.xxhash64("user_id"), F.lit(_BUCKETS)) < share * _BUCKETS
        groups = buyers.where(is_chosen).groupBy(*keys).agg(F.count("*").alias("count"))
    rows = groups.toPandas().sort_values(keys)
    return [rows[name].to_numpy(dtype=np.float64) for name in [*keys, "count"]]


def require_fitting(model: ValueModel, currency: str | None, settings: ValueSettings) -> ValueModel:
    """The model, if it counts as the settings and the orders (None without any) do.

    Raises:
        ConfigError: It was fitted in another currency or unit of time.
    """
    if currency in (None, model.currency) and model.unit_days == settings.unit_days:
        return model
    raise ConfigError(
        f"The champion of the model 'value' was fitted on orders in {model.currency} with a time "
        f"unit of {model.unit_days} days; the orders are in {currency} and value.unit is "
        f"{settings.unit!r}. Run the job fit_user_value again."
    )
