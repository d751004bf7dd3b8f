"""Jobs on buyers: what they were worth and are expected to be."""

from voxlake.people.value.settings import ValueSettings
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.orders import ORDERS_SECTION
from voxlake.tables import (
    BUYER_COHORTS,
    EVERYTHING,
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
    Read,
)

_VALUE = Section("value", ValueSettings)

VALUE: tuple[Job, ...] = (
    Job(
        "fit_user_value",
        "Fits how often people buy, how long they stay and what they spend.",
        section=_VALUE,
        reads=(Read(PURCHASE_LINES, EVERYTHING),),
        writes=(MODEL_METRICS,),
        fits="value",
        needs=PURCHASE_LINES,
    ),
    Job(
        "evaluate_user_value",
        "Says how well value fitted up to a day foretells the days after it.",
        section=_VALUE,
        reads=(Read(PURCHASE_LINES, EVERYTHING),),
        writes=(VALUE_HOLDOUT, MODEL_METRICS),
        on_request=True,
    ),
    Job(
        "score_user_value",
        "Says what each buyer was worth and is expected to be worth.",
        section=_VALUE,
        reads=(Read(PURCHASE_LINES, EVERYTHING), Read(USERS, EVERYTHING), Read(USER_SEGMENTS)),
        writes=(USER_VALUE, USER_VALUE_HORIZONS, VALUE_TOTALS, SEGMENT_VALUE),
        uses=("value",),
        needs=PURCHASE_LINES,
    ),
    Job(
        "build_revenue",
        "Says how far users have come, from known to a third purchase, and what they bring.",
        section=ORDERS_SECTION,
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
