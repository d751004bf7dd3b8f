"""Jobs on what users may do in the days to come."""

from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.pipeline.people import FEATURE_INPUTS
from voxlake.tables import (
    MODEL_METRICS,
    USER_FEATURES,
    USER_PROPENSITY,
    USER_SEGMENTS,
    USERS,
)

PROPENSITY: tuple[Job, ...] = (
    Job(
        "fit_propensity",
        "Fits how probable it is that users will do something, such as buy.",
        section="propensity",
        reads=tuple(Read(read.table, EVERYTHING) for read in FEATURE_INPUTS),
        writes=(MODEL_METRICS,),
        fits="propensity",
    ),
    Job(
        "score_propensity",
        "Says how probable it is that each user will do something, such as buy.",
        section="propensity",
        reads=(Read(USER_FEATURES),),
        writes=(USER_PROPENSITY,),
        uses=("propensity",),
    ),
    Job(
        "export_audience",
        "Writes the users of an audience to files for ad and CRM tools.",
        section="audience",
        reads=(Read(USER_SEGMENTS), Read(USER_PROPENSITY), Read(USERS, EVERYTHING)),
        writes=(),
        on_request=True,
    ),
)
