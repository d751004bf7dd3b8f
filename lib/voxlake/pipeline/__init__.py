"""Every job, declared once as plain data; imports neither pyspark nor any job.

The runner, the docs, the Databricks bundle and schedulers derive from `JOBS`. Jobs of one lake run
one at a time, in this order: `lock.lake_lock` enforces it.
"""

from __future__ import annotations

from collections.abc import Iterable

from voxlake.core.errors import ConfigError
from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.targets import TARGETS
from voxlake.lake.maintenance_settings import MaintenanceSettings
from voxlake.pipeline.collect import COLLECT_JOBS
from voxlake.pipeline.content import CONTENT_JOBS
from voxlake.pipeline.demand import DEMAND_JOBS
from voxlake.pipeline.documents import DOCUMENT_JOBS
from voxlake.pipeline.drafts import DRAFT_JOBS
from voxlake.pipeline.entities import ENTITY_JOBS
from voxlake.pipeline.experiments import EXPERIMENT_JOBS
from voxlake.pipeline.exports import EXPORT_JOBS
from voxlake.pipeline.friends import FRIEND_JOBS
from voxlake.pipeline.growth import GROWTH_JOBS
from voxlake.pipeline.hashtags import HASHTAG_JOBS
from voxlake.pipeline.images import IMAGE_JOBS
from voxlake.pipeline.items import ITEM_JOBS
from voxlake.pipeline.job import ENCODER, ENCODERS, MEANING, OWN_LABELS, Job, Section
from voxlake.pipeline.language import LANGUAGE
from voxlake.pipeline.learnt import LEARNT_JOBS
from voxlake.pipeline.orders import BUYING
from voxlake.pipeline.people import PEOPLE, PROFILES
from voxlake.pipeline.propensity import AUDIENCES, PROPENSITY
from voxlake.pipeline.publishing import PUBLISHING
from voxlake.pipeline.recommend import RECOMMEND_CONTENT
from voxlake.pipeline.recommend_evaluation import RECOMMEND_EVALUATION
from voxlake.pipeline.returns import RETURN_JOBS
from voxlake.pipeline.search import SEARCH_JOBS
from voxlake.pipeline.serving import SERVING
from voxlake.pipeline.timing import TIMING
from voxlake.pipeline.topics import TOPIC_JOBS
from voxlake.pipeline.trends import TREND_JOBS
from voxlake.pipeline.value import VALUE
from voxlake.pipeline.warnings import REPORT_SECTION, SUMMARY_JOBS, WARNING_JOBS
from voxlake.report.reads import reads_of
from voxlake.tables import (
    COLUMN_PROFILES,
    DATA_QUALITY,
    EVERYTHING,
    INGESTED_FILES,
    POSTS,
    RECORDS,
    REJECTED_ROWS,
    Read,
)

_WHOLE_MONTH = 30
_SILVER = tuple(target.table for target in TARGETS.values())

_INGEST = (
    Job(
        "ingest",
        "Reads sources into posts, users, orders, campaigns, experiments and their like.",
        section=Section("ingest", IngestSettings),
        reads=(
            Read(INGESTED_FILES, EVERYTHING),
            Read(DATA_QUALITY, EVERYTHING),
            Read(POSTS, EVERYTHING),
        ),
        writes=(
            RECORDS,
            REJECTED_ROWS,
            DATA_QUALITY,
            *_SILVER,
            INGESTED_FILES,
        ),
        of_all_days=True,
    ),
)
_REPORT = (
    Job(
        "profile_tables",
        "Says what the columns of the silver tables hold, month by month.",
        section=Section("profiles", ProfileSettings),
        reads=(
            *(Read(table, _WHOLE_MONTH if table.partition else EVERYTHING) for table in _SILVER),
            Read(COLUMN_PROFILES, EVERYTHING),
        ),
        writes=(COLUMN_PROFILES,),
        on_request=True,
    ),
    Job(
        "build_report",
        "Draws the report from gold tables: the week, topics, users, value, marketing.",
        section=REPORT_SECTION,
        reads=reads_of(),
        writes=(),
        leaves="`_report/*.html`",
    ),
)

_UPKEEP = (
    Job(
        "maintain",
        "Gathers small files, removes old ones, and forgets old entries of the log of tables.",
        section=Section("maintenance", MaintenanceSettings),
        reads=(),
        writes=(),
        of_all_days=True,
        on_request=True,
    ),
)

JOBS: tuple[Job, ...] = (
    *COLLECT_JOBS,
    *_INGEST,
    *LANGUAGE,
    *TOPIC_JOBS,
    *ENTITY_JOBS,
    *SEARCH_JOBS,
    *BUYING,
    *PEOPLE,
    *PROPENSITY,
    *GROWTH_JOBS,
    *VALUE,
    *DEMAND_JOBS,
    *PROFILES,
    *TREND_JOBS,
    *WARNING_JOBS,
    *LEARNT_JOBS,
    *EXPERIMENT_JOBS,
    *TIMING,
    *RETURN_JOBS,
    *DRAFT_JOBS,
    *IMAGE_JOBS,
    *CONTENT_JOBS,
    *PUBLISHING,
    *HASHTAG_JOBS,
    *RECOMMEND_CONTENT,
    *FRIEND_JOBS,
    *ITEM_JOBS,
    *RECOMMEND_EVALUATION,
    *AUDIENCES,
    *EXPORT_JOBS,
    *DOCUMENT_JOBS,
    *_REPORT,
    *SERVING,
    *SUMMARY_JOBS,
    *_UPKEEP,
)

SECTIONS: tuple[Section, ...] = tuple({job.section.name: job.section for job in JOBS}.values())
"""The sections of the config that are of jobs."""

__all__ = [
    "ENCODER",
    "ENCODERS",
    "JOBS",
    "MEANING",
    "OWN_LABELS",
    "SECTIONS",
    "Job",
    "Section",
    "job_named",
    "job_that_fits",
    "select",
]


def job_named(name: str) -> Job:
    """The job of that name.

    Raises:
        ConfigError: there is none; names those there are.
    """
    for job in JOBS:
        if job.name == name:
            return job
    raise ConfigError(f"There is no job {name!r}; there are {', '.join(j.name for j in JOBS)}.")


def job_that_fits(model: str) -> Job:
    """The job that fits a model: a name that is no job's own is of labels of one's own."""
    fitting = (job for job in JOBS if job.fits == model)
    return next(fitting, job_named("train_language"))


def select(names: Iterable[str] = (), from_job: str | None = None) -> tuple[Job, ...]:
    """Jobs to run, in order: those named, or all from `from_job` on, or all.

    Raises:
        ConfigError: a name is unknown.
    """
    if chosen := [job_named(name) for name in names]:
        return tuple(job for job in JOBS if job in chosen)
    start = JOBS.index(job_named(from_job)) if from_job else 0
    return tuple(job for job in JOBS[start:] if not job.on_request)
