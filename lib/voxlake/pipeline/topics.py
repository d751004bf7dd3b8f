"""Jobs that say what posts are about."""

from voxlake.pipeline.job import MEANING, Job, Section
from voxlake.pipeline.language import EMBEDDINGS
from voxlake.tables import (
    EVERYTHING,
    MODEL_METRICS,
    NEAR_DUPLICATES,
    POST_EMOTION,
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    TEXT_MEANINGS,
    TOPIC_CHANGES,
    TOPIC_NAMES,
    TOPIC_PROFILES,
    TOPIC_TERMS,
    TOPICS,
    Read,
)
from voxlake.text.duplicates.settings import DuplicateSettings
from voxlake.topics.settings import TopicSettings

TOPIC_SECTION = Section("topics", TopicSettings)

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
        section=TOPIC_SECTION,
        reads=(
            Read(POSTS, "window_days"),
            Read(POST_LANGUAGE, "window_days"),
            Read(TEXT_MEANINGS, "window_days"),
            Read(NEAR_DUPLICATES, "window_days"),
            Read(TOPICS, EVERYTHING),
        ),
        writes=(TOPICS, TOPIC_TERMS, TOPIC_CHANGES, MODEL_METRICS),
        fits="topics",
        uses=(MEANING,),
        needs=POSTS,
    ),
    Job(
        "assign_topics",
        "Says which topics each post is about.",
        section=TOPIC_SECTION,
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
    Job(
        "profile_topics",
        "Names topics, and says what each is like: size, feelings, authors, and posts to read.",
        section=TOPIC_SECTION,
        reads=(
            Read(POST_TOPICS, "profile_days"),
            Read(POSTS, "profile_days"),
            Read(NEAR_DUPLICATES, "profile_days"),
            Read(POST_SENTIMENT, "profile_days"),
            Read(POST_EMOTION, "profile_days"),
            Read(TOPICS, EVERYTHING),
        ),
        writes=(TOPIC_NAMES, TOPIC_PROFILES),
        uses=("topics",),
        needs=POSTS,
    ),
    Job(
        "watch_topics",
        "Measures whether recent posts still fit the topics that were found.",
        section=TOPIC_SECTION,
        reads=(Read(POST_TOPICS, "watch_days"), Read(TOPICS, EVERYTHING)),
        writes=(MODEL_METRICS,),
        uses=("topics",),
        needs=POSTS,
    ),
)
