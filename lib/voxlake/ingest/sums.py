"""What becomes of a number by the keys beside it: what is added, its unit, its sign."""

from __future__ import annotations

from collections.abc import Mapping

from pyspark.sql import functions as F

from voxlake.ingest.mapping import Expression
from voxlake.ingest.readable import CURRENCY, READ, REASON, VALUE
from voxlake.ingest.targets import Target
from voxlake.ingest.values import MONEY_LIMIT, NUMBERS, Value
from voxlake.ingest.written_numbers import smallest_unit

_LIMITS = {"integer": 2**31, "long": 1e18, "double": float("inf"), "decimal(18,2)": MONEY_LIMIT}
"""What a sum of each type lies below."""


def part_values(
    columns: Mapping[str, Expression], target: Target, decimal: str
) -> dict[str, Value]:
    """What is added to the numbers of a table, by what `with_readable` calls it.

    Args:
        columns: The forms of the table's columns.
        target: The table.
        decimal: What stands before decimals in the source.
    """
    return {
        part: NUMBERS[target.types[name]](F.col(READ + part), decimal)
        for name, expression in columns.items()
        for part in _parts(name, expression)
    }


def summed(read: Value, name: str, expression: Expression, kind: str) -> Value:
    """A number with what the keys beside it make of it: what is added, its unit, its sign.

    Args:
        read: The number as it is written.
        name: Its column.
        expression: Where it comes from.
        kind: Its type.
    """
    total = _sum(read, name, expression, kind)
    return _signed(_in_main_unit(total, expression, kind), name, expression, kind)


def _parts(name: str, expression: Expression) -> dict[str, int]:
    """The columns of what is added to a number, each with 1 or -1."""
    return {
        f"{name} {key} {place}": sign
        for key, forms, sign in (("plus", expression.plus, 1), ("less", expression.less, -1))
        for place in range(len(forms))
    }


def _sum(read: Value, name: str, expression: Expression, kind: str) -> Value:
    """A number and what is added to it; a part that is blank counts nothing."""
    value, reason = read.value, read.reason
    parts = _parts(name, expression)
    if not parts:
        return read
    total = value.cast("long") if kind == "integer" else value
    for part, sign in parts.items():
        total = total + F.coalesce(F.col(VALUE + part), F.lit(0)) * sign
    odd = F.coalesce(*(F.col(REASON + part) for part in parts)).isNotNull()
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
