"""The page of columns: what the silver tables hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from pyspark.sql import DataFrame, Row, Window
from pyspark.sql import functions as F

from voxlake.report.settings import ReportSettings
from voxlake.report.sources import Sources
from voxlake.tables import COLUMN_PROFILES, TABLES

_TABLES = tuple(table for table in TABLES if table.layer == "silver")
"""Tables that may have profiles, in the order of their declaration."""
_KEYS = ("table_name", "source", "column_name")
_VALUES = 5
_CHANGE = 0.2
_MIN_ROWS = 30
_DIGITS_BELOW = 10
_UNITS = {"value": "", "characters": " characters", "elements": " elements"}


@dataclass(frozen=True)
class Column:
    """A column that holds something: how much of it is filled, and what it holds, in words."""

    name: str
    filled_share: float
    distinct_count: int | None
    says: str

    @property
    def filled(self) -> str:
        """The share as people read it."""
        return _percent(self.filled_share)


@dataclass(frozen=True)
class Profile:
    """The columns of a table that came from a source, and those that hold nothing at all."""

    table: str
    source: str
    row_count: int
    first_month: date
    last_month: date
    columns: list[Column]
    empty: list[str]

    @property
    def has_months(self) -> bool:
        """Whether the rows have a day, so that the profile is of several months."""
        return self.table not in {table.view for table in _TABLES if table.partition is None}


def gather(sources: Sources, as_of: date, settings: ReportSettings) -> list[Profile] | None:
    """The tables in the order of the pipeline, by source; None where none was profiled."""
    del as_of, settings
    told = _in_force(sources[COLUMN_PROFILES])
    rows = _all_months(told).join(_frequent(told), list(_KEYS), how="left").collect()
    if not rows:
        return None
    views = [table.view for table in _TABLES]
    order = {(t.view, name): n for t in _TABLES for n, name in enumerate(t.column_names)}

    def place(row: Row) -> tuple[int, str, int, str]:
        table, source, name = (row[key] for key in _KEYS)
        return views.index(table), source, order.get((table, name), len(order)), name

    by_source = groupby(sorted(rows, key=place), key=lambda row: place(row)[:2])
    return [_profile(list(columns)) for _, columns in by_source]


def draw(_: list[Profile]) -> dict[str, str]:
    """No pictures."""
    return {}


def _in_force(profiles: DataFrame) -> DataFrame:
    """All months of tables with days; the last month of the others, which tells them whole."""
    whole = [table.view for table in _TABLES if table.partition is None]
    last = F.max("month").over(Window.partitionBy("table_name"))
    marked = profiles.withColumn("last", last)
    return marked.where(~F.col("table_name").isin(whole) | (F.col("month") == F.col("last")))


def _all_months(profiles: DataFrame) -> DataFrame:
    """A row per table, source and column: sums of the months, and the last month as it is."""
    return profiles.groupBy(*_KEYS).agg(
        F.sum("row_count").alias("row_count"),
        F.sum("null_count").alias("null_count"),
        *(F.min(name).alias(name) for name in ("min_value", "min_time")),
        *(F.max(name).alias(name) for name in ("max_value", "max_time")),
        F.min("month").alias("first_month"),
        F.max_by(F.struct(*profiles.columns), "month").alias("last"),
    )


def _frequent(profiles: DataFrame) -> DataFrame:
    """The most frequent values of all months together."""
    value = F.explode("frequent_values").alias("told")
    counted = (
        profiles.select(*_KEYS, value)
        .groupBy(*_KEYS, F.col("told.value").alias("value"))
        .agg(F.sum("told.row_count").alias("row_count"))
    )
    by_count = Window.partitionBy(*_KEYS).orderBy(F.desc("row_count"), "value")
    ranked = counted.withColumn("rank", F.row_number().over(by_count))
    told = F.sort_array(F.collect_list(F.struct("rank", "value", "row_count")))
    return ranked.where(F.col("rank") <= _VALUES).groupBy(*_KEYS).agg(told.alias("frequent"))


def _profile(rows: list[Row]) -> Profile:
    first = rows[0]
    filled = [row for row in rows if row["null_count"] < row["row_count"]]
    return Profile(
        first["table_name"],
        first["source"],
        first["row_count"],
        first["first_month"],
        first["last"]["month"],
        [_column(row) for row in filled],
        [row["column_name"] for row in rows if row not in filled],
    )


def _column(row: Row) -> Column:
    return Column(
        row["column_name"],
        1 - row["null_count"] / row["row_count"],
        row["last"]["distinct_count"],
        "; ".join(filter(None, (_holds(row), _change(row)))),
    )


def _holds(row: Row) -> str:
    """What the values are: the most frequent ones, from when to when, or how large."""
    if row["frequent"]:
        filled = row["row_count"] - row["null_count"]
        return ", ".join(
            f"{told['value']} {_percent(told['row_count'] / filled)}" for told in row["frequent"]
        )
    if row["min_time"] is not None:
        first, last = (f"{row[name]:%-d %B %Y}" for name in ("min_time", "max_time"))
        return first if first == last else f"{first} to {last}"
    if row["min_value"] is None:
        return ""
    unit, last = _UNITS[row["last"]["numbers_of"]], row["last"]
    if row["min_value"] == row["max_value"]:
        return f"always {_number(row['min_value'])}{unit}"
    spread = f"{_number(row['min_value'])} to {_number(row['max_value'])}{unit}"
    if last["p50"] is None:
        return spread
    return f"{spread}; half at most {_number(last['p50'])}, 95% at most {_number(last['p95'])}"


def _change(row: Row) -> str:
    """A last month that is filled otherwise than the months before; empty where it is not."""
    last: Mapping[str, float] = row["last"].asDict()
    before = row["row_count"] - last["row_count"]
    if min(before, last["row_count"]) < _MIN_ROWS:
        return ""
    earlier = 1 - (row["null_count"] - last["null_count"]) / before
    now = 1 - last["null_share"]
    if abs(now - earlier) < _CHANGE:
        return ""
    return f"filled in {_percent(now)} of the rows of the last month, {_percent(earlier)} before"


def _percent(share: float) -> str:
    """A share in whole percent; what is neither nothing nor all does not read as either."""
    whole = f"{share:.0%}"
    return {"0%": "under 1%", "100%": "over 99%"}.get(whole, whole) if 0 < share < 1 else whole


def _number(value: float) -> str:
    is_whole = value == round(value) or abs(value) >= _DIGITS_BELOW
    return f"{value:,.0f}" if is_whole else f"{value:,.3g}"
