r"""Rows as the lines that PostgreSQL's COPY reads, made by Spark itself rather than by Python.

COPY's text format has a tab between values and `\N` for null. PostgreSQL holds no NUL character;
clients of it read no year beyond 9999. Of both a value is left out, and counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

from voxlake.stores.postgres.shape import JSON, PublishedColumn, PublishedTable

PART, LINE, NULS, FAR = "part", "line", "nuls", "far"
_ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r"))
_NUL_IN_JSON = r"(?<!\\)((?:\\\\)*)\\u0000"
_LAST_YEAR = 9999


def lines_of(rows: DataFrame, shape: PublishedTable) -> DataFrame:
    """A line of COPY for each row, and what was left out of it.

    Columns: `part`, the day of the row's partition as a text, empty for a table without one;
    `line`; `nuls`, values with a NUL character; `far`, times beyond the year 9999.
    """
    partition = shape.table.partition
    values = [_value(column) for column in shape.columns]
    line = F.concat_ws("\t", *(F.coalesce(text, F.lit("\\N")) for text, _, _ in values))
    return rows.select(
        (F.col(partition).cast("string") if partition else F.lit("")).alias(PART),
        line.alias(LINE),
        _sum(nul for _, nul, _ in values).alias(NULS),
        _sum(far for _, _, far in values).alias(FAR),
    )


def checksums(lines: DataFrame) -> DataFrame:
    """Each part with its row count and a number that differs where a line of it does."""
    total = F.sum(F.xxhash64(LINE).cast("decimal(38,0)")).cast("string")
    return lines.groupBy(PART).agg(F.count(F.lit(1)).alias("row_count"), total.alias("checksum"))


def _value(column: PublishedColumn) -> tuple[Column, Column, Column]:
    """The text of a column's values, and whether one had a NUL, or is beyond the year 9999."""
    values, no = F.col(column.name), F.lit(False)
    if column.type in (JSON, "text", "text[]"):
        text, has_nul = _words(values, column.type)
        return _escaped(text), has_nul, no
    if column.spark_type in ("date", "timestamp"):
        is_far = ~F.year(values).between(1, _LAST_YEAR)
        zone = F.lit("+00" if column.spark_type == "timestamp" else "")
        return F.concat(F.when(~is_far, values.cast("string")), zone), no, is_far
    if column.type == "bytea":
        return F.concat(F.lit("\\\\x"), F.hex(values)), no, no
    is_array = column.type.endswith("[]")
    text = _array(values, lambda one: one.cast("string")) if is_array else values.cast("string")
    return text, no, no


def _words(values: Column, type_: str) -> tuple[Column, Column]:
    """The text of values that hold texts, without NULs, and whether there were any."""
    if type_ == JSON:
        text = F.to_json(values, {"ignoreNullFields": "false"})
        return F.regexp_replace(text, _NUL_IN_JSON, "$1"), text.rlike(_NUL_IN_JSON)
    if type_ == "text":
        return _without_nul(values), F.instr(values, "\0") > 0
    has_nul = F.exists(values, lambda one: F.instr(one, "\0") > 0)
    return _array(values, lambda one: _quoted(_without_nul(one))), has_nul


def _array(values: Column, shown: Callable[[Column], Column]) -> Column:
    """The text of an array, such as `{1,NULL,3}`; null where it is null."""
    items = F.transform(values, lambda one: F.coalesce(shown(one), F.lit("NULL")))
    return F.concat(F.lit("{"), F.array_join(items, ","), F.lit("}"))


def _quoted(text: Column) -> Column:
    """A text as an item of an array: in quotes, with a backslash before quotes and backslashes."""
    inner = F.replace(F.replace(text, F.lit("\\"), F.lit("\\\\")), F.lit('"'), F.lit('\\"'))
    return F.concat(F.lit('"'), inner, F.lit('"'))


def _without_nul(text: Column) -> Column:
    return F.replace(text, F.lit("\0"), F.lit(""))


def _escaped(text: Column) -> Column:
    for found, shown in _ESCAPES:
        text = F.replace(text, F.lit(found), F.lit(shown))
    return text


def _sum(flags: Iterable[Column]) -> Column:
    total = F.lit(0)
    for flag in flags:
        total = total + F.coalesce(flag, F.lit(False)).cast("int")
    return total
