"""What a source delivers in a run, computed once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import reduce

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.formats import FORMATS
from voxlake.ingest.filters import Filters
from voxlake.ingest.listing import Listing
from voxlake.ingest.order_rows import unread_refund
from voxlake.ingest.outcomes import ACCEPTED
from voxlake.ingest.quality import count_steps, let_in, rejected_rows
from voxlake.ingest.records import bronze_records, read_records
from voxlake.ingest.rows import to_rows
from voxlake.ingest.source import Source
from voxlake.ingest.targets import TARGETS
from voxlake.spark.persisted import cut_off
from voxlake.tables import Table


@dataclass(frozen=True)
class Delivery:
    """The records of a source, and what became of them in each table that they feed."""

    source: Source
    is_whole: bool
    """Whether all files were read, those too that were taken before."""
    records: DataFrame
    rows: dict[str, DataFrame]


@contextmanager
def delivery(
    spark: SparkSession, listing: Listing, filters: Filters, days: Days, zone: str
) -> Iterator[Delivery]:
    """Read a source once, and keep what it delivers on the executors for the block.

    Of small sources there may be many, and what is asked of all has the plan of each in it: theirs
    are cut off.

    Args:
        spark: The session.
        listing: What to read.
        filters: Which posts are unusable.
        days: Days that were asked for.
        zone: The lake's, by which days are cut.
    """
    source = listing.source
    keep = _cut_off if listing.is_small else _on_disk
    records = keep(read_records(spark, listing, zone))
    of_source = records.where(F.col("left_out").isNull())
    rows = {
        name: keep(to_rows(of_source, source, TARGETS[name], filters, days, zone=zone))
        for name in source.tables
    }
    try:
        yield Delivery(source, listing.only is None, records, rows)
    finally:
        for kept in (records, *rows.values()):
            kept.unpersist()


def all_records(deliveries: Sequence[Delivery]) -> DataFrame | None:
    """The records that bronze keeps; None where all sources are Delta tables."""
    copied = [bronze_records(d.records) for d in deliveries if FORMATS[d.source.format].is_copied]
    return _union(copied) if copied else None


def all_rejected(deliveries: Sequence[Delivery]) -> DataFrame:
    """The records that became no rows, of each table."""
    return _union([rejected_rows(r, TARGETS[t]) for d in deliveries for t, r in d.rows.items()])


def all_let_in(deliveries: Sequence[Delivery]) -> DataFrame:
    """The ids in `rejected_rows` of the records that are not, or no longer, rejected."""
    return _union([let_in(r, TARGETS[t]) for d in deliveries for t, r in d.rows.items()])


def all_figures(deliveries: Sequence[Delivery]) -> DataFrame:
    """The counts of each file, table and step.

    That a source leaves refunds unread is told only where no other of the same files reads them.
    """
    of_path: dict[str, set[str]] = {}
    for one in deliveries:
        of_path.setdefault(one.source.path, set()).update(_refunds_of(one.source))
    figures = []
    for one in deliveries:
        read_by_some = map(unread_refund, sorted(of_path[one.source.path]))
        known = F.array(*map(F.lit, read_by_some)).cast("array<string>")
        records = one.records.withColumn("told", F.array_except("told", known))
        figures += [
            count_steps(records, rows, TARGETS[name], one.source.optional_needs(name))
            for name, rows in one.rows.items()
        ]
    return _union(figures)


def _refunds_of(source: Source) -> tuple[str, ...]:
    """Columns with money that was given back, which a source of refunds reads."""
    columns = source.tables["orders"].columns if "orders" in source.tables else {}
    return columns["amount"].columns if "refund_of_order_id" in columns else ()


def accepted_rows(deliveries: Sequence[Delivery]) -> dict[Table, DataFrame]:
    """The rows for each table: where sources share an id, its latest version."""
    accepted = {}
    for target in TARGETS.values():
        columns = target.table.column_names
        found = [
            d.rows[target.name].where(F.col("_status") == ACCEPTED).select(*columns)
            for d in deliveries
            if target.name in d.rows
        ]
        if found:
            accepted[target.table] = _latest(found, target.table)
    return accepted


def _latest(found: Sequence[DataFrame], table: Table) -> DataFrame:
    """The rows of several sources, each of which has one row per key."""
    if len(found) == 1:
        return found[0]
    versions = Window.partitionBy(*table.keys).orderBy(
        F.col("updated_at").desc(), F.col("row_hash").desc(), F.col("source").desc()
    )
    ranked = _union(found).withColumn("_rank", F.row_number().over(versions))
    return ranked.where("_rank = 1").drop("_rank")


def _union(frames: Sequence[DataFrame]) -> DataFrame:
    return reduce(DataFrame.unionByName, frames)


def _cut_off(frame: DataFrame) -> DataFrame:
    return cut_off(frame, is_now=False)


def _on_disk(frame: DataFrame) -> DataFrame:
    return frame.persist(StorageLevel.DISK_ONLY)
