"""Forecast users, orders and revenue of each segment, into `forecasts`."""

from __future__ import annotations

from voxlake.core.days import Days
from voxlake.people.forecast.series import Spans, backtest_metrics, daily_series, forecast_series
from voxlake.people.forecast.settings import ForecastSettings
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import ACTIVITY_HOURS, FORECASTS, GROWTH, MODEL_METRICS


def run(ctx: Context, settings: ForecastSettings) -> None:
    """Forecast from the last days up to the day; keep how the past would have been forecast."""
    growth, activity = (
        ctx.lake.history(table, ctx.as_of, settings.history_days)
        for table in (GROWTH, ACTIVITY_HOURS)
    )
    day = Days.of([ctx.as_of])
    with persisted(daily_series(growth, activity)) as daily:
        spans = Spans.of(daily, ctx.as_of)
        ctx.lake.replace(forecast_series(daily, ctx.as_of, settings), FORECASTS, day)
    metrics = backtest_metrics(ctx.lake.read(FORECASTS, day), ctx.as_of, settings)
    ctx.lake.merge_values(metrics, MODEL_METRICS)
    ctx.note(
        series=spans.count,
        too_short=spans.too_short,
        history=f"at most the {settings.history_days} days up to {ctx.as_of}",
    )
