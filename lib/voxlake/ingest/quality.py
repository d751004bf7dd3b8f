"""Counts the records of each file from read to usable, and keeps those that were rejected."""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import sha256

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.ingest.outcomes import ACCEPTED, DUPLICATE, ELSEWHEN, REJECTED
from voxlake.ingest.records import record_key
from voxlake.ingest.rules import NULLED_VALUES, REPAIRED
from voxlake.ingest.selection import without
from voxlake.ingest.targets import Target
from voxlake.tables import DATA_QUALITY, POSTS

_FILE = ("arrived_date", "source", "file", "content_id", "table_name")
READ = "read"
REJECTED_FOR, UNUSABLE_FOR, NULLED = "rejected: ", "unusable: ", "set to null: "
NO_REPEAT, MENDED = "duplicate: ", "repaired: "
"""What steps begin with that break the others down."""
NOT_OURS = "left out"
"""Step of records that are none of the source, and so not read."""
WITHOUT, TOLD = "without column: ", "told: "
"""What steps of a file begin with: records of one that lacks a column, and what was found in it."""
_NOTHING = sha256(b"").hexdigest()
"""Content of a file none of whose records is of the days that were asked for."""

OUTCOMES = (ACCEPTED, DUPLICATE, REJECTED)


def rejected_rows(rows: DataFrame, target: Target) -> DataFrame:
    """The records that became no row of a table, as `rejected_rows` keeps them."""
    return rows.where(F.col("_status") == REJECTED).select(
        _rejected_id(target).alias("rejected_id"),
        F.col("_source").alias("source"),
        F.col("_file").alias("file"),
        F.col("_arrived_date").alias("arrived_date"),
        F.col("_arrived_at").alias("arrived_at"),
        F.lit(target.name).alias("table_name"),
        F.col("_reason").alias("reason"),
        F.col("_detail").alias("detail"),
        F.col("_payload").alias("payload"),
    )


def let_in(rows: DataFrame, target: Target) -> DataFrame:
    """The ids in `rejected_rows` of the records that are not, or no longer, rejected."""
    good = rows.where(F.col("_status").isin(ACCEPTED, DUPLICATE))
    return good.select(_rejected_id(target).alias("rejected_id"))


def count_steps(
    records: DataFrame,
    rows: DataFrame,
    target: Target,
    optional: Collection[frozenset[str]] = (),
) -> DataFrame:
    """How many records of each file there are at each step, as `data_quality` keeps them.

    Beside its columns there is `example`: of a reason to reject its detail, of values that are null
    one of them.

    What was read is counted where it was read, the rest where it ended, so that a record that was
    lost between the two is missed.

    Args:
        records: The source's records, as `read_records` gives them.
        rows: What became of them, as `to_rows` says.
        target: The table that they feed.
        optional: Columns of each of which a file may have one, and need not.
    """
    tallies = _tally_read(records, optional).unionByName(
        _tally_outcomes(rows, target), allowMissingColumns=True
    )
    of_file = Window.partitionBy("source", "file")
    is_counted = F.col("status").isin(*OUTCOMES, NOT_OURS)
    content = F.sum(F.when(is_counted, F.col("hashes"))).over(of_file).cast("string")
    counted = F.sum(F.when(is_counted, F.col("row_count"))).over(of_file).cast("string")
    steps = (
        tallies.withColumn("content_id", F.sha2(F.concat_ws(" ", counted, content), 256))
        .where(F.col("content_id") != _NOTHING)
        .withColumn("table_name", F.lit(target.name))
        .select(*_FILE, F.explode(_steps(F.col("row_count"))).alias("counted"))
        .select(*_FILE, "counted.*")
    )
    return (
        steps.groupBy(*_FILE, "step")
        .agg(
            F.sum("row_count").alias("row_count"),
            F.max_by("example", F.struct("row_count", "example")).alias("example"),
        )
        .select(*DATA_QUALITY.column_names, "example")
    )


def with_zeros(figures: DataFrame, stored: DataFrame) -> DataFrame:
    """The figures, and a zero for each step of their files that is stored and no longer there."""
    file = ["source", "file", "content_id", "table_name"]
    before = stored.withColumns({"row_count": F.lit(0).cast("long"), "is_now": F.lit(False)})
    now = figures.drop("example").withColumn("is_now", F.lit(True))
    both = now.unionByName(before)
    is_counted = F.max("is_now").over(Window.partitionBy(*file))
    steps = both.withColumn("is_counted", is_counted).where("is_counted").groupBy(*file, "step")
    return steps.agg(
        F.max("arrived_date").alias("arrived_date"), F.sum("row_count").alias("row_count")
    ).select(*DATA_QUALITY.column_names)


