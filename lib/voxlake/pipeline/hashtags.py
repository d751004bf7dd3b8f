"""Jobs that count hashtags."""

from voxlake.pipeline.job import Job, Section
from voxlake.recommend.hashtags.settings import HashtagTableSettings
from voxlake.tables import (
    EVERYTHING,
    HASHTAG_PAIRS,
    HASHTAG_TEXTS,
    HASHTAGS,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_TOPICS,
    POSTS,
    USER_LIMITS,
    Read,
)

HASHTAG_JOBS: tuple[Job, ...] = (
    Job(
        "build_hashtags",
        "Counts hashtags: who uses them, about what, how positive it is, and what goes with them.",
        section=Section("hashtags", HashtagTableSettings),
        reads=(
            Read(POSTS, "window_days"),
            Read(POST_LANGUAGE, "window_days"),
            Read(POST_TOPICS, "window_days"),
            Read(POST_EMOTION, "window_days"),
            Read(USER_LIMITS, EVERYTHING),
        ),
        writes=(HASHTAGS, HASHTAG_PAIRS, HASHTAG_TEXTS),
        uses=("topics",),
        needs=POSTS,
    ),
)
