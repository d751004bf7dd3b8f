"""Read sources into the silver tables; safe to kill and to run again.

Files that were taken already, and would be read as they were, cost their listing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import InputError
from voxlake.ingest.delivery import (
    Delivery,
    accepted_rows,
    all_figures,
    all_let_in,
    all_records,
    all_rejected,
    delivery,
)
from voxlake.ingest.listing import Listing, has_days, list_files, told_passed_over
from voxlake.ingest.local_listing import NoFilesError
from voxlake.ingest.posts import POSTS_ALONE, mark_copies
from voxlake.ingest.quality import with_zeros
from voxlake.ingest.settings import IngestSettings
from voxlake.ingest.source import Source
from voxlake.ingest.summary import (
    Total,
    add_up,
    any_rejected,
    rejected_shares,
    require_balance,
    require_few_rejected,
    summarise,
)
from voxlake.ingest.taken import Count, count_files, mark_new, noted, only_new
from voxlake.ingest.targets import TARGETS
from voxlake.ingest.unreadable import naming_unreadable_files
from voxlake.lake.merges import Changes
from voxlake.run.context import Context
from voxlake.run.feeds import Feed, remember
from voxlake.run.inputs import Inputs, read_inputs
from voxlake.tables import DATA_QUALITY, INGESTED_FILES, POSTS, RECORDS, REJECTED_ROWS

_SESSION = {
    # Spark would stop at a time that an older Spark read; here it is rejected with a reason.
    "spark.sql.legacy.timeParserPolicy": "CORRECTED",
    # Each adaptive plan that is kept is written out twice in the description of every query over
    # it, and what is kept here rests on what is kept: most of a short run went into such texts.
    "spark.sql.optimizer.canChangeCachedPlanOutputPartitioning": "false",
}

_INTERPRETED = {
    # Of few rows, to compile what reads them, some hundred expressions, takes most of the time.
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
}


@dataclass(frozen=True)
class _Files:
    """What this run reads."""

    listings: list[Listing]
    """Of the sources that have something to read."""
    new: DataFrame
    """Rows for `ingested_files`, but for what came of them: the files this run takes."""
    counts: Mapping[str, Count]
    """How many files each source has, by its name."""


def run(ctx: Context, settings: IngestSettings) -> None:
    """Keep what arrived and what was rejected, merge what is new into silver, note the files.

    Raises:
        InputError: too many records of a source were rejected, in this run or, where it has no new
            files, in the last that read some; the others are kept.
    """
    inputs = read_inputs(settings, ctx.lake.place.home)
    with ExitStack() as kept:
        kept.enter_context(_session_settings(ctx.spark, _SESSION))
        with naming_unreadable_files():
            files = _look(ctx, inputs, settings)
            remember(ctx.lake.place.home, inputs.feeds)
            shares = {name: count.last_share for name, count in files.counts.items()}
            if not files.listings:
                require_few_rejected(shares, settings.max_rejected_share, {})
                return
            is_small = all(listing.is_small for listing in files.listings)
            with _session_settings(ctx.spark, _INTERPRETED if is_small else {}):
                deliveries = [
                    kept.enter_context(
                        delivery(ctx.spark, listing, inputs.filters, ctx.days, ctx.lake.time_zone)
                    )
                    for listing in files.listings
                ]
                # Some rows for each file, apart from the long plan that they come from.
                figures = all_figures(deliveries).localCheckpoint()
            totals, lines = _keep_evidence(ctx, deliveries, figures)
        _merge(ctx, deliveries)
        shares |= rejected_shares(totals)
        # Last of all: what a run that died had read is read again.
        ctx.lake.merge(noted(files.new, files.counts, shares), INGESTED_FILES)
    require_few_rejected(shares, settings.max_rejected_share, lines)


def _look(ctx: Context, inputs: Inputs, settings: IngestSettings) -> _Files:
    """List the files of all sources, tell the new ones, and note how many there are of each."""
    listings = _listings(ctx, inputs.feeds, settings)
    known = ctx.lake.read(INGESTED_FILES)
    # The files as they are before they are read: one that changes meanwhile is read again.
    marked = mark_new(listings, inputs.filters, known).localCheckpoint()
    counts = count_files(marked)
    to_read = []
    for listing in listings:
        count = counts.get(listing.source.name, Count())
        is_all = settings.reread or not ctx.days.is_every or _lacks_a_table(ctx, listing.source)
        told = _told_files(count, settings.max_rejected_share, is_all=is_all)
        ctx.note(**{f"{listing.source.name} files": told})
        if listing.passed_over:
            ctx.note(**{f"{listing.source.name} passed over": told_passed_over(listing)})
        if count.files if is_all else count.new:
            is_small = count.is_small(is_all=is_all)
            chosen = replace(listing, is_small=is_small, largest_bytes=count.largest_bytes)
            some = not is_all and count.new < count.files
            to_read.append(only_new(chosen, marked) if some else chosen)
    # Of files of many days, a run over some days leaves rows.
    whole = [
        listing.source.name for listing in to_read if ctx.days.is_every or has_days(listing.source)
    ]
    new = marked.where(F.col("is_new") & F.col("source").isin(whole))
    taken = new.withColumn("run_id", F.lit(ctx.run_id)).select(*INGESTED_FILES.column_names)
    return _Files(to_read, taken, counts)


def _listings(ctx: Context, feeds: Sequence[Feed], settings: IngestSettings) -> list[Listing]:
    """The files of each source; one of several in a source file may have none, which is told.

    Raises:
        InputError: a source file has no files at all; names each path.
    """
    found: dict[tuple[str, str], list[Listing]] = {(feed.file, feed.data): [] for feed in feeds}
    lacking: list[tuple[Feed, NoFilesError]] = []
    for feed in feeds:
        try:
            listing = list_files(ctx.spark, feed.source, feed.data, ctx.days, settings)
            found[feed.file, feed.data].append(listing)
        except NoFilesError as error:
            lacking.append((feed, error))
    if wrong := [str(error) for feed, error in lacking if not found[feed.file, feed.data]]:
        raise InputError("\n".join(wrong))
    for feed, _ in lacking:
        ctx.note(**{f"{feed.source.name} files": f"none; there is nothing at {feed.source.path}"})
    return [listing for of_file in found.values() for listing in of_file]


def _lacks_a_table(ctx: Context, source: Source) -> bool:
    """Whether a table that the source feeds is gone, so that its files are to fill it again."""
    return not all(ctx.lake.exists(TARGETS[name].table) for name in source.tables)


def _told_files(count: Count, limit: float, *, is_all: bool) -> str:
    told = f"{count.new or 'none'} new of {count.files:,}"
    if is_all:
        return f"{told}, all read again" if count.new < count.files else told
    if count.worst_share > limit:
        told += f"; of a run before, {count.worst_share:.1%} of the records are in rejected_rows"
    return told


def _keep_evidence(
    ctx: Context, deliveries: list[Delivery], figures: DataFrame
) -> tuple[Sequence[Total], dict[str, str]]:
    """Write what was read, what was rejected and the counts; give these, and what is noted."""
    totals = add_up(figures)
    require_balance(totals)
    if (records := all_records(deliveries)) is not None:
        ctx.lake.merge(records, RECORDS, only_new=True)
    rejected = all_rejected(deliveries)
    if any_rejected(totals):
        ctx.lake.merge(rejected, REJECTED_ROWS)
    ctx.lake.remove(all_let_in(deliveries), REJECTED_ROWS)
    ctx.lake.merge(with_zeros(figures, ctx.lake.read(DATA_QUALITY)), DATA_QUALITY)
    proven = [d.source.name for d in deliveries if not d.is_whole]
    lines = summarise(totals, proven)
    ctx.note(**lines)
    return totals, lines


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
def _session_settings(spark: SparkSession, settings: Mapping[str, str]) -> Iterator[None]:
    """Spark's settings for the block; those of the session come back after it."""
    before = {key: str(spark.conf.get(key)) for key in settings}
    for key, value in settings.items():
        spark.conf.set(key, value)
    try:
        yield
    finally:
        for key, value in before.items():
            spark.conf.set(key, value)
