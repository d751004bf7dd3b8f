"""Drafts of texts, as far as publishing has to do with them."""

from __future__ import annotations

from datetime import timedelta

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.run.context import Context
from voxlake.tables import DRAFTS

_COLUMNS = ("draft_id", "item_id", "kind", "network", "text", "state", "approved_by", "approved_at")


def approved_drafts(ctx: Context, days: int) -> DataFrame:
    """Drafts that people approved in the days up to that of the job; none where there are none."""
    since = F.lit(ctx.as_of - timedelta(days=days)).cast("timestamp")
    is_approved = (F.col("state") == "approved") & (F.col("approved_at") >= since)
    return ctx.lake.read(DRAFTS).where(is_approved).select(*_COLUMNS)


def drafts_of_answers(ctx: Context) -> DataFrame:
    """By post_id, the draft of its answer that people may take: an approved one before others."""
    is_one = F.col("reply_to_post_id").isNotNull() & F.col("state").isin("approved", "offered")
    last = F.min(F.struct("state", "draft_id"))["draft_id"].alias("draft_id")
    answers = (
        ctx.lake.read(DRAFTS).where(is_one).groupBy(F.col("reply_to_post_id").alias("post_id"))
    )
    return answers.agg(last)
