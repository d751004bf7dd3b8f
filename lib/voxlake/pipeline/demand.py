"""Jobs on demand: what happens at which hour."""

from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.tables import (
    ACTIVITY_HOURS,
    DEMAND,
    EVENTS,
    ORDERS,
    POSTS,
    USER_SEGMENTS,
    USERS,
)

DEMAND_JOBS: tuple[Job, ...] = (
    Job(
        "count_activity",
        "Counts posts, orders, events and what posts received by local hour.",
        section="demand",
        reads=(
            Read(POSTS),
            Read(ORDERS),
            Read(EVENTS),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(ACTIVITY_HOURS,),
    ),
    Job(
        "build_demand",
        "Says how much each segment does and receives in each hour of the week.",
        section="demand",
        reads=(Read(ACTIVITY_HOURS, "window_days"),),
        writes=(DEMAND,),
    ),
)
