"""Drafts of texts, as far as publishing has to do with them."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.run.context import Context
from voxlake.tables import TABLES, Table

DRAFTS: Table | None = next((table for table in TABLES if table.view == "drafts"), None)

_COLUMNS = ("draft_id", "item_id", "kind", "text", "state", "approved_by", "approved_at")
_EMPTY = (
    "draft_id string, item_id string, kind string, text string, state string, "
    "approved_by string, approved_at timestamp, reply_to_post_id string"
)


def approved_drafts(ctx: Context, days: int) -> DataFrame:
    """Drafts that people approved in the days up to that of the job; none where there are none."""
    since = F.lit(ctx.as_of - timedelta(days=days)).cast("timestamp")
    is_approved = (F.col("state") == "approved") & (F.col("approved_at") >= since)
    return _drafts(ctx).where(is_approved).select(*_COLUMNS)


def drafts_of_answers(ctx: Context) -> DataFrame:
    """By post_id, the draft of its answer that people may take: an approved one before others."""
    is_one = F.col("reply_to_post_id").isNotNull() & F.col("state").isin("approved", "offered")
    last = F.min(F.struct("state", "draft_id"))["draft_id"].alias("draft_id")
    answers = _drafts(ctx).where(is_one).groupBy(F.col("reply_to_post_id").alias("post_id"))
    return answers.agg(last)


def _drafts(ctx: Context) -> DataFrame:
    if DRAFTS is None:
        return ctx.spark.createDataFrame([], _EMPTY)
    return ctx.lake.read(DRAFTS)
