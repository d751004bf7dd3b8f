"""Jobs on users: how they feel, what they are like, which segment they are in."""

from voxlake.people.features.settings import FeatureSettings
from voxlake.people.mood.settings import MoodSettings
from voxlake.people.segments.settings import SegmentSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    EVENTS,
    EVERYTHING,
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
    TOPIC_NAMES,
    TOPICS,
    USER_FEATURES,
    USER_MOOD,
    USER_MOOD_WEEKLY,
    USER_SEGMENTS,
    USER_VALUE,
    USERS,
    Read,
)

FEATURES = Section("features", FeatureSettings)
_MOOD = Section("mood", MoodSettings)
_SEGMENTS = Section("segments", SegmentSettings)

_OF_MOOD = (
    Read(POSTS, "window_days"),
    Read(POST_EMOTION, "window_days"),
    Read(USERS, EVERYTHING),
)

FEATURE_INPUTS = (
    Read(POSTS, EVERYTHING),
    Read(POST_SENTIMENT, "window_days"),
    Read(POST_TOPICS, "window_days"),
    Read(PURCHASE_LINES, "window_days"),
    Read(EVENTS, "window_days"),
    Read(USERS, EVERYTHING),
    Read(FOLLOWS, EVERYTHING),
    Read(USER_FEATURES, "growth_days"),
)
"""What user features are made of; earlier ones tell how followers grow.

Of posts, all tell which sources are dumps.
"""

PEOPLE: tuple[Job, ...] = (
    Job(
        "tune_mood",
        "Fits the rule of moods to users whose mood is known.",
        section=_MOOD,
        reads=_OF_MOOD,
        writes=(MODEL_METRICS,),
        fits="mood",
        on_request=True,
    ),
    Job(
        "build_user_mood",
        "Says what the posts by and about each user sound like, taken together.",
        section=_MOOD,
        reads=_OF_MOOD,
        writes=(USER_MOOD,),
        uses=("mood",),
        needs=POSTS,
    ),
    Job(
        "build_user_features",
        "Describes each user by posts, sentiment, topics, hours, purchases and what logs tell.",
        section=FEATURES,
        reads=FEATURE_INPUTS,
        writes=(USER_FEATURES,),
        uses=("topics",),
    ),
    Job(
        "fit_segments",
        "Finds groups of users who are alike.",
        section=_SEGMENTS,
        reads=(
            Read(USER_FEATURES, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING, of_earlier_runs=True),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
        ),
        writes=(SEGMENT_CANDIDATES, MODEL_METRICS),
        fits="segments",
        uses=("topics",),
    ),
    Job(
        "learn_segments",
        "Lets the centres of the segments learn from the users of a day, without a refit.",
        section=_SEGMENTS,
        reads=(Read(USER_FEATURES),),
        writes=(MODEL_METRICS,),
        uses=("segments",),
        on_request=True,
    ),
    Job(
        "assign_segments",
        "Says which segment each user is in, and who moved to another.",
        section=_SEGMENTS,
        reads=(Read(USER_FEATURES), Read(USER_SEGMENTS, EVERYTHING)),
        writes=(USER_SEGMENTS, SEGMENT_MOVES),
        uses=("segments",),
    ),
    Job(
        "watch_segments",
        "Measures how far users have drifted from those that segments were fitted on.",
        section=_SEGMENTS,
        reads=(Read(USER_FEATURES), Read(USER_SEGMENTS)),
        writes=(MODEL_METRICS,),
        uses=("segments",),
    ),
    Job(
        "build_weekly_mood",
        "Says what users and segments sound like, week by week.",
        section=_MOOD,
        reads=(
            Read(POSTS, 6),
            Read(POST_EMOTION, 6),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(USER_MOOD_WEEKLY, SEGMENT_MOOD_WEEKLY),
        uses=("mood",),
        needs=POSTS,
    ),
)

PROFILES: tuple[Job, ...] = (
    Job(
        "build_segment_profiles",
        "Says what each segment is like: size, value, mood, hours, and what sets it apart.",
        section=_SEGMENTS,
        reads=(
            Read(USER_FEATURES),
            Read(USER_SEGMENTS),
            Read(USER_VALUE),
            Read(USER_MOOD),
            Read(POSTS, "profile_days"),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(SEGMENT_PROFILES, EVERYTHING),
        ),
        writes=(SEGMENT_NAMES, SEGMENT_PROFILES),
        uses=("segments", "topics"),
    ),
)
"""What is told of segments once the value of their users is known."""
