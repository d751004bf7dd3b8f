"""Read sources into posts, users, follows, orders and events; safe to kill and to run again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from pyspark.sql import SparkSession

from voxlake.days import Days
from voxlake.errors import ConfigError
from voxlake.ingest.delivery import (
    Delivery,
    accepted_rows,
    all_figures,
    all_records,
    all_rejected,
    delivery,
)
from voxlake.ingest.filters import Filters, parse_filters
from voxlake.ingest.posts import POSTS_ALONE, mark_copies
from voxlake.ingest.quality import require_balance, summarise, with_zeros
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.source import Source, parse_source
from voxlake.ingest.unreadable import naming_unreadable_files
from voxlake.job import Context
from voxlake.storage import read_text
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
    sources, filters = _sources(settings), _filters(settings)
    with ExitStack() as kept:
        kept.enter_context(_session_settings(ctx.spark))
        with naming_unreadable_files():
            deliveries = [
                kept.enter_context(delivery(ctx.spark, source, settings.data, filters, ctx.days))
                for source in sources
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
    ctx.lake.merge(rejected, REJECTED_ROWS, only_new=True)
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
        for changes in found:
            if changes.table == POSTS_ALONE and changes.row_count:
                stored = ctx.lake.read(POSTS, changes.days)
                ctx.lake.merge(mark_copies(changes.rows, stored), POSTS)
            else:
                ctx.lake.apply(changes)


def _sources(settings: IngestSettings) -> list[Source]:
    if not settings.sources:
        raise ConfigError("ingest.sources names no source file: give --sources, or set it.")
    sources = [parse_source(_text(file), file) for file in settings.source_files]
    names = [source.name for source in sources]
    if repeated := sorted({name for name in names if names.count(name) > 1}):
        raise ConfigError(f"ingest.sources: several files are of the source {repeated[0]}.")
    return sources


def _filters(settings: IngestSettings) -> Filters:
    if settings.filters is None:
        return Filters()
    return parse_filters(_text(settings.filters), settings.filters)


def _text(file: str) -> str:
    try:
        return read_text(file)
    except FileNotFoundError as error:
        raise ConfigError(f"There is no file {file}, which ingest's settings name.") from error


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
