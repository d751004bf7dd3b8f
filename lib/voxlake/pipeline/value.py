"""Jobs on buyers: what they were worth and are expected to be."""

from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.tables import (
    BUYER_COHORTS,
    MODEL_METRICS,
    PURCHASE_LINES,
    SEGMENT_VALUE,
    USER_FIRST_DAYS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_SEGMENTS,
    USER_VALUE,
    USER_VALUE_HORIZONS,
    USERS,
    VALUE_HOLDOUT,
    VALUE_TOTALS,
)

VALUE: tuple[Job, ...] = (
    Job(
        "fit_user_value",
        "Fits how often people buy, how long they stay and what they spend.",
        section="value",
        reads=(Read(PURCHASE_LINES, EVERYTHING),),
        writes=(MODEL_METRICS,),
        fits="value",
        needs=PURCHASE_LINES,
    ),
    Job(
        "evaluate_user_value",
        "Says how well value fitted up to a day foretells the days after it.",
        section="value",
        reads=(Read(PURCHASE_LINES, EVERYTHING),),
        writes=(VALUE_HOLDOUT, MODEL_METRICS),
        on_request=True,
    ),
    Job(
        "score_user_value",
        "Says what each buyer was worth and is expected to be worth.",
        section="value",
        reads=(Read(PURCHASE_LINES, EVERYTHING), Read(USERS, EVERYTHING), Read(USER_SEGMENTS)),
        writes=(USER_VALUE, USER_VALUE_HORIZONS, VALUE_TOTALS, SEGMENT_VALUE),
        uses=("value",),
        needs=PURCHASE_LINES,
    ),
    Job(
        "build_revenue",
        "Says how far users have come, from known to a third purchase, and what they bring.",
        section="orders",
        reads=(
            Read(PURCHASE_LINES, EVERYTHING),
            Read(USERS, EVERYTHING),
            Read(USER_FIRST_DAYS, EVERYTHING),
            Read(USER_SEGMENTS),
        ),
        writes=(USER_FUNNEL, USER_REVENUE, BUYER_COHORTS),
        needs=PURCHASE_LINES,
    ),
)
