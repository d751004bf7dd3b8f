"""Says of each row what became of its record."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Window, WindowSpec
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.ingest.targets import Target

ACCEPTED, DUPLICATE, REJECTED, ELSEWHEN = "accepted", "duplicate", "rejected", "other day"
"""What becomes of a record; one of another day than was asked for is not counted."""

OF_RECORDS = (
    *("source", "file", "arrived_date", "arrived_at"),
    *("payload", "record_hash", "occurrence"),
)
"""Columns of records that rows have too, with `_` before them."""
_QUOTED_CHARACTERS = 60


def problem(is_one: Column, reason: Column, detail: Column) -> Column:
    """Why a record is rejected, or a duplicate is no repeat; null where it is not so."""
    return F.when(is_one, F.struct(reason.alias("reason"), detail.alias("detail")))


def with_status(rows: DataFrame, target: Target, days: Days) -> DataFrame:
    """Rows with `_status`: of the good ones of an id, the latest is accepted.

    Args:
        rows: With all columns of the table, and `_problem` of those that cannot be rows.
        target: The table.
        days: Days that were asked for.
    """
    is_bad = F.col("_problem").isNotNull()
    is_elsewhen = F.lit(False)
    if target.time and not days.is_every:
        is_elsewhen = ~is_bad & ~F.col(str(target.table.partition)).isin(list(days))
    is_good = ~is_bad & ~is_elsewhen
    key = F.when(is_good, F.to_json(F.array(*target.table.keys))).otherwise(F.col("_record_hash"))
    latest_first = Window.partitionBy(key).orderBy(
        *(F.col(name).desc() for name in ("updated_at", "row_hash", "_file", "_occurrence"))
    )
    status = (
        F.when(is_bad, REJECTED)
        .when(is_elsewhen, ELSEWHEN)
        .when(F.row_number().over(latest_first) == 1, ACCEPTED)
        .otherwise(DUPLICATE)
    )
    others = [_other(name, latest_first, target) for name in target.telling]
    told = rows.withColumns(
        {"_status": status, "_told": F.coalesce("_problem", *others)}  # good ones have no problem
    )
    return told.select(
        *target.table.column_names,
        *(f"_{name}" for name in OF_RECORDS),
        "_status",
        F.col("_told.reason").alias("_reason"),
        F.col("_told.detail").alias("_detail"),
        "_nulled",
    )


def _other(name: str, latest_first: WindowSpec, target: Target) -> Column:
    """What a duplicate says that the row which is kept does not; null where it says the same."""
    kept, own = F.first(name).over(latest_first), F.col(name)
    said, instead = (
        F.translate(F.left(value.cast("string"), F.lit(_QUOTED_CHARACTERS)), "\n", " ")
        for value in (own, kept)
    )
    row = F.concat_ws(" ", *target.table.keys)
    detail = F.concat(row, F.lit(": "), said, F.lit(", kept: "), instead)
    return problem(own != kept, F.lit(f"other {name}"), detail)
