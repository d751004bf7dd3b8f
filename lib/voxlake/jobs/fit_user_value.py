"""Fit how often people buy, how long they stay and what they spend."""

from __future__ import annotations

import logging

from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.people.value.buyers import currency_of, summarise_buyers
from voxlake.people.value.model import count_repeat_buyers, dependence_of_spend, fit_value
from voxlake.people.value.odd import odd_in_words
from voxlake.people.value.outlook import HISTORY
from voxlake.people.value.picture import repeat_purchase_picture
from voxlake.people.value.settings import ValueSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import PURCHASE_LINES

_log = logging.getLogger(__name__)


def run(ctx: Context, settings: ValueSettings) -> None:
    """Fit on all purchases up to the day, register, and make the new version the champion."""
    until = settings.observed(ctx.as_of)
    lines = ctx.lake.history(PURCHASE_LINES, until)
    summed_up = summarise_buyers(lines, as_of=until, unit_days=settings.unit_days)
    # Not the country, which costs a sort of all lines.
    needed = summed_up.select("user_id", *HISTORY, "mean_value", "first_order_date")
    with persisted(needed) as buyers:
        repeat_buyers = count_repeat_buyers(buyers)
        if repeat_buyers < settings.min_repeat_buyers:
            raise TooLittleDataError(
                f"A fit of value needs {settings.min_repeat_buyers} buyers who came back, and "
                f"there are {repeat_buyers}. Ingest more orders, or lower value.min_repeat_buyers."
            )
        with ctx.models.fit(
            "value", settings, {"purchase_lines": ctx.lake.version(PURCHASE_LINES)}
        ) as fit:
            currency = currency_of(lines)
            fitted = fit_value(buyers, currency, settings)
            fit.metrics(fitted.metrics, split="train")
            first = buyers.agg(F.min("first_order_date")).collect()[0][0]
            fit.days(first, until, split="orders")
            fit.picture(
                repeat_purchase_picture(fitted.model.orders, fitted.histories), "repeat_purchases"
            )
            version = fit.register(fitted.model.to_dict())
            fit.promote()
    ctx.note(version=version, repeat_buyers=repeat_buyers, purchases=f"all up to {until}")
    if fitted.odd:
        said = odd_in_words(fitted.odd, currency)
        _log.warning("odd amounts: %s", said)
        ctx.note(
            odd_amounts=f"{said}; the spends of others are fitted without (value.odd_spend)",
            spend_without=str(fitted.model.spend),
            spend_with=str(fitted.spend_with_odd or "no mean that is finite"),
        )
    if warning := dependence_of_spend(fitted.metrics, settings):
        _log.warning(warning)
        ctx.note(warning=warning)
