"""Columns that several subjects compute alike."""

from __future__ import annotations

from pyspark.sql import Column, DataFrame, Row
from pyspark.sql import functions as F

_DIGITS = 4


def week_of(day: Column) -> Column:
    """Monday of the week of a day."""
    return F.date_trunc("week", day).cast("date")


def reach() -> Column:
    """How often a post was seen, or where that is unknown its likes, replies and reposts."""
    likes, replies, reposts = (
        F.coalesce(F.col(f"{name}_count"), F.lit(0)) for name in ("like", "reply", "repost")
    )
    return F.coalesce("view_count", likes + replies + reposts)


def quantiles(value: Column, shares: list[float]) -> Column:
    """Quantiles of a column to four digits, the same on each run however the rows lie.

    Spark's exact percentile counts each distinct value, which `to_four_digits` bounds.
    """
    return F.percentile(to_four_digits(value), shares)


def to_four_digits(value: Column) -> Column:
    """The value rounded to four digits: at most some thousands for each power of ten."""
    value = value.cast("double")
    digits = F.lit(10.0) ** (_DIGITS - 1 - F.floor(F.log10(F.abs(value))))
    return F.when(value == 0, F.lit(0.0)).otherwise(F.round(value * digits) / digits)


def only_row(aggregated: DataFrame) -> Row:
    """The row of an aggregate without groups."""
    (row,) = aggregated.collect()
    return row
