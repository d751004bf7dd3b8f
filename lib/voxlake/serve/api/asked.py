"""What a query string asks of a table."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from voxlake.core.days import Days
from voxlake.run.api_settings import ApiSettings
from voxlake.serve.auth.principal import Principal
from voxlake.serve.errors import RefusedError
from voxlake.serve.reading.filters import column_of
from voxlake.serve.reading.question import Condition, Operator, Order, Question
from voxlake.serve.reading.shown import without_personal
from voxlake.serve.reading.values import value_of
from voxlake.tables import Table

CONTROLS = ("from", "to", "latest", "columns", "order", "limit", "after", "as_of")
"""Parameters that are no columns; a column of one of these names is asked for as `name__eq`."""
OPERATORS: tuple[Operator, ...] = get_args(Operator)
_MOST_DAYS = 3_660
_MOST_CONDITIONS = 50
_BETWEEN = "__"


@dataclass(frozen=True)
class Given:
    """The parameters of a query string that are controls, each at most once."""

    values: dict[str, str]

    def day(self, name: str) -> date | None:
        """A day."""
        return self._of(name, "date", "a day such as 2024-03-31")

    def whole(self, name: str) -> int | None:
        """A whole number."""
        return self._of(name, "long", "a whole number")

    def is_true(self, name: str) -> bool:
        """Whether it is said to be true."""
        return bool(self._of(name, "boolean", "true or false"))

    def listed(self, name: str) -> list[str]:
        """Texts between commas."""
        return [one.strip() for one in self.values.get(name, "").split(",") if one.strip()]

    def _of(self, name: str, type_: str, meant: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
        if name not in self.values:
            return None
        try:
            return value_of(type_, self.values[name])
        except ValueError as error:
            raise RefusedError(400, "wrong_value", f"{name} must be {meant}.") from error


def question_of(
    table: Table,
    query: Sequence[tuple[str, str]],
    principal: Principal,
    settings: ApiSettings,
    fixed: Sequence[Condition] = (),
) -> Question:
    """The question that a query string asks.

    Args:
        table: As it is declared.
        query: Names and values, as they came.
        principal: Who asks.
        settings: Limits of requests.
        fixed: What the address says already of columns, which the query may not say again.

    Raises:
        RefusedError: a parameter is unknown, comes twice or cannot be so (400), or what it names
            may not be seen (403).
    """
    shown = shown_to(table, principal)
    given, conditions = _parted(table, query, {one.column for one in fixed})
    orders = [Order(one.removeprefix("-"), one.startswith("-")) for one in given.listed("order")]
    columns = given.listed("columns")
    for name in (*columns, *(one.column for one in (*orders, *conditions))):
        _require_seen(table, shown, name)
    limit = given.whole("limit")
    limit = settings.default_rows if limit is None else limit
    if not 1 <= limit <= settings.most_rows:
        raise RefusedError(400, "wrong_limit", f"limit must be from 1 to {settings.most_rows}.")
    return Question(
        table=shown,
        columns=tuple(columns),
        where=(*fixed, *conditions),
        days=_days(given),
        is_latest=given.is_true("latest"),
        order=tuple(orders),
        limit=limit,
        after=given.values.get("after"),
        version=given.whole("as_of"),
    )


def shown_to(table: Table, principal: Principal) -> Table:
    """What of a table somebody may see.

    Raises:
        RefusedError: nothing, as its rows are about single persons, posts or words.
    """
    shown = table if principal.may_see_personal else without_personal(table)
    if shown is None:
        raise RefusedError(
            403,
            "personal",
            f"Rows of {table.view} are about single persons, posts or words: ask an operator for "
            "a role that may see them.",
        )
    return shown


def _parted(
    table: Table, query: Sequence[tuple[str, str]], fixed: set[str]
) -> tuple[Given, list[Condition]]:
    controls: dict[str, str] = {}
    several: dict[str, list[str]] = {}
    conditions = []
    for name, value in query:
        if name in CONTROLS:
            if name in controls:
                raise _twice(name)
            controls[name] = value
            continue
        column, operator = _column_and_operator(table, name)
        if column in fixed:
            raise RefusedError(400, "given_twice", f"The address says what {column} is already.")
        if operator == "in":
            several.setdefault(column, []).append(value)
        else:
            conditions.append(Condition(column, operator, value))
    conditions += [Condition(column, "in", values) for column, values in several.items()]
    if len(conditions) > _MOST_CONDITIONS:
        raise RefusedError(
            400, "too_many_filters", f"A question takes at most {_MOST_CONDITIONS} filters."
        )
    return Given(controls), conditions


def _column_and_operator(table: Table, name: str) -> tuple[str, Operator]:
    column, between, word = name.rpartition(_BETWEEN)
    if not between:
        column, word = name, "eq"
    known = next((operator for operator in OPERATORS if operator == word), None)
    if known is None or column not in table.column_names:
        raise RefusedError(400, "unknown_parameter", _nearest(table, name))
    return column, known


def _nearest(table: Table, name: str) -> str:
    near = difflib.get_close_matches(name[:100], (*CONTROLS, *table.column_names), 3, 0.4)
    hint = f"; nearest are {', '.join(near)}" if near else ""
    return (
        f"{table.view} has no parameter of this name{hint}. Filters are column=value or "
        f"column__operator=value, with {', '.join(OPERATORS)}."
    )


def _require_seen(table: Table, shown: Table, name: str) -> None:
    if name not in shown.column_names and name in table.column_names:
        raise RefusedError(
            403, "personal", f"{name} is personal: ask an operator for a role that may see it."
        )
    column_of(shown, name)


def _days(given: Given) -> Days | None:
    first, last = given.day("from"), given.day("to")
    if first is None and last is None:
        return None
    if first is None or last is None:
        raise RefusedError(400, "wrong_days", "Give both from and to, or neither.")
    if last < first:
        raise RefusedError(400, "wrong_days", f"to ({last}) lies before from ({first}).")
    if (last - first).days >= _MOST_DAYS:
        raise RefusedError(400, "wrong_days", "from and to may be ten years apart at most.")
    return Days.between(first, last)


def _twice(name: str) -> RefusedError:
    return RefusedError(400, "given_twice", f"{name} came twice: give it once.")


def names_of(tables: Iterable[Table]) -> dict[str, Table]:
    """Tables by the name of their resource, which is that of their view."""
    return {table.view: table for table in tables}
