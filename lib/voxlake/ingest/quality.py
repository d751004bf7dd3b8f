"""Counts the records of each file from read to usable, and keeps those that were rejected."""

from __future__ import annotations

from collections import defaultdict

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.errors import InputError, QualityError
from voxlake.ingest.records import record_key
from voxlake.ingest.rows import ACCEPTED, DUPLICATE, ELSEWHEN, REJECTED
from voxlake.ingest.targets import Target
from voxlake.tables import DATA_QUALITY, POSTS, REJECTED_ROWS

_FILE = ("arrived_date", "source", "file", "content_id", "table_name")
_OUTCOMES = (ACCEPTED, DUPLICATE, REJECTED)


def rejected_rows(rows: DataFrame, target: Target) -> DataFrame:
    """The records that became no row of a table, as `rejected_rows` keeps them."""
    rejected = rows.where(F.col("_status") == REJECTED).select(
        F.col("_source").alias("source"),
        F.col("_file").alias("file"),
        F.col("_arrived_date").alias("arrived_date"),
        F.col("_arrived_at").alias("arrived_at"),
        F.lit(target.name).alias("table_name"),
        F.col("_reason").alias("reason"),
        F.col("_detail").alias("detail"),
        F.col("_payload").alias("payload"),
        F.col("_record_hash").alias("record_hash"),
        F.col("_occurrence").alias("occurrence"),
    )
    keyed = rejected.withColumn("rejected_id", record_key("source", "file", "table_name"))
    return keyed.select(*REJECTED_ROWS.column_names)


def count_steps(records: DataFrame, rows: DataFrame, target: Target) -> DataFrame:
    """How many records of each file there are at each step, as `data_quality` keeps them.

    What was read is counted where it was read, the rest where it ended, so that a record that was
    lost between the two is missed.

    Args:
        records: The source's records, as `read_records` gives them.
        rows: What became of them, as `to_rows` says.
        target: The table that they feed.
    """
    inside = rows.where(F.col("_status") != ELSEWHEN)
    hashes = F.sum(F.xxhash64("_record_hash").cast("decimal(38,0)"))
    files = inside.groupBy(F.col("_source").alias("source"), F.col("_file").alias("file")).agg(
        F.max("_arrived_date").alias("arrived_date"),
        F.sha2(F.concat_ws(" ", F.count(F.lit(1)), hashes), 256).alias("content_id"),
        *(F.count_if(F.col("_status") == outcome).alias(outcome) for outcome in _OUTCOMES),
    )
    elsewhen = rows.where(F.col("_status") == ELSEWHEN).select(
        F.col("_file").alias("file"), F.lit(-1).alias("one")
    )
    read = records.select("file", F.lit(1).alias("one")).union(elsewhen)
    read_counts = read.groupBy("file").agg(F.sum("one").alias("read"))
    known = files.join(read_counts, on="file", how="left").withColumn(
        "table_name", F.lit(target.name)
    )
    totals = known.select(*_FILE, _unfolded("read", *_OUTCOMES)).select(*_FILE, "step.*")
    reasons = _reason_counts(inside, target).join(known.select(*_FILE), on="file", how="inner")
    return totals.unionByName(reasons.select(*totals.columns)).select(*DATA_QUALITY.column_names)


def with_zeros(figures: DataFrame, stored: DataFrame) -> DataFrame:
    """The figures, and a zero for each step of their files that is stored and no longer there."""
    files = ["source", "file", "content_id", "table_name"]
    seen = stored.join(figures.select(*files).distinct(), on=files, how="left_semi")
    gone = seen.join(figures, on=[*files, "step"], how="left_anti")
    return figures.unionByName(gone.withColumn("row_count", F.lit(0).cast("long")))


def require_balance(figures: DataFrame) -> None:
    """Check that every record that was read was accepted, a duplicate or rejected.

    Raises:
        QualityError: some file's figures do not add up; names the first such file.
    """
    count = F.col("row_count")
    signed = F.when(F.col("step") == "read", count).when(F.col("step").isin(*_OUTCOMES), -count)
    lost = figures.groupBy("source", "file", "table_name").agg(F.sum(signed).alias("lost"))
    if first := lost.where("lost <> 0").orderBy("source", "file").first():
        raise QualityError(
            f"Of the records of {first['file']} (source {first['source']}), {first['lost']} were "
            f"neither accepted nor rejected for {first['table_name']}; nothing was written."
        )


def summarise(figures: DataFrame) -> dict[str, str]:
    """A line for each source and table: how many records there were at each step.

    Raises:
        InputError: no record of a source could become a row of a table.
    """
    totals = figures.groupBy("source", "table_name", "step").agg(F.sum("row_count").alias("n"))
    steps: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in totals.orderBy("source", "table_name", F.desc("n"), "step").collect():
        steps[f"{row['source']} {row['table_name']}"][row["step"]] = row["n"]
    lines = {name: _line(counts) for name, counts in steps.items()}
    for name, counts in steps.items():
        if counts["read"] and counts["read"] == counts[REJECTED]:
            raise InputError(
                f"{name}: not one record could be used ({lines[name]}). Look at rejected_rows "
                "for the columns and values, and mend the source file or the data."
            )
    return lines


def _reason_counts(inside: DataFrame, target: Target) -> DataFrame:
    """Records of each file by reason of rejection and, for posts, by use."""
    is_accepted = F.col("_status") == ACCEPTED
    steps = [F.when(F.col("_status") == REJECTED, F.concat(F.lit("rejected: "), "_reason"))]
    if target.table == POSTS:
        unusable = F.concat(F.lit("unusable: "), "unusable_reason")
        steps.append(F.when(is_accepted, F.coalesce(unusable, F.lit("usable"))))
    named = inside.select(F.col("_file").alias("file"), F.coalesce(*steps).alias("step"))
    return named.dropna().groupBy("file", "step").agg(F.count(F.lit(1)).alias("row_count"))


def _unfolded(*counts: str) -> Column:
    pairs = (F.struct(F.lit(c).alias("step"), F.col(c).alias("row_count")) for c in counts)
    return F.explode(F.array(*pairs)).alias("step")


def _line(counts: dict[str, int]) -> str:
    known = {"read", *_OUTCOMES}
    outcomes = " + ".join(f"{counts.get(o, 0):,} {o}" for o in _OUTCOMES)
    others = [f"{n:,} {step}" for step, n in counts.items() if step not in known and n]
    return "; ".join([f"{counts['read']:,} read = {outcomes}", *others])
