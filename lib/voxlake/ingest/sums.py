"""What becomes of a number by the keys beside it: what is added, its unit, its sign."""

from __future__ import annotations

from pyspark.sql import functions as F

from voxlake.ingest.mapping import Expression
from voxlake.ingest.readable import CURRENCY, READ
from voxlake.ingest.values import MONEY_LIMIT, NUMBERS, Value
from voxlake.ingest.written_numbers import smallest_unit

_LIMITS = {"integer": 2**31, "long": 1e18, "double": float("inf"), "decimal(18,2)": MONEY_LIMIT}
"""What a sum of each type lies below."""


def summed(read: Value, name: str, expression: Expression, kind: str, decimal: str) -> Value:
    """A number, more what `plus` names and less what `less` names; a blank one counts nothing.

    Args:
        read: The number.
        name: Its column.
        expression: Says what is added.
        kind: Its type.
        decimal: What stands before decimals in the source.
    """
    value, reason = read.value.cast("long") if kind == "integer" else read.value, read.reason
    for key, forms, sign in (("plus", expression.plus, 1), ("less", expression.less, -1)):
        for place in range(len(forms)):
            part = NUMBERS[kind](F.col(f"{READ}{name} {key} {place}"), decimal)
            value = value + F.coalesce(part.value, F.lit(0)) * sign
            reason = F.coalesce(reason, F.when(part.reason.isNotNull(), "part_malformed"))
    if expression.plus or expression.less:
        is_near = F.abs(value) < _LIMITS[kind]
        reason = F.coalesce(reason, F.when(~is_near, f"{_called(kind)}_malformed"))
        value = F.when(reason.isNull() & is_near, value.cast(kind))
    return Value(value, reason)


def in_main_unit(read: Value, expression: Expression, kind: str) -> Value:
    """An amount in cents in its currency."""
    if not expression.minor_units:
        return read
    unit = smallest_unit(F.col(READ + CURRENCY))
    unknown = F.when(read.value.isNotNull() & unit.isNull(), "unit_unknown")
    return Value((read.value * unit).cast(kind), F.coalesce(read.reason, unknown))


def signed(read: Value, name: str, expression: Expression, kind: str) -> Value:
    """A number that is below zero where the source says that it is, whatever its sign."""
    below = (F.lit(0) - F.abs(read.value)).cast(kind)
    if expression.negative:
        return Value(below, read.reason)
    if expression.negative_when is None:
        return read
    is_below = F.col(f"{READ}{name} negative")
    return Value(F.when(is_below, below).otherwise(read.value), read.reason)


def _called(kind: str) -> str:
    return "amount" if kind.startswith("decimal") else "number"
