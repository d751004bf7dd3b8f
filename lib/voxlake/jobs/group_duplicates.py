"""Find texts of some days that are copies of others, with small edits, into `near_duplicates`."""

from __future__ import annotations

from datetime import timedelta

from voxlake.core.days import Days
from voxlake.run.context import Context
from voxlake.spark.persisted import persisted
from voxlake.tables import NEAR_DUPLICATES, POSTS
from voxlake.text.duplicates.groups import duplicate_rows, led_back
from voxlake.text.duplicates.joining import campaign_texts, is_one_of, joined_texts
from voxlake.text.duplicates.settings import DuplicateSettings


def run(ctx: Context, settings: DuplicateSettings) -> None:
    """Join each text to an earlier one that it is like; take the groups of earlier days over."""
    first = ctx.days.first - timedelta(days=settings.lookback_days)
    span = Days.between(first, ctx.days.last)
    earlier = ctx.lake.read(NEAR_DUPLICATES, span).where(~is_one_of(ctx.days))
    found = campaign_texts(ctx.lake.read(POSTS, span), settings)
    with (
        persisted(found) as texts,
        led_back(joined_texts(texts, ctx.days, settings)) as joined,
    ):
        rows = duplicate_rows(texts, joined, earlier, ctx.days)
        ctx.lake.replace(rows, NEAR_DUPLICATES, ctx.days)
    ctx.note(groups=_group_count(ctx))


def _group_count(ctx: Context) -> int:
    """Groups that the texts of the days belong to."""
    return ctx.lake.read(NEAR_DUPLICATES, ctx.days).select("group_hash").distinct().count()
