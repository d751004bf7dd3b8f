"""Fit how often people buy, how long they stay and what they spend."""

from __future__ import annotations

from voxlake.job import Context
from voxlake.people.buyers import require_one_currency, summarise_buyers
from voxlake.people.value import count_repeat_buyers, fit_value
from voxlake.people.value_picture import repeat_purchase_picture
from voxlake.people.value_settings import ValueSettings
from voxlake.tables import ORDERS


def run(ctx: Context, settings: ValueSettings) -> None:
    """Fit on all orders up to the day; without enough buyers who came back, fit nothing."""
    orders = ctx.lake.history(ORDERS, ctx.as_of)
    currency = require_one_currency(orders, settings.currency)
    buyers = summarise_buyers(
        orders, currency=currency, as_of=ctx.as_of, unit_days=settings.unit_days
    ).persist()
    repeat_buyers = count_repeat_buyers(buyers)
    if repeat_buyers < settings.min_repeat_buyers:
        ctx.note(skipped=f"{repeat_buyers} buyers came back; {settings.min_repeat_buyers} needed")
    else:
        with ctx.models.fit("value", settings, {"orders": ctx.lake.version(ORDERS)}) as fit:
            fitted = fit_value(buyers, currency, settings)
            fit.metrics(fitted.metrics, split="train")
            fit.picture(
                repeat_purchase_picture(fitted.model.orders, fitted.histories), "repeat_purchases"
            )
            version = fit.register(fitted.model.to_dict())
            fit.promote()
        ctx.note(version=version, repeat_buyers=repeat_buyers)
    buyers.unpersist()
