"""Regress revenue and conversion on spend, and predict what planned campaigns bring."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.errors import TooLittleDataError
from voxlake.jobs.common.returns import (
    campaigns_told,
    lines_told,
    other_currencies,
    replace_rows,
    spend_told,
)
from voxlake.marketing.returns.money import lines_by_campaign
from voxlake.marketing.returns.roi.fit import fit_conversion, fit_revenue
from voxlake.marketing.returns.roi.predicted import Fits, prediction_rows
from voxlake.marketing.returns.roi.rows import channels_of, regression_rows, span_of
from voxlake.marketing.returns.roi.told import coefficient_rows
from voxlake.marketing.returns.settings import ReturnSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import EVENTS, ORDERS, ROI_COEFFICIENTS, ROI_PREDICTIONS


def run(ctx: Context, settings: ReturnSettings) -> None:
    """Fit on the last days up to the day; both tables get the day's rows.

    Raises:
        TooLittleDataError: there are no orders, or too few rows for a regression.
    """
    lines, currency = lines_told(ctx)
    if currency is None:
        raise TooLittleDataError("There are no orders to regress on spend. Ingest some.")
    spend = spend_told(ctx, currency, settings.orders)
    other_currencies(ctx, spend, currency)
    first, last = span_of(ctx.as_of, settings)

    def seen(rows: DataFrame, day: str) -> DataFrame:
        return rows.where(F.col(day).between(F.lit(first), F.lit(last)))

    paid = seen(spend.where(F.col("currency") == F.lit(currency)), "spend_date")
    sold = lines_by_campaign(seen(lines, "order_date"), ctx.lake.history(ORDERS, last))
    events = seen(ctx.lake.history(EVENTS, last), "event_date")
    is_click = F.col("event_type").isin(list(settings.click_events))
    clicks = events.where(is_click & F.col("campaign_id").isNotNull())
    channels = channels_of(paid, settings)
    with persisted(regression_rows(paid, sold, clicks, channels, settings)) as rows:
        revenue = fit_revenue(rows, channels, settings)
        conversion = fit_conversion(rows, channels, settings)
    fits = Fits(revenue, conversion, currency)
    told = [
        row
        for found in filter(None, (revenue, conversion))
        for row in coefficient_rows(found, currency, ctx.as_of, settings)
    ]
    replace_rows(ctx, told, ROI_COEFFICIENTS)
    campaigns = campaigns_told(ctx, settings.max_rows)
    replace_rows(ctx, prediction_rows(campaigns, fits, ctx.as_of, settings), ROI_PREDICTIONS)
    ctx.note(rows=revenue.spread.count, r_squared=revenue.fit.r_squared)
