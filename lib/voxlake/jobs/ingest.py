"""Read sources into posts, users, follows, orders and events; safe to kill and to run again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager

from pyspark.sql import SparkSession

from voxlake.days import Days
from voxlake.ingest.delivery import (
    Delivery,
    accepted_rows,
    all_figures,
    all_let_in,
    all_records,
    all_rejected,
    delivery,
)
from voxlake.ingest.posts import POSTS_ALONE, mark_copies
from voxlake.ingest.quality import require_balance, summarise, with_zeros
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.unreadable import naming_unreadable_files
from voxlake.inputs import read_inputs
from voxlake.job import Context
from voxlake.merges import Changes
from voxlake.tables import DATA_QUALITY, POSTS, RECORDS, REJECTED_ROWS

_SESSION = {
    # Spark would stop at a time that an older Spark read; here it is rejected with a reason.
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    # Each adaptive plan that is kept is written out twice in the description of every query over
    # it, and what is kept here rests on what is kept: most of a short run went into such texts.
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "false",
}


def run(ctx: Context, settings: IngestSettings) -> None:
    """Keep what arrived and what was rejected, then merge what is new into silver."""
    inputs = read_inputs(settings)
    with ExitStack() as kept:
        kept.enter_context(_session_settings(ctx.spark))
        with naming_unreadable_files():
            deliveries = [
                kept.enter_context(
                    delivery(ctx.spark, source, settings.data, inputs.filters, ctx.days)
                )
                for source in inputs.sources
            ]
            _keep_evidence(ctx, deliveries)
        _merge(ctx, deliveries)


def _keep_evidence(ctx: Context, deliveries: list[Delivery]) -> None:
    """Write what was read, what was rejected and the counts, and note the counts."""
    # Some rows for each file, apart from the long plan that they come from.
    figures = all_figures(deliveries).localCheckpoint()
    require_balance(figures)
    if (records := all_records(deliveries)) is not None:
        ctx.lake.merge(records, RECORDS, only_new=True)
    rejected = all_rejected(deliveries)
    ctx.lake.merge(rejected, REJECTED_ROWS)
    ctx.lake.remove(all_let_in(deliveries), REJECTED_ROWS)
    ctx.lake.merge(with_zeros(figures, ctx.lake.read(DATA_QUALITY)), DATA_QUALITY)
    ctx.note(**summarise(figures, rejected))


def _merge(ctx: Context, deliveries: list[Delivery]) -> None:
    """Say which days are about to change, then change them."""
    accepted = accepted_rows(deliveries)
    if POSTS in accepted:
        accepted[POSTS_ALONE] = accepted.pop(POSTS).drop("is_copy")
    with ExitStack() as kept:
        found = [
            kept.enter_context(ctx.lake.changes(rows, table)) for table, rows in accepted.items()
        ]
        ctx.touch(Days.of(day for changes in found for day in changes.days))
        ctx.note(new_or_changed=_told(found))
        for changes in found:
            if changes.table == POSTS_ALONE and changes.row_count:
                stored = ctx.lake.read(POSTS, changes.days)
                ctx.lake.merge(mark_copies(changes.rows, stored), POSTS)
            else:
                ctx.lake.apply(changes)


def _told(found: Sequence[Changes]) -> str:
    counts = [f"{c.row_count:,} {c.table.view}" for c in found if c.row_count]
    return ", ".join(counts) or "nothing"


@contextmanager
def _session_settings(spark: SparkSession) -> Iterator[None]:
    """Spark's settings for the block; those of the session come back after it."""
    before = {key: str(spark.conf.get(key)) for key in _SESSION}
    for key, value in _SESSION.items():
        spark.conf.set(key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            spark.conf.set(key, value)
