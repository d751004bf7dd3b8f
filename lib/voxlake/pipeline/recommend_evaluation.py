"""Jobs that judge recommendations: by what users did later, and by what they clicked."""

from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.recommend import CONTENT_SECTION
from voxlake.recommend.evaluation.settings import ClickSettings, EvaluationSettings
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    EVENTS,
    EVERYTHING,
    FOLLOWS,
    MODEL_METRICS,
    ORDERS,
    POST_LANGUAGE,
    POSTS,
    RECOMMENDATION_CLICKS,
    RECOMMENDATION_EVENTS,
    RECOMMENDATION_METRICS,
    TEXT_MEANINGS,
    USER_LIMITS,
    USER_RECOMMENDATIONS,
    USER_SEGMENTS,
    USERS,
    Read,
)

RECOMMEND_EVALUATION: tuple[Job, ...] = (
    Job(
        "evaluate_recommendations",
        "Says how well recommendations of a past day foretell what users did after it.",
        section=Section(
            "evaluate_recommendations", EvaluationSettings, takes={"content": CONTENT_SECTION}
        ),
        reads=(
            Read(CONTENT_RECOMMENDATIONS, EVERYTHING),
            Read(USER_RECOMMENDATIONS, EVERYTHING),
            Read(FOLLOWS, EVERYTHING),
            Read(EVENTS, "lookback_days"),
            Read(POSTS, "lookback_days"),
            Read(ORDERS, "lookback_days"),
            Read(POST_LANGUAGE, "lookback_days"),
            Read(TEXT_MEANINGS, "lookback_days"),
            Read(USERS, EVERYTHING),
            Read(USER_LIMITS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(RECOMMENDATION_METRICS, MODEL_METRICS),
        on_request=True,
    ),
    Job(
        "count_clicks",
        "Says how often recommendations are clicked on, place by place.",
        section=Section("recommendation_clicks", ClickSettings),
        reads=(Read(RECOMMENDATION_EVENTS, "window_days"),),
        writes=(RECOMMENDATION_CLICKS,),
        needs=RECOMMENDATION_EVENTS,
    ),
)
