"""Jobs on demand: what happens at which hour, and how it will go on."""

from voxlake.people.demand.settings import DemandSettings
from voxlake.people.forecast.settings import ForecastSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    ACTIVITY_HOURS,
    DEMAND,
    EVENTS,
    EVERYTHING,
    FORECASTS,
    GROWTH,
    MODEL_METRICS,
    ORDER_RECONCILIATION,
    ORDERS,
    POSTS,
    PURCHASE_LINES,
    USER_SEGMENTS,
    USERS,
    Read,
)

_DEMAND = Section("demand", DemandSettings)

DEMAND_JOBS: tuple[Job, ...] = (
    Job(
        "count_activity",
        "Counts posts, orders, events and what posts received by local hour.",
        section=_DEMAND,
        reads=(
            Read(POSTS, EVERYTHING),
            Read(ORDERS, EVERYTHING),
            Read(PURCHASE_LINES, EVERYTHING),
            Read(ORDER_RECONCILIATION, EVERYTHING),
            Read(EVENTS, EVERYTHING),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
            Read(ACTIVITY_HOURS, EVERYTHING),
        ),
        writes=(ACTIVITY_HOURS,),
    ),
    Job(
        "build_demand",
        "Says how much each segment does and receives in each hour of the week.",
        section=_DEMAND,
        reads=(Read(ACTIVITY_HOURS, EVERYTHING),),
        writes=(DEMAND,),
    ),
    Job(
        "forecast_growth",
        "Forecasts users, orders and revenue of each segment, four weeks ahead.",
        section=Section("forecast", ForecastSettings),
        reads=(Read(GROWTH, "history_days"), Read(ACTIVITY_HOURS, "history_days")),
        writes=(FORECASTS, MODEL_METRICS),
    ),
)
