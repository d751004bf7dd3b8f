"""Reads what several jobs need of money that was spent and came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.marketing.returns.money import reported_spend
from voxlake.people.orders.settings import OrderSettings
from voxlake.people.value.buyers import currency_of
from voxlake.run.context import Context
from voxlake.spark.bounded import collect_at_most
from voxlake.spark.frames import frame_of
from voxlake.tables import CAMPAIGNS, PURCHASE_LINES, SPEND, Table

_REMEDY = "Look at campaign_id of the source: it names campaigns; or raise {section}.max_rows."


def lines_told(ctx: Context) -> tuple[DataFrame, str | None]:
    """Rows of `purchase_lines` up to the day, and their currency; None without any."""
    lines = ctx.lake.history(PURCHASE_LINES, ctx.as_of)
    return lines, currency_of(lines)


def spend_told(ctx: Context, currency: str | None, settings: OrderSettings) -> DataFrame:
    """Spend up to the day, in the currency of money where it can be."""
    campaigns = ctx.lake.read(CAMPAIGNS)
    spend = ctx.lake.history(SPEND, ctx.as_of)
    return reported_spend(spend, campaigns, currency, settings, ctx.as_of)


def campaigns_told(ctx: Context, most: int) -> list[dict[str, object]]:
    """What is planned, or was."""
    names = ("campaign_id", "name", "channel", "content_type", "starts_on", "ends_on")
    rows = ctx.lake.read(CAMPAIGNS).select(*names, "budget", "currency")
    found = collect_at_most(rows, most, "campaigns", _REMEDY.format(section="returns"))
    return [row.asDict() for row in found]


def other_currencies(ctx: Context, spend: DataFrame, currency: str | None) -> None:
    """Note the money that is in other currencies without a rate, and so in no fit."""
    left = spend.where(F.col("currency") != F.lit(currency)).groupBy("currency")
    rows = left.agg(F.sum("amount").alias("amount")).orderBy("currency").limit(10).collect()
    if rows:
        told = ", ".join(f"{row['amount']} {row['currency']}" for row in rows)
        ctx.note(left_out=f"spend without a rate in orders.rates: {told}")


def replace_rows(ctx: Context, rows: Iterable[Mapping[str, object]], table: Table) -> None:
    """Put rows of the day in the place of those before."""
    values = [tuple(row.get(name) for name in table.column_names) for row in rows]
    ctx.lake.replace(frame_of(ctx.spark, values, table.schema), table, Days.of([ctx.as_of]))
