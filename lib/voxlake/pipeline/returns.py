"""Jobs on returns: what campaigns cost and brought, what spend does, and how to share it out."""

from voxlake.marketing.returns.settings import MixSettings, ReturnSettings
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.orders import ORDERS_SECTION
from voxlake.tables import (
    BUDGET_PLAN,
    CAMPAIGN_RESULTS,
    CAMPAIGNS,
    EVENTS,
    EVERYTHING,
    MIX_CHANNELS,
    MIX_CONTRIBUTIONS,
    MIX_CURVES,
    ORDERS,
    POSTS,
    PURCHASE_LINES,
    ROI_COEFFICIENTS,
    ROI_PREDICTIONS,
    SPEND,
    USER_SEGMENTS,
    USER_VALUE,
    Read,
)

_TAKES = {"orders": ORDERS_SECTION}
_RETURNS = Section("returns", ReturnSettings, takes=_TAKES)
_MIX = Section("mix", MixSettings, takes=_TAKES)
_MONEY = (
    Read(CAMPAIGNS, EVERYTHING),
    Read(SPEND, EVERYTHING),
    Read(PURCHASE_LINES, EVERYTHING),
)

RETURN_JOBS: tuple[Job, ...] = (
    Job(
        "build_campaign_results",
        "Says what each campaign, channel and content type cost and brought.",
        section=_RETURNS,
        reads=(
            *_MONEY,
            Read(ORDERS, EVERYTHING),
            Read(POSTS, EVERYTHING),
            Read(EVENTS, EVERYTHING),
            Read(USER_VALUE),
            Read(USER_SEGMENTS),
        ),
        writes=(CAMPAIGN_RESULTS,),
        needs=SPEND,
    ),
    Job(
        "fit_roi",
        "Regresses revenue and conversion on spend, and predicts what planned campaigns bring.",
        section=_RETURNS,
        reads=(*_MONEY, Read(ORDERS, EVERYTHING), Read(EVENTS, EVERYTHING)),
        writes=(ROI_COEFFICIENTS, ROI_PREDICTIONS),
        needs=SPEND,
    ),
    Job(
        "fit_mix",
        "Fits what each channel brought week by week, with carry-over and saturation.",
        section=_MIX,
        reads=(*_MONEY, Read(POSTS, EVERYTHING)),
        writes=(MIX_CHANNELS, MIX_CONTRIBUTIONS, MIX_CURVES),
        needs=SPEND,
    ),
    Job(
        "plan_budget",
        "Shares out the money of the weeks ahead so that it brings most, within bounds.",
        section=_MIX,
        reads=(Read(MIX_CHANNELS),),
        writes=(BUDGET_PLAN,),
        needs=SPEND,
    ),
)
