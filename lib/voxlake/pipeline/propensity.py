"""Jobs on what users may do in the days to come."""

from voxlake.people.audience.settings import AudienceSettings
from voxlake.people.propensity.settings import PropensitySettings
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.people import FEATURE_INPUTS, FEATURES
from voxlake.tables import (
    EVERYTHING,
    MODEL_METRICS,
    TABLES,
    USER_FEATURES,
    USER_PROPENSITY,
    USERS,
    Read,
)

_PROPENSITY = Section("propensity", PropensitySettings, takes={"features": FEATURES})

PROPENSITY: tuple[Job, ...] = (
    Job(
        "fit_propensity",
        "Fits how probable it is that users will do something, such as buy.",
        section=_PROPENSITY,
        reads=tuple(Read(read.table, EVERYTHING) for read in FEATURE_INPUTS),
        writes=(MODEL_METRICS,),
        fits="propensity",
        uses=("topics",),
    ),
    Job(
        "score_propensity",
        "Says how probable it is that each user will do something, such as buy.",
        section=_PROPENSITY,
        reads=(Read(USER_FEATURES),),
        writes=(USER_PROPENSITY,),
        uses=("propensity",),
    ),
)

AUDIENCES: tuple[Job, ...] = (
    Job(
        "export_audience",
        "Writes the users of an audience to files for ad and CRM tools.",
        section=Section("audience", AudienceSettings),
        reads=(
            Read(USERS, EVERYTHING),
            *(Read(table, EVERYTHING) for table in TABLES if table.layer == "gold"),
        ),
        writes=(),
        leaves="files and a manifest",
        on_request=True,
    ),
)
"""What takes users out of the lake: an audience may be asked of any gold table."""
