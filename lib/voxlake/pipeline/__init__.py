"""Every job, declared once as plain data; imports neither pyspark nor any job.

The runner, the docs, the Databricks bundle and schedulers derive from `JOBS`. Jobs of one lake run
one at a time, in this order: `lock.lake_lock` enforces it.
"""

from __future__ import annotations

from collections.abc import Iterable

from voxlake.core.errors import ConfigError
from voxlake.pipeline.demand import DEMAND_JOBS
from voxlake.pipeline.growth import GROWTH_JOBS
from voxlake.pipeline.job import EVERYTHING, Job, Read
from voxlake.pipeline.language import LANGUAGE
from voxlake.pipeline.orders import BUYING
from voxlake.pipeline.people import PEOPLE, PROFILES
from voxlake.pipeline.propensity import PROPENSITY
from voxlake.pipeline.value import VALUE
from voxlake.tables import (
    BRAND_SENTIMENT,
    COLUMN_PROFILES,
    DATA_QUALITY,
    DEMAND,
    EVENTS,
    FOLLOWS,
    FORECASTS,
    GROWTH,
    INGESTED_FILES,
    ORDER_RECONCILIATION,
    ORDERS,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    PURCHASE_LINES,
    RECORDS,
    REJECTED_ROWS,
    RETENTION,
    SEGMENT_MOVES,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    SENTIMENT_ALERTS,
    TOPIC_TERMS,
    TOPICS,
    USER_FUNNEL,
    USER_REVENUE,
    USER_VALUE,
    USERS,
    VALUE_TOTALS,
)

MAX_JOBS_PER_LAKE = 1
"""How many jobs of one lake may run at a time, until several drivers may commit at once."""

_WHOLE_MONTH = 30

_INGEST = (
    Job(
        "ingest",
        "Reads sources into posts, users, follows, orders and events.",
        section="ingest",
        reads=(),
        writes=(
            RECORDS,
            REJECTED_ROWS,
            DATA_QUALITY,
            POSTS,
            USERS,
            FOLLOWS,
            ORDERS,
            EVENTS,
            INGESTED_FILES,
        ),
    ),
)
_REPORT = (
    Job(
        "profile_tables",
        "Says what the columns of posts, users, follows, orders and events hold, month by month.",
        section="profiles",
        reads=(
            Read(POSTS, _WHOLE_MONTH),
            Read(ORDERS, _WHOLE_MONTH),
            Read(EVENTS, _WHOLE_MONTH),
            Read(USERS, EVERYTHING),
            Read(FOLLOWS, EVERYTHING),
            Read(COLUMN_PROFILES, EVERYTHING),
        ),
        writes=(COLUMN_PROFILES,),
        on_request=True,
    ),
    Job(
        "build_report",
        "Draws the report from the gold tables.",
        section="report",
        reads=(
            Read(POSTS, EVERYTHING),
            Read(POST_LANGUAGE, "lookback_days"),
            Read(POST_SENTIMENT, "lookback_days"),
            Read(POST_EMOTION, "lookback_days"),
            Read(POST_TOPICS, "lookback_days"),
            Read(BRAND_SENTIMENT, EVERYTHING),
            Read(SENTIMENT_ALERTS, EVERYTHING),
            Read(PURCHASE_LINES, "lookback_days"),
            Read(ORDER_RECONCILIATION, "days"),
            Read(GROWTH, "days"),
            Read(RETENTION, EVERYTHING),
            Read(DEMAND),
            Read(FORECASTS),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(SEGMENT_PROFILES),
            Read(SEGMENT_MOVES),
            Read(VALUE_TOTALS),
            Read(USER_FUNNEL),
            Read(USER_REVENUE),
            Read(USER_VALUE),
            Read(SEGMENT_VALUE),
            Read(DATA_QUALITY, EVERYTHING),
            Read(COLUMN_PROFILES, EVERYTHING),
        ),
        writes=(),
    ),
)

_UPKEEP = (
    Job(
        "maintain",
        "Gathers small files, removes old ones, and forgets old entries of the log of tables.",
        section="maintenance",
        reads=(),
        writes=(),
        on_request=True,
    ),
)

JOBS: tuple[Job, ...] = (
    *_INGEST,
    *LANGUAGE,
    *BUYING,
    *PEOPLE,
    *PROPENSITY,
    *GROWTH_JOBS,
    *VALUE,
    *DEMAND_JOBS,
    *PROFILES,
    *_REPORT,
    *_UPKEEP,
)

__all__ = [
    "EVERYTHING",
    "JOBS",
    "MAX_JOBS_PER_LAKE",
    "Job",
    "Read",
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
