"""What the columns of a table hold: rows, nulls, different values, quantiles, frequent values.

A table is passed over twice, however many columns it has: once for all figures of all columns, once
to count the values of those columns that are categories.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F

from voxlake.ingest.profile_columns import ATTRIBUTES, Profiled, columns_of
from voxlake.ingest.profile_settings import ProfileSettings
from voxlake.spark.persisted import persisted
from voxlake.tables import COLUMN_PROFILES, Table
from voxlake.tables.operations import QUANTILES, SPREAD

_GROUP = ("month", "source")
_KEYS = (*_GROUP, "column_name")
_SHARES = list(QUANTILES.values())
_VALUE_CHARACTERS = 80
_SKETCH = 12
"""Size of a sketch, as a power of 2: a standard error of 1.04 / sqrt(2 ** 12) = 1.6%."""


@contextmanager
def profiled(
    rows: DataFrame, table: Table, month: date, settings: ProfileSettings
) -> Iterator[DataFrame]:
    """Rows of COLUMN_PROFILES of a table, for use in the block.

    Args:
        rows: Rows of the table, of whole months.
        table: Its declaration: which columns there are, and which are categories.
        month: First day of the month that rows of a table without days are told in.
        settings: How many values, and of which attributes.
    """
    columns = columns_of(table, settings)
    day = F.trunc(table.partition, "month") if table.partition else F.lit(month)
    dated = rows.withColumn("month", day)
    with persisted(_figures(dated, columns)) as figures:
        values = _frequent_values(dated, _to_count(figures, columns, settings), settings)
        yield (
            figures.join(values, list(_KEYS), how="left")
            .withColumn("table_name", F.lit(table.view))
            .withColumn("null_share", F.col("null_count") / F.col("row_count"))
            .withColumn("distinct_count", _likely(F.col("distinct_count")))
            .select(*COLUMN_PROFILES.column_names)
        )


def _figures(rows: DataFrame, columns: Sequence[Profiled]) -> DataFrame:
    """A row per month, source and column, of one aggregate over the rows."""
    numbered = list(enumerate(columns))
    prepared = rows.select(
        *_GROUP,
        *(column.value.alias(f"value{n}") for n, column in numbered),
        *(column.exact.alias(f"exact{n}") for n, column in numbered),
        *(column.rounded.cast("double").alias(f"rounded{n}") for n, column in numbered),
    )
    wide = prepared.groupBy(*_GROUP).agg(
        F.count(F.lit(1)).alias("row_count"),
        *(figure for n, column in numbered for figure in _aggregates(n, column)),
    )
    told = F.explode(F.array(*(_told(n, column) for n, column in numbered))).alias("of")
    long = wide.select(*_GROUP, "row_count", told).select(*_GROUP, "row_count", "of.*")
    times, numbers = F.col("is_time"), ~F.col("is_time")
    return long.select(
        *_KEYS,
        "column_type",
        "row_count",
        (F.col("row_count") - F.col("filled_count")).alias("null_count"),
        "distinct_count",
        "numbers_of",
        *_spread(SPREAD[""], numbers, "double"),
        *_spread(SPREAD["_time"], times, "timestamp"),
    )


def _aggregates(n: int, column: Profiled) -> list[Column]:
    """What is worked out of a column: the same on each run, however the rows lie."""
    value, exact = F.col(f"value{n}"), F.col(f"exact{n}")
    return [
        F.count(value).alias(f"filled{n}"),
        F.hll_sketch_agg(_comparable(value, column), _SKETCH).alias(f"sketch{n}"),
        F.min(exact).alias(f"min{n}"),
        F.max(exact).alias(f"max{n}"),
        F.percentile(f"rounded{n}", _SHARES).alias(f"quantiles{n}"),
    ]


def _told(n: int, column: Profiled) -> Column:
    least, most = F.col(f"min{n}"), F.col(f"max{n}")

    def within(quantile: Column) -> Column:
        return F.least(F.greatest(quantile, least), most)

    inner = F.transform(f"quantiles{n}", within)
    return F.struct(
        F.lit(column.name).alias("column_name"),
        F.lit(column.type).alias("column_type"),
        F.lit(column.numbers_of).cast("string").alias("numbers_of"),
        F.lit(column.is_time).alias("is_time"),
        F.col(f"filled{n}").alias("filled_count"),
        _distinct(n, column).alias("distinct_count"),
        F.concat(F.array(least), inner, F.array(most)).alias("spread"),
    )


def _comparable(value: Column, column: Profiled) -> Column:
    """The value as a text; null for attributes, which Spark does not make a text of."""
    is_map = column.type.startswith("map")
    return (F.lit(None) if is_map else value).cast("string")


def _distinct(n: int, column: Profiled) -> Column:
    """About how many values differ.

    A sketch that is united, even with itself, is estimated from what it holds alone; else the
    order of the rows would play a part.
    """
    if column.type.startswith("map"):
        return F.lit(None).cast("long")
    sketch = F.col(f"sketch{n}")
    return F.hll_sketch_estimate(F.hll_union(sketch, sketch))


def _spread(names: Sequence[str], applies: Column, type_: str) -> list[Column]:
    """The figures of `spread` as columns of these names, null where they do not apply."""
    figures = (F.when(applies, F.col("spread").getItem(n)) for n in range(len(names)))
    return [figure.cast(type_).alias(name) for name, figure in zip(names, figures, strict=True)]


def _to_count(
    figures: DataFrame, columns: Sequence[Profiled], settings: ProfileSettings
) -> list[Profiled]:
    """The columns whose values are counted: categories with few enough, and names of attributes."""
    most = figures.groupBy("column_name").agg(F.max("distinct_count").alias("distinct_count"))
    distinct = {row["column_name"]: row["distinct_count"] for row in most.collect()}
    return [
        column
        for column in columns
        if column.name == ATTRIBUTES
        or (column.is_category and (distinct.get(column.name) or 0) <= settings.max_distinct)
    ]


def _frequent_values(
    rows: DataFrame, columns: Sequence[Profiled], settings: ProfileSettings
) -> DataFrame:
    """The most frequent values of each month, source and column, of one count over the rows."""
    pairs = F.concat(*map(_pairs, columns)) if columns else _no_pairs()
    counted = (
        rows.select(*_GROUP, F.explode(pairs).alias("pair"))
        .select(*_GROUP, "pair.*")
        .where(F.col("value").isNotNull())
        .groupBy(*_KEYS, "value")
        .agg(F.count(F.lit(1)).alias("row_count"))
        .where(F.col("row_count") >= settings.min_rows)
    )
    by_count = Window.partitionBy(*_KEYS).orderBy(F.desc("row_count"), "value")
    kept = counted.withColumn("rank", F.row_number().over(by_count))
    told = F.sort_array(F.collect_list(F.struct("rank", "value", "row_count")))
    return (
        kept.where(F.col("rank") <= settings.frequent)
        .groupBy(*_KEYS)
        .agg(F.transform(told, _without_rank).alias("frequent_values"))
    )


def _pairs(column: Profiled) -> Column:
    """The column's name with each value of a row: one, or the names of its attributes."""
    is_map = column.type.startswith("map")
    values = F.map_keys(column.value) if is_map else F.array(column.value.cast("string"))

    def pair(value: Column) -> Column:
        shown = F.substring(value, 1, _VALUE_CHARACTERS)
        return F.struct(F.lit(column.name).alias("column_name"), shown.alias("value"))

    return F.coalesce(F.transform(values, pair), _no_pairs())


def _no_pairs() -> Column:
    return F.array().cast("array<struct<column_name:string,value:string>>")


def _without_rank(told: Column) -> Column:
    return F.struct(told["value"].alias("value"), told["row_count"].alias("row_count"))


def _likely(distinct: Column) -> Column:
    """An estimate between what is certain: at most the rows with a value, at least those told."""
    told = F.greatest(F.size("frequent_values"), F.lit(0)).cast("long")
    with_value = F.col("row_count") - F.col("null_count")
    return F.when(distinct.isNotNull(), F.greatest(F.least(distinct, with_value), told))
