"""Every job, declared once as plain data; imports neither pyspark nor any job.

The runner, the docs, the Databricks bundle and schedulers derive from `JOBS`. Jobs of one lake run
one at a time, in this order: `lock.lake_lock` enforces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voxlake.errors import ConfigError
from voxlake.tables import (
    BRAND_SENTIMENT,
    DATA_QUALITY,
    EVENTS,
    FOLLOWS,
    MODEL_METRICS,
    ORDERS,
    POST_EMOTION,
    POST_EVIDENCE,
    POST_LABELS,
    POST_LANGUAGE,
    POST_SCORES,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    RECORDS,
    REJECTED_ROWS,
    SEGMENT_MOOD_WEEKLY,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    SENTIMENT_ALERTS,
    TEXT_EMBEDDINGS,
    TOPIC_TERMS,
    TOPICS,
    USER_FEATURES,
    USER_MOOD,
    USER_MOOD_WEEKLY,
    USER_SEGMENTS,
    USER_VALUE,
    USERS,
    VALUE_HOLDOUT,
    Table,
)

MAX_JOBS_PER_LAKE = 1
"""How many jobs of one lake may run at a time, until several drivers may commit at once."""

EVERYTHING = None
"""Lookback of a read that takes every row up to the last day."""


@dataclass(frozen=True)
class Read:
    """A table that a job reads, and how many days before the first of its days."""

    table: Table
    lookback_days: int | str | None = 0
    """Days; the name of the setting that says how many; or EVERYTHING."""


@dataclass(frozen=True)
class Job:
    """A job: what it reads and writes, the section of its settings, the model it fits or uses."""

    name: str
    summary: str
    section: str
    reads: tuple[Read, ...]
    writes: tuple[Table, ...]
    fits: str | None = None
    uses: tuple[str, ...] = ()
    needs: Table | None = None
    """A table without which there is nothing to do: a lake of orders alone has no posts."""
    on_request: bool = False
    """Whether it runs only when it is named."""

    @property
    def takes_as_of(self) -> bool:
        """Whether it looks at one day, `as_of`, and back, rather than at each of its days."""
        return bool(self.fits) or not self.writes or any(t.is_snapshot for t in self.writes)


_OF_MOOD = (
    Read(POSTS, "window_days"),
    Read(POST_EMOTION, "window_days"),
    Read(USERS, EVERYTHING),
)

JOBS: tuple[Job, ...] = (
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
        ),
    ),
    Job(
        "detect_language",
        "Says in which language each post is, and whether models read it.",
        section="languages",
        reads=(Read(POSTS),),
        writes=(POST_LANGUAGE,),
        needs=POSTS,
    ),
    Job(
        "embed_texts",
        "Turns each distinct text of a day into a vector.",
        section="embeddings",
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS, "lookback_days")),
        writes=(TEXT_EMBEDDINGS,),
        needs=POSTS,
    ),
    Job(
        "train_encoder",
        "Trains one text encoder for all heads together.",
        section="encoder",
        reads=(),
        writes=(MODEL_METRICS,),
        on_request=True,
    ),
    Job(
        "train_language",
        "Trains a model of language on labelled texts.",
        section="training",
        reads=(),
        writes=(MODEL_METRICS,),
        on_request=True,
    ),
    Job(
        "evaluate_language",
        "Says how good a model of language is on labelled texts.",
        section="training",
        reads=(),
        writes=(MODEL_METRICS,),
        on_request=True,
    ),
    Job(
        "score_sentiment",
        "Says how negative, neutral or positive each post is.",
        section="languages",
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_SENTIMENT,),
        uses=("sentiment",),
        needs=POSTS,
    ),
    Job(
        "alert_sentiment",
        "Counts negative posts by brand and day, and finds days with more than usual.",
        section="alerts",
        reads=(Read(POSTS), Read(POST_SENTIMENT), Read(BRAND_SENTIMENT, "lookback_days")),
        writes=(BRAND_SENTIMENT, SENTIMENT_ALERTS),
        needs=POSTS,
    ),
    Job(
        "score_emotion",
        "Says which emotions each post expresses.",
        section="languages",
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_EMOTION,),
        uses=("emotion",),
        needs=POSTS,
    ),
    Job(
        "score_labels",
        "Says what models with labels of your own say of each post.",
        section="languages",
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(POST_SCORES,),
        needs=POSTS,
    ),
    Job(
        "sample_for_labels",
        "Chooses posts that people should label, and writes the sheet that they fill.",
        section="labels",
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_EMBEDDINGS)),
        writes=(),
        uses=("sentiment", "emotion"),
        needs=POSTS,
        on_request=True,
    ),
    Job(
        "import_labels",
        "Reads the labels that people gave, and says how far they agree.",
        section="labels",
        reads=(),
        writes=(POST_LABELS, MODEL_METRICS),
        on_request=True,
    ),
    Job(
        "watch_language",
        "Measures week by week how far posts and models of language have drifted.",
        section="drift",
        reads=(
            Read(POST_SENTIMENT, EVERYTHING),
            Read(POST_EMOTION, EVERYTHING),
            Read(POST_LANGUAGE, 6),
            Read(TEXT_EMBEDDINGS, EVERYTHING),
            Read(POST_LABELS, EVERYTHING),
        ),
        writes=(MODEL_METRICS,),
        uses=("sentiment", "emotion"),
        needs=POSTS,
    ),
    Job(
        "explain_posts",
        "Says which phrases moved the labels of some posts most.",
        section="evidence",
        reads=(Read(POSTS), Read(POST_SENTIMENT), Read(POST_EMOTION)),
        writes=(POST_EVIDENCE,),
        uses=("sentiment", "emotion"),
        needs=POSTS,
        on_request=True,
    ),
    Job(
        "tune_mood",
        "Fits the rule of moods to users whose mood is known.",
        section="mood",
        reads=_OF_MOOD,
        writes=(MODEL_METRICS,),
        fits="mood",
        on_request=True,
    ),
    Job(
        "build_user_mood",
        "Says what the posts by and about each user sound like, taken together.",
        section="mood",
        reads=_OF_MOOD,
        writes=(USER_MOOD,),
        needs=POSTS,
    ),
    Job(
        "fit_topics",
        "Finds the topics of the posts.",
        section="topics",
        reads=(Read(POSTS, "window_days"),),
        writes=(TOPICS, TOPIC_TERMS, MODEL_METRICS),
        fits="topics",
        needs=POSTS,
    ),
    Job(
        "assign_topics",
        "Says which topics each post is about.",
        section="topics",
        reads=(Read(POSTS),),
        writes=(POST_TOPICS,),
        uses=("topics",),
        needs=POSTS,
    ),
    Job(
        "build_user_features",
        "Describes each user by posts, sentiment, topics, hours and purchases.",
        section="features",
        reads=(
            Read(POSTS, "window_days"),
            Read(POST_SENTIMENT, "window_days"),
            Read(POST_TOPICS, "window_days"),
            Read(ORDERS, "window_days"),
            Read(USERS, EVERYTHING),
            Read(FOLLOWS, EVERYTHING),
        ),
        writes=(USER_FEATURES,),
    ),
    Job(
        "fit_segments",
        "Finds groups of users who are alike.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(TOPICS, EVERYTHING)),
        writes=(MODEL_METRICS,),
        fits="segments",
    ),
    Job(
        "assign_segments",
        "Says which segment each user is in, and what sets each segment apart.",
        section="segments",
        reads=(Read(USER_FEATURES), Read(TOPICS, EVERYTHING)),
        writes=(USER_SEGMENTS, SEGMENT_PROFILES),
        uses=("segments",),
    ),
    Job(
        "build_weekly_mood",
        "Says what users and segments sound like, week by week.",
        section="mood",
        reads=(
            Read(POSTS, 6),
            Read(POST_EMOTION, 6),
            Read(USERS, EVERYTHING),
            Read(USER_SEGMENTS, EVERYTHING),
        ),
        writes=(USER_MOOD_WEEKLY, SEGMENT_MOOD_WEEKLY),
        needs=POSTS,
    ),
    Job(
        "fit_user_value",
        "Fits how often people buy, how long they stay and what they spend.",
        section="value",
        reads=(Read(ORDERS, EVERYTHING),),
        writes=(MODEL_METRICS,),
        fits="value",
        needs=ORDERS,
    ),
    Job(
        "evaluate_user_value",
        "Says how well value fitted up to a day foretells the days after it.",
        section="value",
        reads=(Read(ORDERS, EVERYTHING),),
        writes=(VALUE_HOLDOUT, MODEL_METRICS),
        on_request=True,
    ),
    Job(
        "score_user_value",
        "Says what each buyer was worth and is expected to be worth.",
        section="value",
        reads=(Read(ORDERS, EVERYTHING), Read(USERS, EVERYTHING), Read(USER_SEGMENTS)),
        writes=(USER_VALUE, SEGMENT_VALUE),
        uses=("value",),
        needs=ORDERS,
    ),
    Job(
        "build_report",
        "Draws the report from the gold tables.",
        section="report",
        reads=(
            Read(POSTS, "days"),
            Read(POST_SENTIMENT, "days"),
            Read(POST_TOPICS, "days"),
            Read(ORDERS, "days"),
            Read(TOPICS, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(SEGMENT_PROFILES),
            Read(USER_VALUE),
            Read(SEGMENT_VALUE),
            Read(DATA_QUALITY, EVERYTHING),
        ),
        writes=(),
    ),
)


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
