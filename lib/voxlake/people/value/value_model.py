"""What a fit of value gives: the models of purchases and of spend, as plain numbers; no Spark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from voxlake.core.errors import ConfigError
from voxlake.people.value.beta_geometric import BgNbd, MbgNbd
from voxlake.people.value.gamma_gamma import GammaGamma
from voxlake.people.value.likelihood import Covariance
from voxlake.people.value.pareto_nbd import ParetoNbd
from voxlake.people.value.purchases import PurchaseModel
from voxlake.people.value.settings import ValueSettings

KINDS: Mapping[str, type[PurchaseModel]] = {
    "bg_nbd": BgNbd,
    "mbg_nbd": MbgNbd,
    "pareto_nbd": ParetoNbd,
}
_COVARIANCES = ("orders_covariance", "spend_covariance")


@dataclass(frozen=True)
class ValueModel:
    """A fitted purchase model and spend model, with the unit and currency they count in."""

    orders: PurchaseModel
    spend: GammaGamma
    unit_days: int
    currency: str | None
    orders_covariance: Covariance | None = None
    """Of the logarithms of the parameters of `orders`; None: not known."""
    spend_covariance: Covariance | None = None
    """As above, of `spend`."""

    @classmethod
    def of(cls, model: Mapping[str, Any]) -> ValueModel:
        """The model that `to_dict` wrote down."""
        (kind,) = KINDS.keys() & model.keys()
        return cls(
            KINDS[kind](**model[kind]),
            GammaGamma(**model["gamma_gamma"]),
            model["unit_days"],
            model["currency"],
            *(_as_tuples(model.get(name)) for name in _COVARIANCES),
        )

    def to_dict(self) -> dict[str, Any]:
        """The model as JSON holds it."""
        (kind,) = (name for name, kind in KINDS.items() if type(self.orders) is kind)
        return {
            kind: asdict(self.orders),
            "gamma_gamma": asdict(self.spend),
            "unit_days": self.unit_days,
            "currency": self.currency,
            **{name: getattr(self, name) for name in _COVARIANCES},
        }


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


def _as_tuples(rows: Sequence[Sequence[float]] | None) -> Covariance | None:
    return None if rows is None else tuple(tuple(row) for row in rows)
