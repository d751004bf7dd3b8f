"""The way over from a lake of an earlier voxlake: columns that are new, versions that were left.

Each step can be taken again: a column is added once, and rows are copied, in one commit, only where
the declared table has none of their day or, where days are not replaced whole, of their key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.core.days import Days
from voxlake.core.errors import SchemaError
from voxlake.lake.contract import days_sql
from voxlake.lake.lake import Lake
from voxlake.lake.place import quoted
from voxlake.tables import TABLES, Earlier, Table


@dataclass(frozen=True)
class Step:
    """One thing to do for a table.

    `kind` says what: `grow` (add columns), `copy` (rows of an earlier version), `rebuild` (their
    days, by the table's job), `drop` (an earlier version that is no longer needed), `refused` (a
    newer voxlake has written it) or `misfit` (it is not what is declared). `detail` has the
    columns, or the refusal; `days` those that the earlier version has and the declared one has not.
    """

    kind: Literal["grow", "copy", "rebuild", "drop", "refused", "misfit"]
    table: Table
    detail: str = ""
    earlier: Earlier | None = None
    days: Days = Days.of(())  # noqa: RUF009  (frozen)
    row_count: int = 0


def steps(lake: Lake, tables: Iterable[Table] = TABLES) -> list[Step]:
    """What there is to do in a lake; changes nothing."""
    return [step for table in tables for step in _steps(lake, table)]


def take(lake: Lake, step: Step) -> bool:
    """Add the columns, or copy the rows, of a step; False: its kind is for people to do."""
    if step.kind == "grow":
        lake.grow(step.table)
    elif step.kind == "copy" and step.earlier:
        rows = _carried(lake, step.table, step.earlier)
        if _is_by_day(step.table):
            day = str(step.table.partition)
            lake.replace(rows.where(days_sql(day, step.days)), step.table, step.days)
        else:
            lake.merge(rows, step.table, only_new=True)
    return step.kind in ("grow", "copy")


def earlier_table(table: Table, earlier: Earlier) -> Table:
    """What finds an earlier version of a table; its columns are not declared any more."""
    return replace(table, name=earlier.name, earlier=())


def _steps(lake: Lake, table: Table) -> Iterator[Step]:
    found = lake.standing.difference(table)
    if found.wrong:
        yield Step("misfit", table, "; ".join(found.wrong))
        return
    try:
        lake.standing.require_writable(table)
    except SchemaError as error:
        yield Step("refused", table, str(error))
        return
    if found.added:
        yield Step("grow", table, ", ".join(".".join(one.path) for one in found.added))
    for earlier in table.earlier:
        if earlier.name in lake.standing.names():
            days, row_count = _left(lake, table, earlier)
            yield Step(earlier.way if row_count else "drop", table, "", earlier, days, row_count)


def _left(lake: Lake, table: Table, earlier: Earlier) -> tuple[Days, int]:
    """The days, and how many rows, of an earlier version that the declared one has not."""
    stored, now = _stored(lake, table, earlier), lake.read(table)
    keys = [str(table.partition)] if _is_by_day(table) else list(table.keys)
    left = stored.join(now.select(*keys).distinct(), on=keys, how="left_anti")
    day = F.col(table.partition) if table.partition else F.lit(None).cast("date")
    found = left.agg(F.collect_set(day).alias("days"), F.count(F.lit(1)).alias("rows")).collect()[0]
    return Days.of(found["days"]), found["rows"]


def _carried(lake: Lake, table: Table, earlier: Earlier) -> DataFrame:
    """The rows of an earlier version in the columns that are declared now."""
    stored, made = _stored(lake, table, earlier), dict(earlier.columns)
    return stored.select(
        *(
            F.expr(made.get(f.name, quoted(f.name) if f.name in stored.columns else "NULL"))
            .cast(f.dataType)
            .alias(f.name)
            for f in table.schema
        )
    )


def _stored(lake: Lake, table: Table, earlier: Earlier) -> DataFrame:
    return lake.spark.table(lake.name_of(earlier_table(table, earlier)))


def _is_by_day(table: Table) -> bool:
    """Whether days of the table are replaced whole, as those of gold are."""
    return table.layer == "gold" and table.partition is not None
