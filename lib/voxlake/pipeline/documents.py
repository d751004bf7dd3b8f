"""The job that publishes documents of users and topics."""

from voxlake.pipeline.job import Job, Section
from voxlake.stores.documents.settings import DocumentSettings
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
    DOCUMENT_GENERATIONS,
    EVERYTHING,
    PUBLISHED_DOCUMENTS,
    SEGMENT_NAMES,
    TOP_POSTS,
    TOPIC_NAMES,
    TOPIC_TERMS,
    TOPIC_TRENDS,
    USER_FEATURES,
    USER_MOOD,
    USER_PROPENSITY,
    USER_RECOMMENDATIONS,
    USER_SEGMENTS,
    USER_VALUE,
    Read,
)

_LATEST = (
    *(USER_MOOD, USER_SEGMENTS, SEGMENT_NAMES, USER_VALUE, USER_PROPENSITY),
    *(CONTENT_RECOMMENDATIONS, USER_RECOMMENDATIONS, USER_FEATURES),
    *(TOPIC_NAMES, TOPIC_TERMS, TOP_POSTS),
)

DOCUMENT_JOBS: tuple[Job, ...] = (
    Job(
        "publish_documents",
        "Publishes a document for each user and topic to DynamoDB or Redis, changes alone.",
        section=Section("documents", DocumentSettings),
        reads=(
            *(Read(table, EVERYTHING) for table in _LATEST),
            Read(TOPIC_TRENDS, "trend_days"),
            Read(PUBLISHED_DOCUMENTS, EVERYTHING),
            Read(DOCUMENT_GENERATIONS, EVERYTHING),
        ),
        writes=(PUBLISHED_DOCUMENTS, DOCUMENT_GENERATIONS),
        leaves="documents in the store",
        on_request=True,
    ),
)
