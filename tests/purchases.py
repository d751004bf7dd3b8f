"""Orders as the purchases that they are."""

from __future__ import annotations

from datetime import date
from typing import Any

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.people.orders.lines import purchase_lines
from voxlake.people.orders.rates import reporting_currency, with_rate
from voxlake.people.orders.refunds import taken_back, with_buyers
from voxlake.people.orders.settings import OrderSettings
from voxlake.tables import ORDERS, PURCHASE_LINES


def purchase_lines_of(orders: DataFrame, **settings: Any) -> DataFrame:
    """Rows of `purchase_lines` of all these rows of `orders`, by settings that differ."""
    chosen = OrderSettings(**settings)
    missing = [field for field in ORDERS.schema if field.name not in orders.columns]
    whole = orders.withColumns({f.name: F.lit(None).cast(f.dataType) for f in missing})
    whole = with_buyers(whole, date(1970, 1, 1), chosen)
    currency = reporting_currency(whole, chosen)
    told = with_rate(whole, currency, chosen, date(2100, 1, 1))
    none_before = orders.sparkSession.createDataFrame([], PURCHASE_LINES.schema)
    taken = taken_back(told, none_before, date(1970, 1, 1), chosen)
    return purchase_lines(told, taken, currency, chosen)
