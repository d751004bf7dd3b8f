"""Jobs on users: how they feel, what they are like, which segment they are in."""

from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.tables import (
    EVENTS,
    FOLLOWS,
    MODEL_METRICS,
    POST_EMOTION,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    SEGMENT_CANDIDATES,
    SEGMENT_MOOD_WEEKLY,
    SEGMENT_MOVES,
    SEGMENT_NAMES,
    SEGMENT_PROFILES,
    TOPICS,
    USER_FEATURES,
    USER_MOOD,
    USER_MOOD_WEEKLY,
    USER_SEGMENTS,
    USER_VALUE,
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
    Read(PURCHASE_LINES, "window_days"),
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
        reads=(Read(USER_FEATURES, EVERYTHING), Read(TOPICS, EVERYTHING)),
        writes=(SEGMENT_CANDIDATES, MODEL_METRICS),
        fits="segments",
    ),
    Job(
        "learn_segments",
        "Lets the centres of the segments learn from the users of a day, without a refit.",
        section="segments",
        reads=(Read(USER_FEATURES),),
        writes=(MODEL_METRICS,),
        uses=("segments",),
        on_request=True,
    ),
    Job(
        "assign_segments",
        "Says which segment each user is in, and who moved to another.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(USER_SEGMENTS, EVERYTHING)),
        writes=(USER_SEGMENTS, SEGMENT_MOVES),
        uses=("segments",),
    ),
    Job(
        "watch_segments",
        "Measures how far users have drifted from those that segments were fitted on.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(USER_SEGMENTS)),
        writes=(MODEL_METRICS,),
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

PROFILES: tuple[Job, ...] = (
    Job(
        "build_segment_profiles",
        "Says what each segment is like: size, value, mood, hours, and what sets it apart.",
        section="segments",
        reads=(
            Read(USER_FEATURES),
            Read(USER_SEGMENTS),
            Read(USER_VALUE),
            Read(USER_MOOD),
            Read(POSTS, "profile_days"),
            Read(TOPICS, EVERYTHING),
            Read(SEGMENT_PROFILES, EVERYTHING),
        ),
        writes=(SEGMENT_NAMES, SEGMENT_PROFILES),
        uses=("segments",),
    ),
)
"""What is told of segments once the value of their users is known."""
