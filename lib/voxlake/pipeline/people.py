"""Jobs on users: how they feel, what they are like, which segment they are in."""

from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    MODEL_METRICS,
    ORDERS,
    POST_EMOTION,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    SEGMENT_MOOD_WEEKLY,
    SEGMENT_PROFILES,
    TOPICS,
    USER_FEATURES,
    USER_MOOD,
    USER_MOOD_WEEKLY,
    USER_SEGMENTS,
    USERS,
)

_OF_MOOD = (
    Read(POSTS, "window_days"),
    Read(POST_EMOTION, "window_days"),
    Read(USERS, EVERYTHING),
)

FEATURE_INPUTS = (
    Read(POSTS, "window_days"),
    Read(POST_SENTIMENT, "window_days"),
    Read(POST_TOPICS, "window_days"),
    Read(ORDERS, "window_days"),
    Read(EVENTS, "window_days"),
    Read(USERS, EVERYTHING),
    Read(FOLLOWS, EVERYTHING),
    Read(USER_FEATURES, EVERYTHING),
)
"""What user features are made of; earlier ones tell how followers grow."""

PEOPLE: tuple[Job, ...] = (
    Job(
        "tune_mood",
        "Fits the rule of moods to users whose mood is known.",
        section="mood",
        reads=_OF_MOOD,
        writes=(MODEL_METRICS,),
        fits="mood",
        on_request=True,
    ),
    Job(
        "build_user_mood",
        "Says what the posts by and about each user sound like, taken together.",
        section="mood",
        reads=_OF_MOOD,
        writes=(USER_MOOD,),
        needs=POSTS,
    ),
    Job(
        "build_user_features",
        "Describes each user by posts, sentiment, topics, hours, purchases and what logs tell.",
        section="features",
        reads=FEATURE_INPUTS,
        writes=(USER_FEATURES,),
    ),
    Job(
        "fit_segments",
        "Finds groups of users who are alike.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(TOPICS, EVERYTHING)),
        writes=(MODEL_METRICS,),
        fits="segments",
    ),
    Job(
        "assign_segments",
        "Says which segment each user is in, and what sets each segment apart.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(TOPICS, EVERYTHING)),
        writes=(USER_SEGMENTS, SEGMENT_PROFILES),
        uses=("segments",),
    ),
    Job(
        "build_weekly_mood",
        "Says what users and segments sound like, week by week.",
        section="mood",
        reads=(
            Read(POSTS, 6),
            Read(POST_EMOTION, 6),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(USER_MOOD_WEEKLY, SEGMENT_MOOD_WEEKLY),
        needs=POSTS,
    ),
)
