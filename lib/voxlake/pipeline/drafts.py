"""Jobs on drafts: what to say next, what people decided of it, and a model that learns of it."""

from voxlake.marketing.drafts.settings import DraftSettings
from voxlake.pipeline.job import ENCODER, Job, Section
from voxlake.pipeline.language import KNOWING_MODELS
from voxlake.tables import (
    DRAFTS,
    EVERYTHING,
    POST_SENTIMENT,
    POST_TOPICS,
    POSTS,
    SEGMENT_PROFILES,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    Read,
)

_DRAFTS = Section("drafts", DraftSettings, takes=KNOWING_MODELS)

DRAFT_JOBS: tuple[Job, ...] = (
    Job(
        "generate_content",
        "Has a generator write drafts of posts, replies, captions and blog posts, and checks them.",
        section=_DRAFTS,
        reads=(
            Read(DRAFTS, EVERYTHING, of_earlier_runs=True),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(TOP_POSTS, "posts_days"),
            Read(SEGMENT_PROFILES, "posts_days"),
            Read(POSTS, "posts_days"),
            Read(POST_SENTIMENT, "posts_days"),
        ),
        writes=(DRAFTS,),
        uses=(ENCODER, "sentiment"),
        on_request=True,
    ),
    Job(
        "approve_drafts",
        "Keeps what people decided of drafts, from a CSV file.",
        section=_DRAFTS,
        reads=(Read(DRAFTS, EVERYTHING),),
        writes=(DRAFTS,),
        needs=DRAFTS,
        on_request=True,
        of_all_days=True,
    ),
    Job(
        "tune_generator",
        "Fits a T5-class model to approved drafts and to posts of own accounts.",
        section=_DRAFTS,
        reads=(
            Read(DRAFTS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(POSTS, "posts_days"),
            Read(POST_TOPICS, "posts_days"),
        ),
        writes=(),
        leaves="`drafts.tuning.output`",
        on_request=True,
    ),
)
