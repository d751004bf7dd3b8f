"""Gold of forecasts: how users, orders and revenue will go on."""

from voxlake.tables.columns import ALL_USERS, AS_OF, NO_SEGMENT
from voxlake.tables.table import Table, column

FORECASTS = Table(
    name="forecasts_v1",
    layer="gold",
    comment="One row per series, segment, day ahead and interval: what is expected of the day.",
    keys=("as_of_date", "series", "segment_id", "target_date", "level"),
    partition="as_of_date",
    columns=(
        AS_OF,
        column("series", "string", "active_users, new_users, orders or revenue, all per day."),
        column(
            "segment_id",
            "integer",
            f"Segment; {NO_SEGMENT} without one, {ALL_USERS} for all together.",
        ),
        column("target_date", "date", "Day that is forecast."),
        column("level", "integer", "Probability of the interval, in percent."),
        column("forecast", "double", "Expected figure of the day; the same for every level."),
        column("low", "double", "Lower end of the interval."),
        column("high", "double", "Upper end of the interval."),
        column("model", "string", "ets, or seasonal_naive: the last week repeated."),
        column(
            "reason", "string", "Why the last week is repeated; null for ets.", is_personal=False
        ),
        column("history_days", "integer", "Days that the forecast looked back at."),
        column(
            "ets_mase",
            "double",
            "Error of ets in the backtest, over that of repeating weeks before; null: too short.",
        ),
        column("seasonal_naive_mase", "double", "The same of seasonal_naive."),
        column(
            "coverage",
            "double",
            "Share of the backtest's days that lay in the interval of this level; null: too short.",
        ),
    ),
)
