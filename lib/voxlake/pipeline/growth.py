"""Jobs on growth: who comes, stays, comes back and leaves."""

from voxlake.people.growth.settings import GrowthSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    EVENTS,
    EVERYTHING,
    GROWTH,
    ORDERS,
    POSTS,
    RETENTION,
    USER_DAYS,
    USER_FIRST_DAYS,
    USER_SEGMENTS,
    Read,
)

GROWTH_JOBS: tuple[Job, ...] = (
    Job(
        "build_growth",
        "Counts who is active, who comes, stays, comes back and leaves, day by day.",
        section=Section("growth", GrowthSettings),
        reads=(
            Read(POSTS),
            Read(ORDERS),
            Read(EVENTS),
            Read(USER_DAYS, EVERYTHING),
            Read(USER_FIRST_DAYS, EVERYTHING),
            Read(GROWTH, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(USER_DAYS, USER_FIRST_DAYS, GROWTH, RETENTION),
    ),
)
