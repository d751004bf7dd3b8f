"""Jobs that recommend posts and items to users."""

from voxlake.pipeline.job import Job, Section
from voxlake.recommend.content.settings import ContentSettings
from voxlake.tables import (
    CONTENT_FACTORS,
    CONTENT_RECOMMENDATIONS,
    EVENTS,
    EVERYTHING,
    MODEL_METRICS,
    ORDERS,
    POST_LANGUAGE,
    POSTS,
    TEXT_MEANINGS,
    USER_LIMITS,
    USER_SEGMENTS,
    USERS,
    Read,
)

CONTENT_SECTION = Section("recommend_content", ContentSettings)
_ACTIONS = (
    Read(EVENTS, "window_days"),
    Read(POSTS, "window_days"),
    Read(ORDERS, "window_days"),
    Read(USER_LIMITS, EVERYTHING),
)

RECOMMEND_CONTENT: tuple[Job, ...] = (
    Job(
        "fit_content_model",
        "Fits factors of posts and items to what users liked, shared, answered, clicked, bought.",
        section=CONTENT_SECTION,
        reads=(
            *_ACTIONS,
            Read(TEXT_MEANINGS, "window_days"),
            Read(CONTENT_FACTORS, EVERYTHING),
        ),
        writes=(CONTENT_FACTORS, MODEL_METRICS),
        fits="content",
    ),
    Job(
        "recommend_content",
        "Says which posts and items to show to each user, in which order and why.",
        section=CONTENT_SECTION,
        reads=(
            *_ACTIONS,
            Read(POST_LANGUAGE, "window_days"),
            Read(TEXT_MEANINGS, "window_days"),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
            Read(CONTENT_FACTORS, EVERYTHING),
        ),
        writes=(CONTENT_RECOMMENDATIONS,),
        uses=("content",),
    ),
)
