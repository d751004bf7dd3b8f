"""What holds of the rows that a question asks for, as Arrow expressions of typed values.

Arrow keeps files apart by the bounds that Delta's log has of them, so that other days are not read.
"""

from __future__ import annotations

import difflib
import math
import operator
from collections.abc import Iterable
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from voxlake.core.days import Days
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.question import Condition
from voxlake.serve.reading.schemas import element_of, is_plain
from voxlake.serve.reading.values import arrow_type, meant_by, value_of
from voxlake.tables import Column, Table

_COMPARED = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_OF_BOOLEANS = ("eq", "ne", "in", "null")
_NEAR = 3
_MOST_VALUES = 1000


def column_of(table: Table, name: str) -> Column:
    """The declared column of a name.

    Raises:
        RefusedError: there is none; names the nearest.
    """
    for column in table.columns:
        if column.name == name:
            return column
    near = difflib.get_close_matches(name[:100], table.column_names, _NEAR, 0.4)
    hint = f"; nearest are {', '.join(near)}" if near else ""
    raise RefusedError(
        400, "unknown_column", f"{table.view} has no column of this name{hint}: see docs/tables.md."
    )


def expression_of(table: Table, conditions: Iterable[Condition]) -> ds.Expression | None:
    """What holds of all rows, but for `has`, which Arrow has no expression of.

    Raises:
        RefusedError: a column is unknown, cannot be compared so, or a value is none of its type.
    """
    found: ds.Expression | None = None
    for condition in conditions:
        if (one := _expression(column_of(table, condition.column), condition)) is not None:
            found = one if found is None else found & one
    return found


def days_expression(table: Table, days: Days) -> ds.Expression | None:
    """What holds of the rows of some days; None for every day.

    Raises:
        RefusedError: the table is not kept by days.
    """
    if table.partition is None:
        raise RefusedError(
            400, "no_days", f"{table.view} is not kept by days: leave out from and to."
        )
    if days.values is None:
        return None
    field, of = ds.field(table.partition), pa.date32()
    if not days.values:
        return ds.scalar(False)
    if (days.last - days.first).days + 1 == len(days.values):
        return (field >= pa.scalar(days.first, of)) & (field <= pa.scalar(days.last, of))
    return field.isin(pa.array(days.values, of))


def day_expression(table: Table, day: date) -> ds.Expression:
    """What holds of the rows of one day of a table that is kept by days."""
    return ds.field(str(table.partition)) == pa.scalar(day, pa.date32())


def element_sought(column: Column, condition: Condition) -> tuple[str, Any]:
    """The type of a list's elements and the one that it must have.

    Raises:
        RefusedError: the column is no list of plain values, or the value is no such.
    """
    if (element := element_of(column.type)) is None:
        raise _cannot(column, condition)
    return element, _value(column, element, condition.value)


def _expression(column: Column, condition: Condition) -> ds.Expression | None:
    field, asked = ds.field(column.name), condition.operator
    if asked == "has":
        element_sought(column, condition)
        return None
    if asked == "null":
        is_null = _value(column, "boolean", condition.value)
        return field.is_null() if is_null else field.is_valid()
    if not is_plain(column.type) or (column.type == "boolean" and asked not in _OF_BOOLEANS):
        raise _cannot(column, condition)
    type_ = arrow_type(column.type)
    if asked == "in":
        values = [_value(column, column.type, one) for one in _several(column, condition.value)]
        compared = field.isin(pa.array(values, type_))
    else:
        value = _value(column, column.type, condition.value)
        compared = _COMPARED[asked](field, pa.scalar(value, type_))
    if column.type in ("float", "double"):  # what is no number lies within no bounds of a file
        compared &= ~pc.is_nan(field)
    return compared


def _several(column: Column, values: Any) -> list[Any]:  # noqa: ANN401  (of a question)
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise RefusedError(400, "wrong_value", f"{column.name}: `in` takes a list of values.")
    listed = list(values)
    if len(listed) > _MOST_VALUES:
        raise RefusedError(
            400, "too_many_values", f"{column.name}: `in` takes at most {_MOST_VALUES} values."
        )
    return listed


def _value(column: Column, type_: str, given: Any) -> Any:  # noqa: ANN401  (of any type)
    try:
        value = value_of(type_, given)
        if value is None or (isinstance(value, float) and not math.isfinite(value)):
            raise ValueError("nothing to compare with")
    except ValueError as error:
        raise RefusedError(
            400, "wrong_value", f"{column.name}: the value must be {meant_by(type_)}."
        ) from error
    return value


def _cannot(column: Column, condition: Condition) -> RefusedError:
    allowed = (
        "has and null"
        if element_of(column.type)
        else "eq, ne, in and null"
        if column.type == "boolean"
        else "eq, ne, lt, le, gt, ge, in and null"
        if is_plain(column.type)
        else "null"
    )
    return RefusedError(
        400,
        "wrong_operator",
        f"{column.name} is {column.type} and cannot be compared by {condition.operator}; "
        f"it takes {allowed}.",
    )
