"""Numbers of a record, and what becomes of them by the keys beside: parts, unit and sign."""

from __future__ import annotations

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from voxlake.ingest import values
from voxlake.ingest.mapping import Expression
from voxlake.ingest.readable import CURRENCY, READ
from voxlake.ingest.source import Source
from voxlake.ingest.targets import Target
from voxlake.ingest.values import MONEY_LIMIT, NUMBERS, Value
from voxlake.ingest.written_numbers import smallest_unit

_LIMITS = {"integer": 2**31, "long": 1e18, "double": float("inf"), "decimal(18,2)": MONEY_LIMIT}
"""What a sum of each type lies below."""


def with_terms(rows: DataFrame, source: Source, target: Target) -> DataFrame:
    """Rows with value and reason, as columns, of the numbers that keys beside them change.

    A step of its own, since a sum names each of its terms several times.

    Args:
        rows: With what of the texts is read.
        source: Says which keys there are.
        target: The table.
    """
    terms = {}
    for name, expression in source.tables[target.name].columns.items():
        kind = target.types[name]
        if not _is_changed(expression):
            continue
        read = {name: _as_written(name, expression, kind, source.decimal)}
        for part in _parts(name, expression):
            read[part] = NUMBERS[kind](F.col(READ + part), source.decimal)
        for term, value in read.items():
            terms[f"{READ}{term} value"] = value.value
            terms[f"{READ}{term} reason"] = value.reason
    return rows.withColumns(terms) if terms else rows


def number(name: str, expression: Expression, kind: str, decimal: str) -> Value:
    """The number of a column that the source says.

    Args:
        name: The column.
        expression: Where it comes from, and what is added to it.
        kind: Its type.
        decimal: What stands before decimals in the source.
    """
    if not _is_changed(expression):
        return _as_written(name, expression, kind, decimal)
    sum_ = _sum(name, expression, kind)
    return _signed(_in_main_unit(sum_, expression, kind), name, expression, kind)


def _is_changed(expression: Expression) -> bool:
    keys = (expression.less, expression.plus, expression.negative, expression.negative_when)
    return bool(expression.minor_units or any(keys))


def _parts(name: str, expression: Expression) -> dict[str, int]:
    """The columns of what is added to a number, each with 1 or -1."""
    return {
        f"{name} {key} {place}": sign
        for key, forms, sign in (("plus", expression.plus, 1), ("less", expression.less, -1))
        for place in range(len(forms))
    }


def _as_written(name: str, expression: Expression, kind: str, decimal: str) -> Value:
    text = F.col(READ + name)
    if expression.product is not None:
        return values.product(text, kind, decimal)
    return NUMBERS[kind](text, decimal)


def _sum(name: str, expression: Expression, kind: str) -> Value:
    """A number and what is added to it; a part that is blank counts nothing."""
    value, reason = F.col(f"{READ}{name} value"), F.col(f"{READ}{name} reason")
    parts = _parts(name, expression)
    if not parts:
        return Value(value, reason)
    total = value.cast("long") if kind == "integer" else value
    for part, sign in parts.items():
        total = total + F.coalesce(F.col(f"{READ}{part} value"), F.lit(0)) * sign
    odd = F.coalesce(*(F.col(f"{READ}{part} reason") for part in parts)).isNotNull()
    is_near = F.abs(total) < _LIMITS[kind]
    is_whole = ~odd & is_near
    told = F.when(value.isNotNull() & ~is_whole, "part_malformed")
    return Value(F.when(is_whole, total.cast(kind)), F.coalesce(reason, told))


def _in_main_unit(read: Value, expression: Expression, kind: str) -> Value:
    """An amount that is in cents, in its currency."""
    if not expression.minor_units:
        return read
    unit = smallest_unit(F.col(READ + CURRENCY))
    unknown = F.when(read.value.isNotNull() & unit.isNull(), "unit_unknown")
    return Value((read.value * unit).cast(kind), F.coalesce(read.reason, unknown))


def _signed(read: Value, name: str, expression: Expression, kind: str) -> Value:
    """A number that is below zero where the source says that it is, whatever its sign."""
    below = (F.lit(0) - F.abs(read.value)).cast(kind)
    if expression.negative:
        return Value(below, read.reason)
    if expression.negative_when is None:
        return read
    is_below = F.col(f"{READ}{name} negative")
    return Value(F.when(is_below, below).otherwise(read.value), read.reason)
