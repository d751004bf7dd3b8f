"""Publish documents of users and topics to a document store, so that readers see whole days."""

from __future__ import annotations

from pyspark.sql import DataFrame

from voxlake.core.days import Days
from voxlake.jobs.common.documents import publish
from voxlake.run.config import secret
from voxlake.run.context import Context
from voxlake.stores.documents.of_topics import topic_documents
from voxlake.stores.documents.of_users import TABLES_OF, user_documents
from voxlake.stores.documents.settings import Collection, DocumentSettings
from voxlake.tables import (
    CONTENT_RECOMMENDATIONS,
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
    Table,
)

_OF_USERS = (
    *(USER_MOOD, USER_SEGMENTS, SEGMENT_NAMES, USER_VALUE, USER_PROPENSITY),
    *(CONTENT_RECOMMENDATIONS, USER_RECOMMENDATIONS, USER_FEATURES),
)


def run(ctx: Context, settings: DocumentSettings) -> None:
    """Make the documents of each collection from gold and publish what changed."""
    key = secret(settings.key_env).encode() if settings.key_env else None
    for collection in settings.collections:
        figures = publish(ctx, _documents(ctx, collection, settings, key), collection, settings)
        ctx.note(**{f"{name} {collection}": value for name, value in figures.items()})


def _documents(
    ctx: Context, collection: Collection, settings: DocumentSettings, key: bytes | None
) -> DataFrame:
    if collection == "users":
        needed = {table for name in settings.user_parts for table in TABLES_OF[name]}
        rows = {table: _last(ctx, table) for table in _OF_USERS if table in needed}
        return user_documents(rows, settings, key)
    rows = {table: _last(ctx, table) for table in (TOPIC_NAMES, TOPIC_TERMS, TOP_POSTS)}
    rows[TOPIC_TRENDS] = ctx.lake.history(TOPIC_TRENDS, ctx.as_of, settings.trend_days)
    return topic_documents(rows, ctx.as_of, settings, key)


def _last(ctx: Context, table: Table) -> DataFrame:
    """The last snapshot by the day; of a table of current rows, all of them."""
    if not table.is_snapshot:
        return ctx.lake.read(table)
    return ctx.lake.read(table, ctx.lake.in_force(table, Days.of([ctx.as_of])))
