"""Every table of the lake, declared once. Imports no pyspark."""

from voxlake.tables.bronze import RECORDS, REJECTED_ROWS
from voxlake.tables.gold import (
    POST_LANGUAGE,
    POST_SENTIMENT,
    POST_TOPICS,
    SEGMENT_PROFILES,
    SEGMENT_VALUE,
    TEXT_EMBEDDINGS,
    TOPIC_TERMS,
    TOPICS,
    USER_FEATURES,
    USER_SEGMENTS,
    USER_VALUE,
)
from voxlake.tables.operations import DATA_QUALITY, JOB_RUNS, MODEL_METRICS
from voxlake.tables.silver import EVENTS, FOLLOWS, ORDERS, POSTS, USERS
from voxlake.tables.table import Column, Table, column

TABLES: tuple[Table, ...] = (
    RECORDS,
    REJECTED_ROWS,
    POSTS,
    USERS,
    FOLLOWS,
    ORDERS,
    EVENTS,
    POST_LANGUAGE,
    TEXT_EMBEDDINGS,
    POST_SENTIMENT,
    TOPICS,
    TOPIC_TERMS,
    POST_TOPICS,
    USER_FEATURES,
    USER_SEGMENTS,
    SEGMENT_PROFILES,
    USER_VALUE,
    SEGMENT_VALUE,
    JOB_RUNS,
    DATA_QUALITY,
    MODEL_METRICS,
)

__all__ = [
    "DATA_QUALITY",
    "EVENTS",
    "FOLLOWS",
    "JOB_RUNS",
    "MODEL_METRICS",
    "ORDERS",
    "POSTS",
    "POST_LANGUAGE",
    "POST_SENTIMENT",
    "POST_TOPICS",
    "RECORDS",
    "REJECTED_ROWS",
    "SEGMENT_PROFILES",
    "SEGMENT_VALUE",
    "TABLES",
    "TEXT_EMBEDDINGS",
    "TOPICS",
    "TOPIC_TERMS",
    "USERS",
    "USER_FEATURES",
    "USER_SEGMENTS",
    "USER_VALUE",
    "Column",
    "Table",
    "column",
]
