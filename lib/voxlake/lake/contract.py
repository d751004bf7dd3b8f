"""What a table's declaration asks of rows, and what it shows of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from pyspark.sql import Column, DataFrame, Row, Window
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import QualityError
from voxlake.lake.place import quoted
from voxlake.tables import Table

_NUMBER = "_number"
REFUSED = "voxlake: a row is not as its table declares it"
"""What the message of a write says that met a row which `audit` refuses."""


@dataclass(frozen=True)
class Audit:
    """How many rows there are, and the days of their partitions."""

    row_count: int
    days: Days


def conform(rows: DataFrame, table: Table) -> DataFrame:
    """The rows with the table's columns, in its order and with its comments.

    Raises:
        QualityError: names every missing, extra, mistyped and repeated column at once.
    """
    declared = {field.name: field.dataType.simpleString() for field in table.schema}
    given = {field.name: field.dataType.simpleString() for field in rows.schema}
    faults = {
        "missing": [f"{name} {declared[name]}" for name in declared if name not in given],
        "extra": [f"{name} {given[name]}" for name in given if name not in declared],
        "mistyped": [
            f"{name} {type_} (must be {declared[name]})"
            for name, type_ in given.items()
            if declared.get(name, type_) != type_
        ],
        "repeated": sorted({name for name in rows.columns if rows.columns.count(name) > 1}),
    }
    if found := [f"{kind} {', '.join(names)}" for kind, names in faults.items() if names]:
        raise QualityError(
            f"The rows for {table.name} do not have the columns it declares: {'; '.join(found)}."
        )
    return rows.to(table.schema)


def audit(rows: DataFrame, table: Table, days: Days) -> Audit:
    """Count the rows and the days of their partitions, in one pass.

    Raises:
        QualityError: a key is null or stands in several rows, or a row lies outside the days.
    """
    day = F.col(table.partition) if table.partition else F.lit(None).cast("date")
    counted = (
        rows.groupBy(*table.keys)
        .agg(
            F.count(F.lit(1)).alias("row_count"),
            F.count_if(~_is_inside(table, days)).alias("outside"),
            F.min(day).alias("day"),
        )
        .agg(
            F.coalesce(F.sum("row_count"), F.lit(0)).alias("row_count"),
            F.coalesce(F.sum("outside"), F.lit(0)).alias("outside"),
            F.count_if(F.col("row_count") > 1).alias("repeated"),
            F.count_if(_any_null(table.keys)).alias("unnamed"),
            F.collect_set("day").alias("days"),  # days, not rows: some thousands at most
        )
        .collect()[0]
    )
    _refuse(counted, table, days)
    return Audit(counted["row_count"], Days.of(counted["days"]))


def audit_values(values: Sequence[tuple[object, ...]], table: Table) -> Audit:
    """What `audit` says of rows that are few and no frame yet: tuples of the table's columns.

    Raises:
        QualityError: a key is null or stands in several rows, or a day is null.
    """
    places = [table.column_names.index(key) for key in table.keys]
    keys = Counter(tuple(row[place] for place in places) for row in values)
    at = table.column_names.index(table.partition) if table.partition else None
    days = [] if at is None else [row[at] for row in values]
    counted = {
        "unnamed": sum(None in key for key in keys),
        "repeated": sum(count > 1 for count in keys.values()),
        "outside": days.count(None),
    }
    _refuse(counted, table, Days.every())
    return Audit(len(values), Days.of(cast("list[date]", days)))


def checked(rows: DataFrame, table: Table, days: Days) -> DataFrame:
    """The same rows; whatever computes them fails, saying `REFUSED`, where `audit` refuses them.

    So a write checks its rows as they pass, and only one that fails is counted out by `audit`.
    """
    same_key = Window.partitionBy(*table.keys).orderBy(table.keys[0])
    numbered = rows.withColumn(_NUMBER, F.row_number().over(same_key))
    is_wrong = (F.col(_NUMBER) > 1) | _any_null(table.keys) | ~_is_inside(table, days)
    passes = F.when(is_wrong, F.raise_error(F.lit(REFUSED)).cast("boolean")).otherwise(F.lit(True))
    return numbered.where(passes).drop(_NUMBER)


def rows_sql(table: Table, source: str, lacking: Collection[str] = ()) -> str:
    """The query for what readers see of a table, which SQL names `source`.

    Columns that it is `lacking` are null until it has them: inside of the second relation a name
    means its own column and, only where there is none, that of the first.
    """
    if lacking:
        types = {field.name: field.dataType.simpleString() for field in table.schema}
        nulls = ", ".join(f"CAST(NULL AS {types[n]}) AS {quoted(n)}" for n in lacking)
        columns = ", ".join(map(quoted, table.column_names))
        rows = f"SELECT {columns} FROM {source}"
        source = f"(SELECT rows.* FROM (SELECT {nulls}) AS lacking, LATERAL ({rows}) AS rows)"
    if table.last_by is None:
        return f"SELECT * FROM {source}"
    last = f"max_by(struct(*), {quoted(table.last_by)}) AS last"
    keys = ", ".join(quoted(key) for key in table.keys)
    return f"SELECT last.* FROM (SELECT {last} FROM {source} GROUP BY {keys})"


def no_rows_sql(table: Table) -> str:
    """The query for a table without rows; Spark plans nothing for what is joined to it."""
    nulls = (f"CAST(NULL AS {f.dataType.simpleString()}) AS {quoted(f.name)}" for f in table.schema)
    return f"SELECT {', '.join(nulls)} WHERE false"


def days_sql(column: str, days: Days) -> str:
    """A condition on a column of dates, with literal bounds, so that other days are not read."""
    name = ".".join(quoted(part) for part in column.split("."))
    if days.is_every:
        return f"{name} IS NOT NULL"
    if not len(days):
        return "false"
    if (days.last - days.first).days + 1 == len(days):
        return f"{name} BETWEEN DATE'{days.first}' AND DATE'{days.last}'"
    listed = ", ".join(f"DATE'{day}'" for day in days)
    return f"{name} IN ({listed})"


def _is_inside(table: Table, days: Days) -> Column:
    """Whether a row's day is known and one of the days; always, where there are no partitions."""
    if table.partition is None:
        return F.lit(True)
    return F.coalesce(F.expr(days_sql(table.partition, days)), F.lit(False))


def _any_null(columns: Sequence[str]) -> Column:
    return F.greatest(F.lit(False), *(F.col(name).isNull() for name in columns))


def _refuse(counted: Mapping[str, int] | Row, table: Table, days: Days) -> None:
    keys = ", ".join(table.keys)
    faults = {
        f"keys ({keys}) with a null in them": counted["unnamed"],
        f"keys ({keys}) that stand in several rows": counted["repeated"],
        f"rows whose {table.partition} is null or not in {days}": counted["outside"],
    }
    if found := [f"{number} {what}" for what, number in faults.items() if number]:
        raise QualityError(f"The rows for {table.name} are not written: {'; '.join(found)}.")
