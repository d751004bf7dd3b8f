"""Say which purchase each line of an order belongs to, into `purchase_lines`."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.people.orders.lines import purchase_lines
from voxlake.people.orders.rates import reporting_currency, with_rate
from voxlake.people.orders.reconciliation import reconcile
from voxlake.people.orders.refunds import taken_back, with_buyers
from voxlake.people.orders.settings import OrderSettings
from voxlake.run.context import Context
from voxlake.tables import ORDER_RECONCILIATION, ORDERS, PURCHASE_LINES


def run(ctx: Context, settings: OrderSettings) -> None:
    """Work out the days and those after them, whose refunds may take back orders of these days."""
    built = ctx.lake.read(ORDER_RECONCILIATION)
    days = _days(ctx, built, settings)
    lookback = settings.refund_days
    window = None if lookback is None else len(days) + lookback
    history = with_buyers(ctx.lake.history(ORDERS, days.last, window), days.first, settings)
    so_far = built.where(F.col("order_date") < F.lit(days.first)).agg(F.max("currency"))
    currency = reporting_currency(history, settings, so_far=so_far.collect()[0][0])
    orders = with_rate(history, currency, settings, days.last)
    before = days.first - timedelta(days=1)
    earlier = ctx.lake.history(PURCHASE_LINES, before, lookback)
    taken = taken_back(orders, earlier, days.first, settings)
    of_days = orders.where(F.col("order_date") >= F.lit(days.first))
    ctx.lake.replace(purchase_lines(of_days, taken, currency, settings), PURCHASE_LINES, days)
    lines = ctx.lake.read(PURCHASE_LINES, days)
    told = reconcile(of_days, lines, currency=currency, definition=settings.definition)
    ctx.lake.replace(told, ORDER_RECONCILIATION, days)
    _note(ctx, days)


def _days(ctx: Context, built: DataFrame, settings: OrderSettings) -> Days:
    """From the first day asked for, or not built yet as the settings say, to the last built."""
    is_same = F.bool_and(F.col("definition") == settings.definition)
    last, all_same = built.agg(F.max("order_date"), is_same).collect()[0]
    if last is None or not all_same:
        first = ctx.lake.read(ORDERS).agg(F.min("order_date")).collect()[0][0]
    else:
        first = last + timedelta(days=1)
    return Days.between(min(first or ctx.as_of, ctx.days.first), max(last or ctx.as_of, ctx.as_of))


def _note(ctx: Context, days: Days) -> None:
    """Say how many lines were left out, so that nobody has to ask for it."""
    names = ("line_count", "without_user_line_count", "unknown_currency_line_count")
    told = ctx.lake.read(ORDER_RECONCILIATION, days)
    counts = told.agg(*(F.sum(name).alias(name) for name in names)).collect()[0]
    ctx.note(days=str(days), **{name: count or 0 for name, count in counts.asDict().items()})