def _rejected_id(target: Target) -> Column:
    return record_key("_source", "_file", F.lit(target.name), "_record_hash", "_occurrence")


def _tally_read(records: DataFrame, optional: Collection[frozenset[str]]) -> DataFrame:
    """Records of each file by whether they are of the source, and the columns that it lacks."""
    is_ours = F.col("left_out").isNull()
    status = F.when(is_ours, READ).otherwise(NOT_OURS)
    lacks = F.when(is_ours, without(optional)).otherwise(F.array())
    said = F.when(F.size("told") > 0, F.col("told"))
    return records.groupBy(
        "source", "file", "arrived_date", status.alias("status"), lacks.alias("lacks")
    ).agg(
        F.lit(None).cast("string").alias("reason"),
        F.count(F.lit(1)).alias("row_count"),
        F.sum(F.when(~is_ours, _hash("record_hash"))).cast("decimal(38,0)").alias("hashes"),
        F.min("left_out").alias("example"),
        F.lit(None).cast(NULLED_VALUES).alias("nulled"),
        F.array_distinct(F.flatten(F.collect_list(said))).alias("told"),
    )


def _hash(name: str) -> Column:
    return F.xxhash64(name).cast("decimal(20,0)")


def _tally_outcomes(rows: DataFrame, target: Target) -> DataFrame:
    """Records of each file by what became of them, the reason, and which values are null."""
    status = F.col("_status")
    reason = F.when(status == REJECTED, F.concat(F.lit(REJECTED_FOR), "_reason"))
    reason = reason.when(status == DUPLICATE, F.concat(F.lit(NO_REPEAT), "_reason"))
    if target.table == POSTS:
        unusable = F.concat(F.lit(UNUSABLE_FOR), "unusable_reason")
        use = F.coalesce(unusable, F.lit("usable"))
        reason = reason.when(status == ACCEPTED, use)
    file = (F.col(f"_{name}").alias(name) for name in ("source", "file", "arrived_date"))
    nulled = F.when(status == ACCEPTED, F.col("_nulled"))
    which = F.transform(nulled, lambda one: F.struct(one["column"], one["reason"]))
    by = (status.alias("status"), reason.alias("reason"), which.alias("which"))
    tallies = rows.groupBy(*file, *by).agg(
        F.count(F.lit(1)).alias("row_count"),
        F.sum(_hash("_record_hash")).cast("decimal(38,0)").alias("hashes"),
        F.min("_detail").alias("example"),
        F.min(nulled).alias("nulled"),
    )
    return tallies.drop("which")


def _steps(count: Column) -> Column:
    """The steps that a tally counts for; that of what was read names all, so that none lacks."""

    def step(name: Column, number: Column, example: Column) -> Column:
        return F.struct(
            name.alias("step"), number.cast("long").alias("row_count"), example.alias("example")
        )

    def of_null(one: Column) -> Column:
        what = F.when(one["reason"] == REPAIRED, MENDED).otherwise(NULLED)
        name = F.concat(what, one["column"], F.lit(" "), one["reason"])
        return step(name, count, one["value"])

    def of_file(prefix: str, number: Column) -> Callable[[Column], Column]:
        return lambda one: step(F.concat(F.lit(prefix), one), number, none)

    status, reason, example = F.col("status"), F.col("reason"), F.col("example")
    none = F.lit(None).cast("string")
    read = F.when(status == READ, count).otherwise(0)
    zeros = (step(F.lit(outcome), F.lit(0), none) for outcome in OUTCOMES)
    others = F.when(status == NOT_OURS, step(status, count, example))
    arrived = F.concat(
        F.array_compact(F.array(step(F.lit(READ), read, none), *zeros, others)),
        F.transform("lacks", of_file(WITHOUT, count)),
        F.transform("told", of_file(TOLD, F.lit(1))),
    )
    broken_down = F.when(reason.isNotNull(), step(reason, count, example))
    ended = F.array_compact(F.array(step(status, count, none), broken_down))
    is_nulled = F.size("nulled") > 0
    return (
        F.when(status.isin(READ, NOT_OURS), arrived)
        .when(status == ELSEWHEN, F.array(step(F.lit(READ), -count, none)))
        .when(is_nulled, F.concat(ended, F.transform("nulled", of_null)))
        .otherwise(ended)
    )
