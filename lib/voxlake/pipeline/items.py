"""Jobs on items: which go with which."""

from voxlake.pipeline.job import Job, Section
from voxlake.recommend.items.settings import ItemSettings
from voxlake.tables import (
    BOUGHT_TOGETHER,
    EVENTS,
    EVERYTHING,
    ORDERS,
    POSTS,
    SIMILAR_ITEMS,
    USER_LIMITS,
    Read,
)

ITEM_JOBS: tuple[Job, ...] = (
    Job(
        "build_items",
        "Says which items and posts the same users want, and which items are bought together.",
        section=Section("items", ItemSettings),
        reads=(
            Read(EVENTS, "window_days"),
            Read(POSTS, "window_days"),
            Read(ORDERS, "window_days"),
            Read(USER_LIMITS, EVERYTHING),
        ),
        writes=(SIMILAR_ITEMS, BOUGHT_TOGETHER),
    ),
)
