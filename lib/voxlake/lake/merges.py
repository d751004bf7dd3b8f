"""Which rows a merge writes, and the statements that write and delete rows by key."""

from __future__ import annotations

from dataclasses import dataclass

from pyspark.sql import DataFrame
from pyspark.sql import functions as F
from pyspark.sql import types as T

from voxlake.core.days import Days
from voxlake.lake.contract import days_sql
from voxlake.lake.place import quoted
from voxlake.tables import Table

_STORED_DAY = "_stored_day"
_IS_UPDATE = "_is_update"


@dataclass(frozen=True)
class Changes:
    """Rows that are new to a table or differ from it.

    `days` are the partitions they touch: where the rows go and, for rows whose date moved, where
    they lie now. No days for a table without partitions.
    """

    table: Table
    rows: DataFrame
    row_count: int
    update_count: int
    days: Days


def compare(rows: DataFrame, stored: DataFrame, table: Table, *, only_new: bool) -> DataFrame:
    """The rows whose key is not stored or, unless `only_new`, that win over the stored row.

    Args:
        rows: The table's columns, one row per key.
        stored: The rows of the table where the keys may lie.
        table: Says the keys and what wins.
        only_new: Whether to leave all rows out whose keys are stored.
    """
    keys = list(table.keys)
    known = stored.select(*table.column_names).join(rows.select(*keys), on=keys, how="left_semi")
    if only_new:
        new = rows.join(known.select(*keys), on=keys, how="left_anti")
        return new.withColumns({_STORED_DAY: F.lit(None).cast("date"), _IS_UPDATE: F.lit(False)})
    is_same_key = " AND ".join(f"s.{quoted(key)} = t.{quoted(key)}" for key in keys)
    is_new = f"t.{quoted(keys[0])} IS NULL"
    day = f"t.{quoted(table.partition)}" if table.partition else "CAST(NULL AS DATE)"
    return (
        rows.alias("s")
        .join(known.alias("t"), on=F.expr(is_same_key), how="left")
        .where(f"{is_new} OR {_wins(table)}")
        .selectExpr("s.*", f"{day} AS {_STORED_DAY}", f"NOT ({is_new}) AS {_IS_UPDATE}")
    )


def summarise(changed: DataFrame, table: Table) -> Changes:
    """The changes that `compare` found, counted, with the days that they touch."""
    day = F.col(table.partition) if table.partition else F.lit(None).cast("date")
    counted = changed.agg(
        F.count(F.lit(1)).alias("row_count"),
        F.count_if(_IS_UPDATE).alias("update_count"),
        F.array_union(F.collect_set(day), F.collect_set(_STORED_DAY)).alias("days"),
    ).collect()[0]
    return Changes(
        table=table,
        rows=changed.drop(_STORED_DAY, _IS_UPDATE),
        row_count=counted["row_count"],
        update_count=counted["update_count"],
        days=Days.of(counted["days"]),
    )


def merge_sql(changes: Changes, name: str) -> str:
    """The statement that writes the changes; `{source}` stands for their rows.

    The condition is asked again, of the rows that are stored when the statement runs.
    """
    matched = f"WHEN MATCHED AND {_wins(changes.table)} THEN UPDATE SET *"
    into = _merge_into(changes.table, changes.days, name)
    return f"{into} {matched} WHEN NOT MATCHED THEN INSERT *"


def removal_sql(table: Table, days: Days, name: str) -> str:
    """The statement that deletes the rows of some days whose keys `{source}` has."""
    return f"{_merge_into(table, days, name)} WHEN MATCHED THEN DELETE"


def _merge_into(table: Table, days: Days, name: str) -> str:
    """A merge by key, with literal bounds that keep Delta from reading other partitions."""
    conditions = [f"s.{quoted(key)} = t.{quoted(key)}" for key in table.keys]
    if table.partition:
        conditions.append(days_sql(f"t.{table.partition}", days))
    return f"MERGE INTO {_as_format(name)} AS t USING {{source}} AS s ON {' AND '.join(conditions)}"


def _as_format(text: str) -> str:
    """Text that `str.format` leaves as it is."""
    return text.replace("{", "{{").replace("}", "}}")


def _is_versioned(table: Table) -> bool:
    return {"updated_at", "row_hash"} <= set(table.column_names)


def _wins(table: Table) -> str:
    """Whether the row that comes in (s) is to take the place of the stored one (t).

    Among versions, an older one does not, and a later one that says the same does not either: a
    file that was only copied changes nothing. The same version read by another mapping does.
    """
    marks = {"updated_at", "row_hash"} if _is_versioned(table) else set()
    said = [field for field in table.schema if field.name not in marks]
    equal = " AND ".join(f"{_comparable('s', f)} <=> {_comparable('t', f)}" for f in said)
    if not marks:
        return f"NOT ({equal})"
    version = "struct(s.updated_at, s.row_hash) >= struct(t.updated_at, t.row_hash)"
    return f"({version} AND NOT ({equal}))"


def _comparable(alias: str, field: T.StructField) -> str:
    """A column in a form that SQL can compare: the entries of a map, in order."""
    name = f"{alias}.{quoted(field.name)}"
    is_map = isinstance(field.dataType, T.MapType)
    return f"sort_array(map_entries({name}))" if is_map else name
