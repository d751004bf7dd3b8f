"""Jobs that say what posts are about."""

from voxlake.pipeline.job import EVERYTHING, MEANING, Job, Read, Section
from voxlake.pipeline.language import EMBEDDINGS
from voxlake.tables import (
    MODEL_METRICS,
    NEAR_DUPLICATES,
    POST_LANGUAGE,
    POST_TOPICS,
    POSTS,
    TEXT_MEANINGS,
    TOPIC_TERMS,
    TOPICS,
)
from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.topics.settings import TopicSettings

_TOPICS = Section("topics", TopicSettings)

TOPIC_JOBS: tuple[Job, ...] = (
    Job(
        "embed_meanings",
        "Turns each distinct text of a day into a vector that tells its subject.",
        section=EMBEDDINGS,
        reads=(Read(POSTS), Read(POST_LANGUAGE), Read(TEXT_MEANINGS, "lookback_days")),
        writes=(TEXT_MEANINGS,),
        uses=(MEANING,),
        needs=POSTS,
    ),
    Job(
        "group_duplicates",
        "Finds texts that are copies of each other, with small edits.",
        section=Section("duplicates", DuplicateSettings),
        reads=(Read(POSTS, "lookback_days"), Read(NEAR_DUPLICATES, "lookback_days")),
        writes=(NEAR_DUPLICATES,),
        needs=POSTS,
    ),
    Job(
        "fit_topics",
        "Finds the topics of the posts.",
        section=_TOPICS,
        reads=(
            Read(POSTS, "window_days"),
            Read(POST_LANGUAGE, "window_days"),
            Read(TEXT_MEANINGS, "window_days"),
        ),
        writes=(TOPICS, TOPIC_TERMS, MODEL_METRICS),
        fits="topics",
        needs=POSTS,
    ),
    Job(
        "assign_topics",
        "Says which topics each post is about.",
        section=_TOPICS,
        reads=(
            Read(POSTS),
            Read(POST_LANGUAGE),
            Read(TEXT_MEANINGS),
            Read(TOPICS, EVERYTHING),
        ),
        writes=(POST_TOPICS,),
        uses=("topics",),
        needs=POSTS,
    ),
)
