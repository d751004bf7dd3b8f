"""Jobs on timing: when to post, and what the days ahead will bring."""

from voxlake.marketing.timing.settings import EngagementForecastSettings, TimingSettings
from voxlake.pipeline.job import Job, Section
from voxlake.tables import (
    BEST_POST_TIMES,
    CAMPAIGNS,
    ENGAGEMENT_FORECASTS,
    EVERYTHING,
    MODEL_METRICS,
    POST_TOPICS,
    POSTS,
    TOPIC_NAMES,
    USER_SEGMENTS,
    USERS,
    Read,
)

TIMING_SECTION = Section("timing", TimingSettings)

TIMING: tuple[Job, ...] = (
    Job(
        "build_best_post_times",
        "Says what posts of each hour of the week gain for each account, and how sure that is.",
        section=TIMING_SECTION,
        reads=(
            Read(POSTS, "history_days"),
            Read(USERS, EVERYTHING),
            Read(CAMPAIGNS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(BEST_POST_TIMES, MODEL_METRICS),
        needs=POSTS,
    ),
    Job(
        "forecast_engagement",
        "Forecasts posts, reach and engagement by account, topic and segment, four weeks ahead.",
        section=Section("engagement_forecast", EngagementForecastSettings),
        reads=(
            Read(POSTS, "history_days"),
            Read(POST_TOPICS, "history_days"),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(ENGAGEMENT_FORECASTS, MODEL_METRICS),
        needs=POSTS,
    ),
)
