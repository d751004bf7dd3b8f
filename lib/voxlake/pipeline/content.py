"""Jobs on content: what pages and texts lack."""

from voxlake.marketing.content.settings import ContentSettings
from voxlake.pipeline.job import Job, Section
from voxlake.pipeline.topics import TOPIC_SECTION
from voxlake.tables import (
    CONTENT_FINDINGS,
    CONTENT_SCORES,
    DRAFTS,
    EVERYTHING,
    POST_LANGUAGE,
    POSTS,
    SEARCH_CONSOLE,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    Read,
)

CONTENT_JOBS: tuple[Job, ...] = (
    Job(
        "score_content",
        "Scores pages, texts and drafts, says what to change in them, and how search shows them.",
        section=Section("content", ContentSettings, takes={"topics": TOPIC_SECTION}),
        reads=(
            Read(POSTS, "history_days"),
            Read(DRAFTS, EVERYTHING),
            Read(POST_LANGUAGE, "best_days"),
            Read(TOP_POSTS, EVERYTHING),
            Read(TOPIC_TERMS, EVERYTHING),
            Read(TOPIC_NAMES, EVERYTHING),
            Read(SEARCH_CONSOLE, "search_days"),
        ),
        writes=(CONTENT_SCORES, CONTENT_FINDINGS),
        uses=("topics",),
    ),
)
