"""Money of several currencies in one: the rate of each line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import ConfigError
from voxlake.people.orders.settings import OrderSettings
from voxlake.spark.bounded import collect_at_most

RATE_TYPE = "decimal(19,9)"
_MOST_CURRENCIES = 300
"""ISO 4217 has fewer than 200 in use."""


def reporting_currency(
    orders: DataFrame, settings: OrderSettings, *, so_far: str | None = None
) -> str | None:
    """The currency that money is told in: the chosen one or, if None, the only one there is.

    None without orders of users.

    Args:
        orders: Rows of `orders`.
        settings: The choice.
        so_far: The currency of the purchases of earlier days; None without any.

    Raises:
        ConfigError: There are several currencies and none was chosen.
    """
    if settings.currency is not None:
        return settings.currency
    there = currencies_of(orders.where(F.col("user_id").isNotNull()))
    found = sorted(there | ({so_far} if so_far else set()))
    if len(found) > 1:
        raise ConfigError(
            f"The orders are in {len(found)} currencies ({', '.join(found)}), and amounts in "
            "different currencies do not add up. Set orders.currency to the one to tell money in, "
            "and orders.rates to what the others are worth in it."
        )
    return found[0] if found else None


def currencies_of(orders: DataFrame) -> set[str]:
    """The currencies of orders; `unknown` among them where an order has none.

    Raises:
        InputError: they are more than there are in the world.
    """
    names = F.coalesce(F.nullif("currency", F.lit("")), F.lit("unknown")).alias("currency")
    found = collect_at_most(
        orders.select(names).distinct(),
        _MOST_CURRENCIES,
        "different values in orders.currency",
        "That are no currencies: see which column of its data the source file maps to it.",
    )
    return {row["currency"] for row in found}


def with_rate(
    orders: DataFrame, currency: str | None, settings: OrderSettings, until: date
) -> DataFrame:
    """The orders with `rate`: what one unit of their currency is worth; null where not known.

    Args:
        orders: With `currency` and `order_date`.
        currency: What rates lead to; its own rate is 1.
        settings: The rates.
        until: The last day of the orders.
    """
    fixed = {name: rate for name, rate in settings.rates.items() if isinstance(rate, Decimal)}
    of_itself = {currency: Decimal(1)} if currency else {}
    pairs = [(F.lit(name), _exact(rate)) for name, rate in (of_itself | fixed).items()]
    known = F.create_map(*(part for pair in pairs for part in pair))
    always = known.cast(f"map<string,{RATE_TYPE}>")[F.col("currency")]
    spans = [*_spans(settings, until)]
    if not spans:
        return orders.withColumn("rate", always)
    dated = orders.sparkSession.createDataFrame(
        spans, f"currency string, first date, last date, _rate {RATE_TYPE}"
    ).select("currency", "_rate", F.explode(F.sequence("first", "last")).alias("order_date"))
    with_days = orders.join(F.broadcast(dated), ["currency", "order_date"], how="left")
    return with_days.withColumn("rate", F.coalesce(always, "_rate")).drop("_rate")


def _spans(settings: OrderSettings, until: date) -> Iterator[tuple[str, date, date, Decimal]]:
    """Each rate that holds from a day: its currency, its first and last day, and itself."""
    for name, rates in settings.rates.items():
        if isinstance(rates, dict):
            ends = [*sorted(rates), max(until, *rates) + timedelta(days=1)]
            for first, end in pairwise(ends):
                yield name, first, end - timedelta(days=1), rates[first]


def _exact(rate: Decimal) -> Column:
    return F.lit(str(rate)).cast(RATE_TYPE)
